package dev.saltern.app;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
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
      description =
          "Salt's configuration folder, with ours in it (default: SALTERN_CONFIG_DIR, else"
              + " /etc/salt).")
  private @Nullable Path folder;

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

  /// The folder it names, else the one that stands before the command, else the environment's.
  Path folder() {
    if (folder != null) {
      return folder;
    }
    Optional<Path> before =
        Objects.requireNonNull(command, "picocli sets it").root().userObject() instanceof Main main
            ? main.folder()
            : Optional.empty();
    return before.orElseGet(() -> NodeConfig.folder(System.getenv()));
  }

  NodeConfig read() throws ConfigException {
    return NodeConfig.read(folder(), System.getenv());
  }
}
