package dev.saltern.lookup.cli;

import java.time.Clock;
import java.util.List;
import picocli.CommandLine;

/// The lookup commands, for whoever puts the command line together.
public final class LookupCommands {
  private LookupCommands() {}

  /// Adds the lookup commands to a command. [CliErrors#install] on the root comes after.
  public static void addTo(CommandLine parent, LookupSource source, Clock clock) {
    addTo(parent, new Surroundings(source, clock, Terminal.ofProcess()));
  }

  static void addTo(CommandLine parent, Surroundings here) {
    all(here).forEach(parent::addSubcommand);
  }

  /// All of them.
  static List<Object> all(Surroundings here) {
    return List.of(
        new JobsCommand(here),
        new JobCommand(here),
        new DiffCommand(here),
        new ExportCommand(here),
        new CompleteCommand(here));
  }

  /// What a command needs besides its options.
  record Surroundings(LookupSource source, Clock clock, Terminal terminal) {}
}
