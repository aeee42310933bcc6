package dev.saltern.app;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/// The `saltern` command.
@Command(
    name = "saltern",
    mixinStandardHelpOptions = true,
    description = "Relay and MySQL job cache for SaltStack, in salt-syndic's place.")
public final class Main implements Runnable {
  @CommandLine.Spec private CommandLine.Model.@org.jspecify.annotations.Nullable CommandSpec spec;

  private Main() {}

  /// Ends with the command's exit code.
  public static void main(String[] arguments) {
    System.exit(new CommandLine(new Main()).execute(arguments));
  }

  @Override
  public void run() {
    if (spec != null) {
      spec.commandLine().usage(spec.commandLine().getErr());
    }
  }
}
