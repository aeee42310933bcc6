package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.Arrivals.answer;
import static dev.saltern.jobcache.Arrivals.batch;
import static dev.saltern.jobcache.Arrivals.newJid;
import static dev.saltern.jobcache.Arrivals.published;
import static dev.saltern.jobcache.mysql.States.FAILED;
import static dev.saltern.jobcache.mysql.States.applied;
import static dev.saltern.jobcache.mysql.States.run;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Jid;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.Stored;
import dev.saltern.testing.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The accounts of `docs/how-to/sql-accounts.md`: each may what it is for, and no more.
class JobCacheAccountsIT {
  private static final Pattern ACCOUNT =
      Pattern.compile("CREATE USER '(\\w+)'@'%' IDENTIFIED BY '([^']+)'");
  private static final String PREFIX = "saltern_";
  private static final String ALL_VIEWS =
      """
      SELECT table_name FROM information_schema.views WHERE table_schema = DATABASE()
      ORDER BY table_name""";

  private static final List<String> made = new ArrayList<>();
  private static TestDatabase database;
  private static Connection root;
  private static Jid jid;

  @Test
  void whoIsRefusedIsNamedAndNotThePool() throws Exception {
    MySqlConfig right = database.config();
    var wrong =
        new MySqlConfig(
            right.server(),
            right.database(),
            new MySqlConfig.Credentials("saltern_reader", "not it"),
            right.tls(),
            right.limits());
    try (var lookup = new MySqlJobLookup(wrong)) {
      assertThatThrownBy(lookup::nodes)
          .isInstanceOf(JobCacheUnavailableException.class)
          .hasMessageContaining("Access denied for user 'saltern_reader'")
          .hasMessageNotContainingAny("pool", "jobcache -", "Connection is not available");
    }
  }

  @BeforeAll
  static void runThePage() throws Exception {
    database = TestDatabase.empty();
    root = database.connect();
    boolean migrated = false;
    for (List<String> block : statements().values()) {
      for (String statement : block) {
        if (!statement.startsWith("CREATE DATABASE")) {
          Sql.execute(root, statement);
        }
        Matcher account = ACCOUNT.matcher(statement);
        if (account.find()) {
          made.add(account.group(1));
        }
      }
      if (!migrated) {
        new Migrate(as("admin"), Clock.systemUTC()).run();
        migrated = true;
      }
    }
    jid = newJid();
    try (MySqlJobCache node = new MySqlJobCache(as("node"), new Origin("n", "master"))) {
      assertThat(
              node.write(
                      batch(
                          published(jid, "state.apply", "web1", "web2"),
                          applied(jid, "web1", run(FAILED))))
                  .total())
          .isEqualTo(new Stored(2, 0, 0));
      assertThat(node.check().ok()).isTrue();
      node.write(batch(answer(jid, "web3", "x".repeat(5 << 20))));
    }
  }

  @AfterAll
  static void drop() throws Exception {
    for (String account : made) {
      Sql.execute(root, "DROP USER '" + account + "'@'%'");
    }
    root.close();
    database.close();
  }

  /// The page's statements for the test's own database, with names nobody else has.
  private static Map<String, List<String>> statements() throws IOException {
    Map<String, List<String>> page = SqlPage.read("how-to", "sql-accounts.md");
    assertThat(page).hasSize(4);
    page.replaceAll(
        (_, block) ->
            block.stream()
                .map(
                    statement ->
                        statement
                            .replace("'" + PREFIX, "'" + unique(""))
                            .replace(" salt.", " " + database.config().database() + "."))
                .toList());
    return page;
  }

  private static String unique(String account) {
    return "t" + ProcessHandle.current().pid() + "_" + account;
  }

  private static MySqlConfig.Credentials account(String name) throws IOException {
    for (List<String> block : statements().values()) {
      for (String statement : block) {
        Matcher matcher = ACCOUNT.matcher(statement);
        if (matcher.find() && matcher.group(1).equals(unique(name))) {
          return new MySqlConfig.Credentials(matcher.group(1), matcher.group(2));
        }
      }
    }
    throw new IllegalStateException("the page makes no account " + name);
  }

  private static MySqlConfig as(String name) throws IOException {
    MySqlConfig config = database.config();
    return MySqlConfig.of(
        config.server().host(), config.server().port(), config.database(), account(name));
  }

  @Test
  void theAdminMigratesAndItsSecondRunFindsNothingToDo() throws Exception {
    assertThat(new Migrate(as("admin"), Clock.systemUTC()).run())
        .isEqualTo(new Migrate.Result(List.of(), 0));
    assertThat(new Migrate(as("admin"), Clock.systemUTC()).pending()).isEmpty();
  }

  @Test
  void aNodeCannotChangeATable() throws Exception {
    try (Connection node = database.connectAs(account("node"))) {
      refused(node, "ALTER TABLE jids ADD COLUMN more int");
      refused(node, "DROP VIEW v_job");
      refused(node, "CREATE TABLE more (a int)");
    }
  }

  @Test
  void whoMayWriteIsTriedAndNothingOfItStays() throws Exception {
    try (var node = new MySqlJobCache(as("node"), new Origin("n", "master"));
        var reader = new MySqlJobCache(as("read"), new Origin("n", "master"))) {
      assertThat(node.checkWriting().message()).endsWith("and can be written to");
      assertThat(reader.check().ok()).isTrue();
      assertThat(reader.checkWriting())
          .satisfies(c -> assertThat(c.ok()).isFalse())
          .satisfies(
              c -> assertThat(c.message()).contains("INSERT", "command denied", "the node's"));
    }
    assertThat(Sql.texts(root, "SELECT id FROM salt_returns WHERE id = 'saltern-check'")).isEmpty();
    assertThat(Sql.texts(root, "SELECT tag FROM salt_events WHERE tag = 'saltern/check'"))
        .isEmpty();
  }

  @Test
  void aMomAddsJobsAndChangesAndDeletesNothing() throws Exception {
    try (Connection mom = database.connectAs(account("mom"))) {
      Jid own = newJid();
      Sql.execute(mom, "INSERT INTO jids (jid, `load`) VALUES (?, '{}')", own.text());
      assertThat(Sql.text(mom, "SELECT `load` FROM jids WHERE jid = ?", own.text()))
          .isEqualTo("{}");
      assertThat(
              Sql.texts(mom, "SELECT id FROM salt_returns WHERE jid = ? ORDER BY id", jid.text()))
          .containsExactly("web1", "web3");
      refused(mom, "DELETE FROM jids");
      refused(mom, "DELETE FROM salt_returns");
      refused(mom, "UPDATE jids SET `load` = '{}'");
      refused(
          mom,
          "INSERT INTO salt_returns (fun, jid, `return`, id, success, full_ret)"
              + " VALUES ('f', '1', '1', '1', '1', '{}')");
    }
  }

  @Test
  void aReaderReadsEveryViewAndTableAndWritesNothing() throws Exception {
    try (Connection reader = database.connectAs(account("read"))) {
      for (String view : Sql.texts(root, ALL_VIEWS)) {
        Sql.texts(reader, "SELECT * FROM " + view);
      }
      assertThat(Sql.texts(reader, "SELECT id FROM v_job_missing")).containsExactly("web2");
      assertThat(Sql.texts(reader, "SELECT `return` FROM salt_returns")).hasSize(2);
      refused(reader, "DELETE FROM salt_state");
      refused(reader, "INSERT INTO jids (jid, `load`) VALUES ('1', '{}')");
    }
  }

  @Test
  void whoMayCountSeesEveryViewAndNoReturn() throws Exception {
    try (Connection counts = database.connectAs(account("counts"))) {
      List<String> views = Sql.texts(root, ALL_VIEWS);
      assertThat(views).hasSize(6);
      for (String view : views) {
        assertThat(Sql.texts(counts, "SELECT * FROM " + view)).as(view).isNotEmpty();
      }
      assertThat(Sql.texts(counts, "SELECT state_id FROM v_state_failures")).containsExactly("s0");
      refused(counts, "SELECT `return` FROM salt_returns");
      refused(counts, "SELECT full_ret FROM salt_returns");
      refused(counts, "SELECT `load` FROM jids");
      refused(counts, "SELECT * FROM salt_return_body");
      refused(counts, "SELECT * FROM salt_events");
      refused(counts, "DELETE FROM salt_state");
    }
  }

  private static void refused(Connection connection, String statement) {
    assertThatThrownBy(() -> Sql.execute(connection, statement))
        .as(statement)
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("denied");
  }
}
