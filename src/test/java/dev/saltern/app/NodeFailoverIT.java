package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.demo.EmbeddedMariaDb;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The outages that want a server started with options of its own.
class NodeFailoverIT {
  private static final int TABLE_FULL = 1114;

  @TempDir Path folder;

  /// The old server lives on, read-only, as in a planned move: who stays connected to it waits for
  /// ever.
  @Test
  void itsNameLeadsToAnotherServerThatHasTheSameData() throws Exception {
    try (var rig = new OutageRig(folder, "--log-bin=bin", "--binlog-format=ROW", "--server-id=1");
        var second = EmbeddedMariaDb.start(folder.resolve("second"), List.of("--server-id=2"));
        Connection replica = DriverManager.getConnection(second.jdbcUrl(""))) {
      OutageRig.run(
          replica,
          """
          CHANGE MASTER TO MASTER_HOST = '127.0.0.1', MASTER_PORT = %d, MASTER_USER = '%s',
            MASTER_PASSWORD = '%s', MASTER_SSL = 0, MASTER_USE_GTID = slave_pos"""
              .formatted(rig.server.port(), EmbeddedMariaDb.USER, rig.server.password()));
      OutageRig.run(replica, "START SLAVE");

      String why =
          rig.outage(
              "failed over",
              () -> rig.sql("SET GLOBAL read_only = 1"),
              () -> {
                String last = rig.text("SELECT @@gtid_binlog_pos");
                String wait = "SELECT MASTER_GTID_WAIT('" + last + "', 60)";
                assertThat(OutageRig.text(replica, wait))
                    .as("the replica has it all")
                    .isEqualTo("0");
                OutageRig.run(replica, "STOP SLAVE");
                rig.lookAt(second);
                rig.proxy.lead(second.host(), second.port());
              });

      assertThat(why).contains("error 1290");
    }
  }

  @Test
  void full() throws Exception {
    try (var rig =
        new OutageRig(
            folder,
            "--innodb-file-per-table=0",
            "--innodb-data-file-path=ibdata1:12M:autoextend:max:96M",
            "--innodb-autoextend-increment=1")) {
      String why = rig.outage("full", () -> fill(rig), () -> rig.sql("DROP TABLE filler"));

      assertThat(why).contains("error 1114");
    }
  }

  /// With rows that lie within their page: where there is no room for a long one this release of
  /// MariaDB ends itself.
  private static void fill(OutageRig rig) throws SQLException {
    rig.sql("CREATE TABLE filler (x varchar(8000) CHARACTER SET ascii) ENGINE = InnoDB");
    rig.sql("INSERT INTO filler VALUES (REPEAT('x', 7000))");
    for (int doubled = 0; doubled < 60; doubled++) {
      try {
        rig.sql("INSERT INTO filler SELECT x FROM filler LIMIT 500");
      } catch (SQLException e) {
        assertThat(e.getErrorCode()).as(e.getMessage()).isEqualTo(TABLE_FULL);
        for (int rows = 0; rows < 100_000; rows++) {
          try {
            rig.sql("INSERT INTO filler VALUES (REPEAT('x', 7000))");
          } catch (SQLException last) {
            assertThat(last.getErrorCode()).as(last.getMessage()).isEqualTo(TABLE_FULL);
            return;
          }
        }
      }
    }
    throw new AssertionError("never full");
  }
}
