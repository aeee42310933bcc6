package dev.saltern.app;

import dev.saltern.testing.Fuzz;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Whatever our own file holds, it is settings or every problem is told.
class ConfigFuzzTest {
  @Test
  void ourFileIsSettingsOrRefused(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("saltern");
    Fuzz.of("config", ConfigException.class)
        .run(
            List.of(Files.readAllBytes(Path.of("config", "saltern"))),
            10,
            input -> {
              Files.write(file, input);
              ConfigFile.read(folder, Map.of());
            });
  }
}
