package dev.saltern.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// The option that says which files to read; in every command that reads any.
sealed class ConfigOption permits SpoolOption {
  @Option(
      names = {"-c", "--config-dir"},
      paramLabel = "DIR",
      defaultValue = "/etc/salt",
      description = "Salt's configuration folder, with ours in it (default: ${DEFAULT-VALUE}).")
  private Path folder = NodeConfig.FOLDER;

  /// The command that has this option.
  @Spec(Spec.Target.MIXEE)
  private @Nullable CommandSpec command;

  CommandLine commandLine() {
    return Objects.requireNonNull(command, "picocli sets it").commandLine();
  }

  /// Where the command prints to.
  PrintWriter out() {
    return commandLine().getOut();
  }

  /// Where it says what is no data.
  PrintWriter err() {
    return commandLine().getErr();
  }

  /// Which folder it names.
  Path folder() {
    return folder;
  }

  NodeConfig read() throws ConfigException {
    return NodeConfig.read(folder, System.getenv());
  }
}
