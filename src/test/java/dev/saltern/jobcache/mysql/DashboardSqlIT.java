package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.Arrivals.answer;
import static dev.saltern.jobcache.Arrivals.batch;
import static dev.saltern.jobcache.Arrivals.failure;
import static dev.saltern.jobcache.Arrivals.published;
import static dev.saltern.jobcache.mysql.States.FAILED;
import static dev.saltern.jobcache.mysql.States.OK;
import static dev.saltern.jobcache.mysql.States.applied;
import static dev.saltern.jobcache.mysql.States.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Jid;
import dev.saltern.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.yaml.snakeyaml.Yaml;

/// Each SQL statement of the dashboards, as the account they are meant for, on a database in which
/// each has an answer.
class DashboardSqlIT {
  private static final DateTimeFormatter JID =
      DateTimeFormatter.ofPattern("uuuuMMddHHmmss'000000'");
  private static final MySqlConfig.Credentials READER =
      new MySqlConfig.Credentials("tdash" + ProcessHandle.current().pid(), "choose-One-6");

  private final Instant now = Instant.now();
  private final Jid open = jid(Duration.ofMinutes(20));
  private final Jid applied = jid(Duration.ofMinutes(10));

  private Jid jid(Duration ago) {
    return new Jid(JID.format(now.minus(ago).atOffset(ZoneOffset.UTC)));
  }

  @Test
  void eachStatementRunsAsTheAccountOfCountsAndHasAnAnswer() throws Exception {
    Map<String, String> statements = statements();
    assertThat(statements).hasSizeGreaterThan(10);
    try (TestDatabase database = TestDatabase.migrated();
        Connection root = database.connect()) {
      fill(database);
      makeReader(root, database.config().database());
      try (Connection reader = database.connectAs(READER)) {
        for (var statement : statements.entrySet()) {
          assertThat(rows(reader, replaced(statement.getValue())))
              .as(statement.getKey())
              .isPositive();
        }
      } finally {
        Sql.execute(root, "DROP USER '" + READER.user() + "'@'%'");
      }
    }
  }

  private void fill(TestDatabase database) throws Exception {
    var node = new Origin("node1", "master");
    try (MySqlJobCache cache = new MySqlJobCache(database.config(), node)) {
      cache.write(batch(published(open, "cmd.run", "web1", "db1")));
      cache.write(batch(failure(open, "db1")));
      cache.write(batch(published(applied, "state.apply", "web1", "web2")));
      cache.write(batch(applied(applied, "web1", run(OK, FAILED)), answer(applied, "web2", "x")));
    }
    var state =
        new NodeState(
            7, Optional.of(Duration.ofSeconds(3)), 4096, 0, new NodeState.Moms(2, 1), true);
    try (var heartbeat = new Heartbeat(database.config(), node, "1", () -> state)) {
      assertThat(heartbeat.beat()).isTrue();
    }
  }

  /// As the page says, with a name that nobody else has.
  private static void makeReader(Connection root, String database) throws Exception {
    for (List<String> block : SqlPage.read("how-to", "sql-accounts.md").values()) {
      for (String statement : block) {
        if (statement.contains("'saltern_counts'")) {
          Sql.execute(
              root,
              statement
                  .replace("'saltern_counts'", "'" + READER.user() + "'")
                  .replaceAll("IDENTIFIED BY '[^']*'", "IDENTIFIED BY '" + READER.password() + "'")
                  .replace(" salt.", " " + database + "."));
        }
      }
    }
  }

  private String replaced(String sql) {
    String run =
        sql.replace("$__timeFrom()", "FROM_UNIXTIME(" + (now.getEpochSecond() - 86_400) + ")")
            .replace("$__timeTo()", "FROM_UNIXTIME(" + now.getEpochSecond() + ")")
            .replace("${fun:sqlstring}", "'%'")
            .replace("${user:sqlstring}", "'%'")
            .replace("${jid:sqlstring}", "'" + open + "'")
            .replace("${minion:sqlstring}", "'web1'");
    assertThat(run).startsWith("SELECT ").doesNotContain("$").doesNotContain(";");
    return run;
  }

  private static int rows(Connection connection, String sql) throws Exception {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET time_zone = '+00:00'"); // as the data source's timezone does
      int count = 0;
      try (ResultSet rows = statement.executeQuery(sql)) {
        while (rows.next()) {
          count++;
        }
      }
      return count;
    }
  }

  /// Dashboard and panel, and the panel's SQL.
  private static Map<String, String> statements() throws IOException {
    List<Path> files;
    try (Stream<Path> found = Files.list(Path.of("config", "grafana", "dashboards"))) {
      files = found.sorted().toList();
    }
    var statements = new java.util.LinkedHashMap<String, String>();
    for (Path file : files) {
      Map<String, Object> dashboard = new Yaml().load(Files.readString(file));
      for (Object panel : (List<?>) Objects.requireNonNull(dashboard.get("panels"))) {
        Map<?, ?> fields = (Map<?, ?>) panel;
        if (fields.get("targets") instanceof List<?> targets) {
          for (Object target : targets) {
            if (((Map<?, ?>) target).get("rawSql") instanceof String sql) {
              statements.put(file.getFileName() + ": " + fields.get("title"), sql);
            }
          }
        }
      }
    }
    return statements;
  }
}
