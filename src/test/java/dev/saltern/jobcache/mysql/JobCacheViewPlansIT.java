package dev.saltern.jobcache.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.testing.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// A WHERE on a view's jid, id or fun reaches an index: EXPLAIN shows no table read whole.
class JobCacheViewPlansIT {
  private static final int JOBS = 200;
  private static final int MINIONS = 100;

  /// How MySQL and MariaDB call reading a table by a key.
  private static final Set<String> BY_KEY =
      Set.of(
          "system",
          "const",
          "eq_ref",
          "ref",
          "ref_or_null",
          "range",
          "unique_subquery",
          "index_subquery",
          "index_merge");

  private static TestDatabase database;
  private static Connection sql;

  @BeforeAll
  static void fill() throws Exception {
    database = TestDatabase.migrated();
    sql = database.connect();
    numbers("job", JOBS);
    numbers("minion", MINIONS);
    Sql.execute(
        sql,
        """
        INSERT INTO jids (jid, `load`, fun)
        SELECT CONCAT('20261124120000', LPAD(n, 6, '0')), '{}', CONCAT('fun', n % 50) FROM job""");
    Sql.execute(
        sql,
        """
        INSERT INTO salt_returns (fun, jid, `return`, id, success, full_ret, outcome)
        SELECT j.fun, j.jid, 'true', CONCAT('web', n), '1', '{}', n % 10 = 0
        FROM jids j JOIN minion WHERE n <= 90""");
    Sql.execute(
        sql,
        """
        INSERT INTO salt_minion_set (hash, minions, minion_count)
        SELECT UNHEX(LEFT(SHA2(ids, 256), 32)), ids, n FROM (
          SELECT CONCAT('["', GROUP_CONCAT('web', n ORDER BY n SEPARATOR '", "'), '"]') AS ids,
            COUNT(*) AS n FROM minion) all_of_them""");
    Sql.execute(
        sql,
        """
        INSERT INTO salt_expected_set (jid, node, hash, minion_count, open)
        SELECT j.jid, 'node1', s.hash, s.minion_count, RIGHT(j.jid, 1) = '7'
        FROM jids j JOIN salt_minion_set s""");
    Sql.execute(
        sql,
        """
        INSERT INTO salt_minion_set (hash, minions, minion_count)
        SELECT UNHEX(LEFT(SHA2(n, 256), 32)), CONCAT('["other', n, '"]'), 1 FROM job""");
    Sql.execute(
        sql,
        """
        INSERT INTO salt_missing (jid, id, node, state)
        SELECT j.jid, CONCAT('web', n), 'node1', 2 FROM jids j JOIN minion
        WHERE n > 90 AND RIGHT(j.jid, 1) <> '7'""");
    Sql.execute(
        sql,
        """
        INSERT INTO salt_completion (jid, node, expected, unanswered, complete)
        SELECT j.jid, CONCAT('node', n), 100, 10, 1 FROM jids j JOIN minion WHERE n <= 5""");
    Sql.execute(
        sql,
        "INSERT INTO salt_state_run (jid, id, fun, outcome, states, ok, changed, failed, pending,"
            + " skipped, duration_ms)"
            + " SELECT jid, id, 'state.apply', outcome, 2, 0, 1, 1, 0, 0, 1 FROM salt_returns");
    Sql.execute(
        sql,
        """
        INSERT INTO salt_state
        SELECT jid, id, n, IF(n = 1, 'failed', 'changed'), 's', 'i', 'n', 'm', 'f', 'c', 1, 0
        FROM salt_state_run JOIN job WHERE n <= 2""");
    Sql.texts(
        sql,
        "ANALYZE TABLE jids, salt_returns, salt_expected_set, salt_minion_set, salt_missing,"
            + " salt_completion, salt_state_run, salt_state");
  }

  @AfterAll
  static void drop() throws Exception {
    sql.close();
    database.close();
  }

  private static void numbers(String table, int count) throws SQLException {
    Sql.execute(sql, "CREATE TABLE " + table + " (n int PRIMARY KEY)");
    for (int n = 1; n <= count; n++) {
      Sql.execute(sql, "INSERT INTO " + table + " VALUES (?)", n);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "v_job WHERE jid = '20261124120000000007'",
        "v_job WHERE jid >= '20261124120000000195'",
        "v_job_missing WHERE jid = '20261124120000000007'",
        "v_job_missing WHERE jid = '20261124120000000008'",
        "v_job_missing WHERE id = 'web95'",
        "v_minion_last WHERE id = 'web7'",
        "v_highstate WHERE id = 'web7'",
        "v_state_failures WHERE jid = '20261124120000000007'",
        "v_state_failures WHERE id = 'web7'",
        "v_function_daily WHERE fun = 'fun7'"
      })
  void aViewReadsByAKey(String query) throws SQLException {
    assertThat(Sql.number(sql, "SELECT COUNT(*) FROM " + query)).isPositive();

    List<String> whole = whole("SELECT * FROM " + query);

    assertThat(whole).as("tables read whole").isEmpty();
  }

  @Test
  void aTableThatIsReadWholeIsSeen() throws SQLException {
    assertThat(whole("SELECT * FROM v_job WHERE tgt = 'x'")).anyMatch(t -> t.startsWith("j "));
  }

  /// The tables that the plan does not read by a key, with how it reads them.
  private static List<String> whole(String query) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Statement statement = sql.createStatement();
        ResultSet rows = statement.executeQuery("EXPLAIN FORMAT=TRADITIONAL " + query)) {
      while (rows.next()) {
        String table = rows.getString("table");
        String type = rows.getString("type");
        String extra = String.valueOf(rows.getString("Extra"));
        boolean derived =
            table == null
                || table.startsWith("<")
                || extra.toLowerCase(Locale.ROOT).contains("json_table");
        if (!derived && (type == null || !BY_KEY.contains(type))) {
          found.add(table + " " + type);
        }
      }
    }
    return found;
  }
}
