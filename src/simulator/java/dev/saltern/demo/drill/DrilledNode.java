package dev.saltern.demo.drill;

import dev.saltern.app.Main;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The real `saltern node` in a process of its own beside one master, to be killed, paused and
/// started again. Its log goes on in one file. Confined to one thread, but for [#kill].
final class DrilledNode {
  private static final int END_SECONDS_MAX = 40;
  private static final String HEAP = "-Xmx384m";

  private final String name;
  private final Path config;
  private final Path log;
  private volatile Optional<Process> process = Optional.empty();

  DrilledNode(String name, Path config, Path log) {
    this.name = name;
    this.config = config;
    this.log = log;
  }

  String name() {
    return name;
  }

  void start() throws IOException {
    var command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:+UseSerialGC",
            "-XX:+UseCompactObjectHeaders",
            "-XX:+ExitOnOutOfMemoryError",
            HEAP,
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "node",
            "--config-dir",
            config.toString());
    process =
        Optional.of(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start());
  }

  /// How it ended where nobody ended it.
  Optional<Integer> endedByItself() {
    return process.filter(p -> !p.isAlive()).map(Process::exitValue);
  }

  /// As a power cut.
  void kill() {
    process.ifPresent(
        p -> {
          p.destroyForcibly();
          p.onExit().join();
        });
    process = Optional.empty();
  }

  /// Tells it to end; its exit code, or nothing where it had to be killed.
  Optional<Integer> end() throws InterruptedException {
    Optional<Process> ending = process;
    process = Optional.empty();
    if (ending.isEmpty()) {
      return Optional.empty();
    }
    ending.get().destroy();
    if (ending.get().waitFor(END_SECONDS_MAX, TimeUnit.SECONDS)) {
      return Optional.of(ending.get().exitValue());
    }
    ending.get().destroyForcibly();
    return Optional.empty();
  }

  void pause() throws IOException, InterruptedException {
    signal("STOP");
  }

  void goOn() throws IOException, InterruptedException {
    signal("CONT");
  }

  private void signal(String signal) throws IOException, InterruptedException {
    if (process.isPresent()) {
      Signals.send(process.get().pid(), signal);
    }
  }

  /// The lines of its log that a human must act on, at most so many.
  List<String> errors(int most) throws IOException {
    var errors = new ArrayList<String>();
    if (Files.exists(log)) {
      try (Stream<String> lines = Files.lines(log)) {
        lines.filter(line -> line.contains(" ERROR ")).limit(most).forEach(errors::add);
      }
    }
    return errors;
  }
}
