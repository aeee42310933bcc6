package dev.saltern.demo;

import dev.saltern.demo.drill.DrillCommand;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/// What the launcher starts for `demo`: commands that need the simulator, and are no part of the
/// product.
@Command(
    name = "saltern",
    subcommands = {DemoCommand.class, DrillCommand.class, SwarmCommand.class})
public final class Main {
  private Main() {}

  /// Ends with the command's exit code.
  public static void main(String[] arguments) {
    System.exit(
        new CommandLine(new Main()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
  }
}
