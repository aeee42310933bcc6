package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a MySQL server does to a node that runs over it.
class NodeOutageIT {
  @TempDir static Path folder;
  private static OutageRig rig;

  @BeforeAll
  static void start() throws Exception {
    rig = new OutageRig(folder);
  }

  @AfterAll
  static void end() throws Exception {
    rig.close();
  }

  @Test
  void killedAndStartedAgain() throws Exception {
    rig.outage(
        "killed",
        rig.server::kill,
        () -> {
          rig.server.restart();
          rig.lookAt(rig.server);
        });
  }

  @Test
  void readOnly() throws Exception {
    String why =
        rig.outage(
            "read-only",
            () -> rig.sql("SET GLOBAL read_only = 1"),
            () -> rig.sql("SET GLOBAL read_only = 0"));

    assertThat(why).contains("error 1290", "read-only");
  }

  @Test
  void aPacketThatIsTooSmall() throws Exception {
    String why =
        rig.outage(
            "packet",
            () -> {
              rig.sql("SET GLOBAL max_allowed_packet = 1048576");
              rig.proxy.cutAtNextRun(); // who is connected keeps the old one
            },
            () -> rig.sql("SET GLOBAL max_allowed_packet = 16777216"));

    assertThat(why).contains("Communications link failure");
  }

  @Test
  void aColumnThatHoldsOtherCharacters() throws Exception {
    String column = "ALTER TABLE salt_returns MODIFY full_ret mediumtext CHARACTER SET %s NOT NULL";
    String why =
        rig.outage(
            "grün 😀",
            () -> rig.sql(column.formatted("latin1")),
            () -> rig.sql(column.formatted("utf8mb4 COLLATE utf8mb4_bin")));

    assertThat(why)
        .contains("column full_ret of salt_returns is latin1_swedish_ci")
        .contains("ALTER TABLE salt_returns CONVERT TO CHARACTER SET utf8mb4");
  }

  @Test
  void slow() throws Exception {
    rig.slowness(
        () -> rig.proxy.delay(Duration.ofMillis(700)), () -> rig.proxy.delay(Duration.ZERO));
  }

  @Test
  void aTableThatSomebodyLocks() throws Exception {
    rig.slowness(() -> rig.sql("LOCK TABLES salt_returns WRITE"), () -> rig.sql("UNLOCK TABLES"));
  }
}
