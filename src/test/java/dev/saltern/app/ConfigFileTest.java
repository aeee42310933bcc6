package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigFileTest {
  @TempDir Path folder;

  @Test
  void theShippedFileSaysEveryKeyAndExactlyTheDefaults() throws Exception {
    String shipped = Files.readString(Path.of("config", "saltern"));
    write("saltern", shipped);

    ConfigValues values = ConfigFile.read(folder, Map.of());

    for (ConfigKey key : ConfigKey.values()) {
      assertThat(shipped).containsPattern("(?m)^(# )?" + key.key() + ":");
      assertThat(values.text(key).orElse("")).as(key.key()).isEqualTo(key.defaultText());
    }
  }

  @Test
  void theReferenceHasEveryKeyAndItsDefault() throws Exception {
    String reference = Files.readString(Path.of("docs", "reference", "configuration.md"));

    for (ConfigKey key : ConfigKey.values()) {
      String defaultText = key.defaultText().isEmpty() ? "" : "`" + key.defaultText() + "`";
      assertThat(reference.lines())
          .as(key.key())
          .anyMatch(
              line ->
                  line.startsWith("| `" + key.key() + "` |")
                      && line.contains("| " + defaultText + " |"));
    }
  }

  @Test
  void aLaterFileAndThenTheEnvironmentWin() throws Exception {
    write("saltern", "mysql: {host: one, port: 1}\nspool.bytes_max: 1GiB\n");
    write("saltern.d/20.conf", "mysql.host: three");
    write("saltern.d/10.conf", "mysql.host: two");

    ConfigValues values =
        ConfigFile.read(folder, Map.of("SALTERN_MYSQL_PORT", "3307", "SALTERN_MYSQL_DB", "jobs"));

    assertThat(values.text(ConfigKey.MYSQL_HOST)).contains("three");
    assertThat(values.integer(ConfigKey.MYSQL_PORT)).contains(3307);
    assertThat(values.text(ConfigKey.MYSQL_DB)).contains("jobs");
    assertThat(values.bytes(ConfigKey.SPOOL_BYTES_MAX)).isEqualTo(1L << 30);
    assertThat(values.line(ConfigKey.MYSQL_HOST)).endsWith("20.conf:1)");
  }

  @Test
  void everyKeyCanBeSet() throws Exception {
    Map<ConfigKey.Kind, String> samples =
        Map.of(
            ConfigKey.Kind.TEXT,
            "some",
            ConfigKey.Kind.SECRET,
            "hush",
            ConfigKey.Kind.INT,
            "7",
            ConfigKey.Kind.BOOL,
            "no",
            ConfigKey.Kind.BYTES,
            "3KiB",
            ConfigKey.Kind.DURATION,
            "2h",
            ConfigKey.Kind.LIST,
            "a,b",
            ConfigKey.Kind.FORWARD,
            "never",
            ConfigKey.Kind.STATES,
            "none");
    var text = new StringBuilder();
    for (ConfigKey key : ConfigKey.values()) {
      text.append(key.key()).append(": ").append(samples.get(key.kind())).append('\n');
    }
    write("saltern", text.toString());

    ConfigValues values = ConfigFile.read(folder, Map.of());

    for (ConfigKey key : ConfigKey.values()) {
      assertThat(values.text(key)).as(key.key()).contains(samples.getOrDefault(key.kind(), ""));
    }
    assertThat(values.duration(ConfigKey.SPOOL_AGE_MAX)).isEqualTo(Duration.ofHours(2));
    assertThat(values.list(ConfigKey.FORWARD_FUNCTIONS)).containsExactly("a", "b");
    assertThat(values.bool(ConfigKey.RELAY_PASS_OPTIONS)).isFalse();
  }

  @Test
  void everyProblemIsToldAtOnceWithItsPlace() throws Exception {
    write("saltern", "mysql.hots: x\nspool.bytes_max: many\nforward.returns: some\n");

    assertThatThrownBy(() -> ConfigFile.read(folder, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("saltern:1: unknown key mysql.hots; did you mean mysql.host?")
        .hasMessageContaining("saltern:2: spool.bytes_max: expected bytes")
        .hasMessageContaining(
            "saltern:3: forward.returns: expected all, never or watched, found 'some'");
  }

  @Test
  void brokenYamlIsToldWithItsLine() throws Exception {
    write("saltern", "mysql.host: x\nmysql: [\n");

    assertThatThrownBy(() -> ConfigFile.read(folder, Map.of()))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("no valid YAML");
  }

  @Test
  void aSecretComesFromAFileAndIsNeverPrinted() throws Exception {
    write("password", "s3cret\n");

    ConfigValues values =
        ConfigFile.read(
            folder, Map.of("SALTERN_MYSQL_PASS_FILE", folder.resolve("password").toString()));

    assertThat(values.text(ConfigKey.MYSQL_PASS)).contains("s3cret");
    assertThat(values.toString()).contains("mysql.pass = ***").doesNotContain("s3cret");
  }

  private void write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}
