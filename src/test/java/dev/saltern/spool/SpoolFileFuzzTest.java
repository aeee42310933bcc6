package dev.saltern.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.saltern.testing.Fuzz;
import dev.saltern.testing.HandClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever the disk made of a spool's file, it opens, or is set aside and opens empty, or says
/// what is wrong; it never stops a node in another way.
class SpoolFileFuzzTest {
  @TempDir Path directory;
  private final HandClock clock = new HandClock();

  @Test
  void aSpoolsFileIsReadOrSetAside() throws Exception {
    Path file = directory.resolve("spool.db");
    try (Spool spool = SqliteSpool.open(SpoolConfig.at(file), clock)) {
      spool.open("mysql", Spool.Policy.HOLDS);
      for (int i = 0; i < 20; i++) {
        spool.append(
            List.of(new Spool.Item(i % 3, ("record " + i + " ").repeat(1 + i).getBytes(UTF_8))));
      }
    }
    byte[] whole = Files.readAllBytes(file);
    Fuzz.of("spool", SpoolException.class)
        .run(
            List.of(whole),
            400,
            input -> {
              empty();
              Files.write(file, input);
              try (Spool spool = SqliteSpool.open(SpoolConfig.at(file), clock)) {
                spool.open("mysql", Spool.Policy.HOLDS);
                spool.append(List.of(new Spool.Item(1, "one more".getBytes(UTF_8))));
                spool.read(0, 100, Long.MAX_VALUE);
              }
            });
  }

  private void empty() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }
}
