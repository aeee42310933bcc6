package dev.saltern.lookup.cli;

import java.time.Clock;
import picocli.CommandLine;

/// The lookup commands, for whoever puts the command line together.
public final class LookupCommands {
  private LookupCommands() {}

  /// Adds `jobs` and `job` to a command. [CliErrors#install] on the root comes after.
  public static void addTo(CommandLine parent, LookupSource source, Clock clock) {
    Surroundings here = new Surroundings(source, clock, Terminal.ofProcess());
    parent.addSubcommand(new JobsCommand(here));
    parent.addSubcommand(new JobCommand(here));
  }

  /// What a command needs besides its options.
  record Surroundings(LookupSource source, Clock clock, Terminal terminal) {}
}
