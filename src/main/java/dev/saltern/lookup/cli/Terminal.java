package dev.saltern.lookup.cli;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/// What stdout and stderr are and what the environment wants of them. Immutable.
record Terminal(
    boolean stdoutIsTerminal, boolean stderrIsTerminal, Map<String, String> environment) {
  private static final Path STDOUT = Path.of("/proc/self/fd/1");
  private static final Path STDERR = Path.of("/proc/self/fd/2");

  /// One whose stderr is none.
  Terminal(boolean stdoutIsTerminal, Map<String, String> environment) {
    this(stdoutIsTerminal, false, environment);
  }

  /// Of this process.
  static Terminal ofProcess() {
    return new Terminal(isTerminal(STDOUT), isTerminal(STDERR), System.getenv());
  }

  /// Whether to paint where no option says: `CLICOLOR_FORCE` > `NO_COLOR`, `CLICOLOR=0` > stdout is
  /// a terminal.
  boolean wantsColour() {
    String force = environment.getOrDefault("CLICOLOR_FORCE", "");
    if (!force.isEmpty() && !force.equals("0")) {
      return true;
    }
    boolean no =
        !environment.getOrDefault("NO_COLOR", "").isEmpty()
            || environment.getOrDefault("CLICOLOR", "").equals("0");
    return !no && stdoutIsTerminal;
  }

  private static boolean isTerminal(Path stream) {
    try {
      String file = Files.readSymbolicLink(stream).toString();
      return file.startsWith("/dev/pts/")
          || file.startsWith("/dev/tty")
          || file.equals("/dev/console");
    } catch (IOException | UnsupportedOperationException _) {
      // No such file system here. Java's own answer also asks that stdin is a terminal.
      return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
    }
  }
}
