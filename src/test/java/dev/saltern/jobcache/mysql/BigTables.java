package dev.saltern.jobcache.mysql;

import dev.saltern.job.Arrival;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.Arrivals;
import dev.saltern.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.IntStream;

/// A job cache with 100,000 returns of 200 jobs of the last two weeks, each day a partition, and
/// 20,000 events. The server makes the rows of the returns; the loads are written as a node does.
final class BigTables implements AutoCloseable {
  static final int DAYS = 14;
  static final int JOBS = 200;
  static final int RETURNS_A_JOB = 500;
  static final int EVENTS = 20_000;

  /// Minions of each job that never answer.
  static final int MISSING = 20;

  final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);

  final TestDatabase database = TestDatabase.empty();
  final Connection sql = database.connect();
  final MySqlJobCache cache = new MySqlJobCache(database.config(), new Origin("node1", "master"));
  final MySqlJobLookup lookup = new MySqlJobLookup(database.config());

  BigTables() throws Exception {
    Clock clock = Clock.systemUTC();
    new Migrate(database.config(), Clock.offset(clock, Duration.ofDays(1 - DAYS))).run();
    new Migrate(database.config(), clock).run();
    Sql.execute(sql, "SET time_zone = '+00:00'");
    numbers(sql);
    fill();
    String[] ids =
        IntStream.range(0, RETURNS_A_JOB + MISSING).mapToObj(BigTables::id).toArray(String[]::new);
    write(IntStream.range(0, JOBS).mapToObj(j -> Arrivals.published(jid(j), fun(j), ids)).toList());
    JobCacheRig.count(database);
    Sql.execute(
        sql,
        "ANALYZE TABLE jids, salt_returns, salt_events, salt_state_run, salt_state,"
            + " salt_job_summary, salt_expected_set");
  }

  /// A table `nums` with the numbers from 0 to 99,999.
  static void numbers(Connection sql) throws SQLException {
    Sql.execute(sql, "CREATE TABLE num (n int PRIMARY KEY)");
    Sql.execute(sql, "INSERT INTO num VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)");
    Sql.execute(sql, "CREATE TABLE nums (n int PRIMARY KEY)");
    Sql.execute(
        sql,
        """
        INSERT INTO nums SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n
        FROM num a, num b, num c, num d, num e""");
  }

  Jid jid(int job) {
    long back = Duration.ofDays(DAYS - 1).toSeconds() * (JOBS - job) / JOBS;
    return Jid.at(now.minusSeconds(back));
  }

  static String id(int minion) {
    return "web%04d".formatted(minion);
  }

  private static String fun(int job) {
    return List.of("cmd.run", "state.apply", "test.ping", "pkg.install").get(job % 4);
  }

  private void fill() throws SQLException {
    Sql.execute(
        sql,
        "CREATE TABLE big (job int PRIMARY KEY, jid varchar(255) NOT NULL, fun varchar(64) NOT NULL)"
            + " COLLATE utf8mb4_bin");
    for (int job = 0; job < JOBS; job++) {
      Sql.execute(sql, "INSERT INTO big VALUES (?, ?, ?)", job, jid(job).text(), fun(job));
    }
    Sql.execute(
        sql,
        """
        INSERT INTO salt_returns (fun, jid, `return`, id, success, full_ret, retcode, outcome, source,
          hash, stamp, node, position)
        SELECT fun, jid, 'true', CONCAT('web', LPAD(n, 4, '0')), '1',
          CONCAT('{"fun": "', fun, '", "jid": "', jid, '", "return": true, "retcode": 0}'),
          0, n %% 50 = 0, 40, UNHEX(LEFT(SHA2(CONCAT(jid, n), 256), 32)), '2026-11-24 12:00:00', 'node1', n
        FROM big JOIN nums ON n < %d"""
            .formatted(RETURNS_A_JOB));
    Sql.execute(
        sql,
        """
        INSERT INTO salt_state_run (jid, id, fun, outcome, states, ok, changed, failed, pending,
          skipped, duration_ms)
        SELECT jid, id, fun, outcome, 1, 0, 1, 0, 0, 0, 1 FROM salt_returns WHERE fun = 'state.apply'""");
    Sql.execute(
        sql,
        """
        INSERT INTO salt_state (jid, id, num, result, sls, state_id, name, module, func, comment,
          duration_ms, changes)
        SELECT jid, id, 1, 'changed', 'web', 's1', '/etc/s1', 'file', 'managed', '', 1, 1
        FROM salt_state_run""");
    Sql.execute(
        sql,
        """
        INSERT INTO salt_events (tag, data, alter_time, master_id, stored_at)
        SELECT CONCAT('e/', n), '{}', TIMESTAMP(UTC_DATE()) - INTERVAL n * %d SECOND, 'm',
          TIMESTAMP(UTC_DATE()) - INTERVAL n * %d SECOND
        FROM nums WHERE n < %d ORDER BY n DESC"""
            .formatted(50, 50, EVENTS));
  }

  void write(List<? extends Arrival> arrivals) throws Exception {
    cache.write(arrivals.stream().map(Arrivals::entry).toList());
  }

  @Override
  public void close() throws SQLException {
    cache.close();
    lookup.close();
    sql.close();
    database.close();
  }
}
