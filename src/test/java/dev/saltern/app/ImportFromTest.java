package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.jobcache.mysql.MySqlConfig;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImportFromTest {
  private static final MySqlConfig JOB_CACHE =
      MySqlConfig.of("db0", 3307, "salt", new MySqlConfig.Credentials("admin", "secret"));

  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "salt_old, db0, 3307, salt_old",
    "db1/salt, db1, 3306, salt",
    "db1:3310/salt, db1, 3310, salt",
    "[fe80::1]:3310/salt, fe80::1, 3310, salt",
    "jdbc:mysql://db1:3310/salt, db1, 3310, salt",
    "mysql://db1/salt, db1, 3306, salt"
  })
  void aDatabaseIsNamedBesideTheJobCacheOrOnAnotherServer(
      String text, String host, int port, String database) throws Exception {
    MySqlConfig from = ImportFrom.parse(text, JOB_CACHE, Map.of());

    assertThat(from.server()).isEqualTo(new MySqlConfig.Server(host, port));
    assertThat(from.database()).isEqualTo(database);
    assertThat(from.credentials()).isEqualTo(JOB_CACHE.credentials());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "db1/",
        "/salt",
        "user:pass@db1/salt",
        "jdbc:mysql://db1/salt?password=x",
        "a b",
        "db1:99999/salt",
        "salt"
      })
  void anAccountOrAnythingElseOnTheCommandLineIsRefused(String text) {
    assertThatThrownBy(() -> ImportFrom.parse(text, JOB_CACHE, Map.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("pass@")
        .hasMessageNotContaining("secret");
  }

  @Test
  void anotherAccountComesFromTheEnvironmentOrFilesItNames() throws Exception {
    Path file = Files.writeString(folder.resolve("pass"), "other\n");

    MySqlConfig from =
        ImportFrom.parse(
            "salt_old",
            JOB_CACHE,
            Map.of("SALTERN_IMPORT_USER", "stock", "SALTERN_IMPORT_PASS_FILE", file.toString()));

    assertThat(from.credentials()).isEqualTo(new MySqlConfig.Credentials("stock", "other"));
    assertThatThrownBy(
            () ->
                ImportFrom.parse(
                    "salt_old", JOB_CACHE, Map.of("SALTERN_IMPORT_PASS_FILE", "/no/such")))
        .isInstanceOf(ConfigException.class)
        .hasMessageContaining("SALTERN_IMPORT_PASS_FILE");
  }
}
