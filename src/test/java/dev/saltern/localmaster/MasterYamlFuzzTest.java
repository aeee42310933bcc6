package dev.saltern.localmaster;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.saltern.testing.Fuzz;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whatever a master's file holds, it is settings or is refused with a line.
class MasterYamlFuzzTest {
  private static final String FILE =
      """
      # a master
      interface: 0.0.0.0
      ret_port: 4506
      syndic_master: [mom1, mom2]
      nodegroups: &groups
        web: 'G@role:web and E@web\\\\d+'
        db:
          - db1
          - "d\\u0062\\x32"
      others: {<<: *groups, x: !!int "7", y: 0x1F, z: 190:20:30}
      when: 2026-12-01T10:00:00Z
      text: |
        one
        two
      """;

  @Test
  void aMastersFileIsSettingsOrRefused() throws Exception {
    Fuzz.of("master-yaml", SaltYaml.Broken.class)
        .run(
            List.of(FILE.getBytes(UTF_8)),
            2,
            input -> SaltYaml.parse(Path.of("master"), new String(input, UTF_8)));
  }

  @Test
  void anArgumentIsAValueOrRefused() throws Exception {
    Fuzz.of("arguments", SaltYaml.Broken.class)
        .run(
            List.of(FILE.getBytes(UTF_8), "{a: [1, 2.5e3], b: ~}".getBytes(UTF_8)),
            2,
            input -> SaltYaml.value(new String(input, UTF_8)));
  }
}
