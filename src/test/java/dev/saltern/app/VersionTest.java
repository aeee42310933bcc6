package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class VersionTest {
  @Test
  void namesNumberCommitAndDate() {
    Version version =
        Version.of(
            built(
                Map.of(
                    "git.build.version", "1.2.3",
                    "git.commit.id.abbrev", "0a1b2c3d4",
                    "git.commit.time", "2026-12-01",
                    "git.dirty", "false")));

    assertThat(version).hasToString("1.2.3 (0a1b2c3d4, 2026-12-01)");
  }

  @Test
  void saysThatSourcesWereChangedSinceTheCommit() {
    Version version =
        Version.of(built(Map.of("git.commit.id.abbrev", "0a1b2c3d4", "git.dirty", "true")));

    assertThat(version.commit()).isEqualTo("0a1b2c3d4-dirty");
  }

  @Test
  void saysTheVersionAloneWhereSourcesHadNoHistory() {
    assertThat(Version.of(built(Map.of("git.build.version", "1.2.3")))).hasToString("1.2.3");
    assertThat(Version.of(new Properties())).hasToString("development");
  }

  private static Properties built(Map<String, String> values) {
    var properties = new Properties();
    properties.putAll(values);
    return properties;
  }
}
