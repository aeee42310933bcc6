package dev.saltern.jobcache.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.MinionState;
import dev.saltern.jobcache.JobLookup.Missing;
import dev.saltern.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// A database of the former schema, with a row a minion and job, becomes one with sets.
class MigrateExpectedIT {
  private static final String FORMER = "7";
  private static final Jid JOB = new Jid("20261124120000000001");
  private static final Jid BIG = new Jid("20261124120000000002");
  private static final int BIG_MINIONS = 25_000;

  private TestDatabase database;

  @BeforeEach
  void create() throws Exception {
    database = TestDatabase.empty();
    try (HikariDataSource source = Database.open(database.config())) {
      Flyway.configure()
          .dataSource(source)
          .locations("classpath:db/migration")
          .table(Migrate.HISTORY)
          .baselineOnMigrate(true)
          .baselineVersion("0")
          .target(FORMER)
          .repeatableSqlMigrationPrefix("views of the former schema: ")
          .load()
          .migrate();
    }
  }

  @AfterEach
  void drop() throws SQLException {
    database.close();
  }

  @Test
  void theRowsThereAreBecomeSetsAndMissingMinions() throws Exception {
    try (Connection c = database.connect()) {
      Sql.execute(
          c,
          """
          INSERT INTO salt_expected (jid, id, node, returned, state, asked, position) VALUES
            (?, 'web1', 'a', 1, 0, NULL, 7), (?, 'Web1', 'a', 0, 2, '2026-11-24 12:01:00', 7),
            (?, 'grün-😀', 'a', 0, 0, NULL, 7), (?, 'web1', 'b', 1, 0, NULL, 9)""",
          JOB.text(),
          JOB.text(),
          JOB.text(),
          JOB.text());
      Sql.execute(
          c,
          "INSERT INTO salt_returns (fun, jid, `return`, id, success, full_ret)"
              + " VALUES ('f', ?, '1', 'web1', '1', '{}')",
          JOB.text());

      new Migrate(database.config(), Clock.systemUTC()).run();

      assertThat(
              Sql.texts(
                  c,
                  "SELECT CONCAT_WS(' ', e.node, e.minion_count, e.open, e.position, s.minions)"
                      + " FROM salt_expected_set e JOIN salt_minion_set s ON s.hash = e.hash"
                      + " WHERE e.jid = ? ORDER BY e.node",
                  JOB.text()))
          .containsExactly("a 3 1 7 [\"Web1\", \"grün-😀\", \"web1\"]", "b 1 0 9 [\"web1\"]");
      assertThat(Sql.number(c, "SELECT COUNT(*) FROM salt_minion_set")).isEqualTo(2);
      assertThat(Sql.texts(c, "SHOW TABLES LIKE 'salt_expected%'"))
          .containsExactly("salt_expected_set");
    }
    try (var lookup = new MySqlJobLookup(database.config())) {
      assertThat(lookup.missing(JOB, Optional.empty(), 10))
          .containsExactly(
              new Missing(new MinionId("Web1"), "a", Optional.of(MinionState.NOT_RUNNING)),
              new Missing(new MinionId("grün-😀"), "a", Optional.empty()));
      assertThat(lookup.job(JOB).orElseThrow().expected()).isEqualTo(3);
    }
  }

  @Test
  void aJobOfManyMinionsBecomesSeveralSets() throws Exception {
    try (Connection c = database.connect()) {
      Sql.execute(c, "CREATE TABLE digits (n int PRIMARY KEY)");
      Sql.execute(c, "INSERT INTO digits VALUES (0),(1),(2),(3),(4),(5),(6),(7),(8),(9)");
      Sql.execute(
          c,
          """
          INSERT INTO salt_expected (jid, id, node)
          SELECT '%s', CONCAT('minion', a.n, b.n, c.n, d.n, e.n), 'a'
          FROM digits a, digits b, digits c, digits d, digits e
          WHERE 10000 * a.n + 1000 * b.n < %d"""
              .formatted(BIG, BIG_MINIONS));

      new Migrate(database.config(), Clock.systemUTC()).run();

      assertThat(Sql.texts(c, "SELECT minion_count FROM salt_minion_set ORDER BY 1"))
          .isEqualTo(List.of("5000", "10000", "10000"));
    }
    try (var lookup = new MySqlJobLookup(database.config())) {
      assertThat(lookup.job(BIG).orElseThrow().missing()).isEqualTo(BIG_MINIONS);
    }
  }
}
