package dev.saltern.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedMariaDbIT {
  @TempDir Path home;

  @Test
  void whatWasCommittedIsThereAfterKillAndAfterANewStart() throws Exception {
    try (EmbeddedMariaDb db = EmbeddedMariaDb.start(home)) {
      execute(db.jdbcUrl(""), "create database t");
      execute(db.jdbcUrl("t"), "create table a (b int) engine=innodb");
      execute(db.jdbcUrl("t"), "insert into a values (7)");
      int port = db.port();

      db.kill();
      assertThatThrownBy(() -> execute(db.jdbcUrl("t"), "select 1"))
          .isInstanceOf(SQLException.class);
      db.restart();

      assertThat(db.port()).isEqualTo(port);
      assertThat(sum(db.jdbcUrl("t"))).isEqualTo(7);
    }
    try (EmbeddedMariaDb again = EmbeddedMariaDb.start(home)) {
      assertThat(sum(again.jdbcUrl("t"))).isEqualTo(7);
    }
  }

  @Test
  void onlyWhoHasThePasswordGetsIn() throws Exception {
    try (EmbeddedMariaDb db = EmbeddedMariaDb.start(home)) {
      assertThat(Files.getPosixFilePermissions(home.resolve("password")))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
      String url = "jdbc:mysql://127.0.0.1:" + db.port() + "/";
      assertThatThrownBy(() -> DriverManager.getConnection(url, "root", "").close())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("Access denied");
      assertThatThrownBy(() -> DriverManager.getConnection(url, EmbeddedMariaDb.USER, "x").close())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("Access denied");
    }
  }

  @Test
  void aServerLeftBehindOnTheSameDataIsEndedFirst() throws Exception {
    EmbeddedMariaDb left = EmbeddedMariaDb.start(home);
    execute(left.jdbcUrl(""), "create database t");
    execute(left.jdbcUrl("t"), "create table a (b int) engine=innodb");
    execute(left.jdbcUrl("t"), "insert into a values (9)");

    try (EmbeddedMariaDb next = EmbeddedMariaDb.start(home)) {
      assertThat(sum(next.jdbcUrl("t"))).isEqualTo(9);
      assertThatThrownBy(() -> execute(left.jdbcUrl("t"), "select 1"))
          .isInstanceOf(SQLException.class);
    } finally {
      left.close();
    }
  }

  private static void execute(String url, String sql) throws SQLException {
    try (Connection c = DriverManager.getConnection(url);
        var s = c.createStatement()) {
      s.execute(sql);
    }
  }

  private static int sum(String url) throws SQLException {
    try (Connection c = DriverManager.getConnection(url);
        var s = c.createStatement();
        var rows = s.executeQuery("select sum(b) from a")) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
