package dev.saltern.bench;

import dev.saltern.jobcache.mysql.Migrate;
import dev.saltern.jobcache.mysql.MySqlConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// Fills a database on MySQL or MariaDB with jobs for measuring lookups, the clean-up and what a
/// return costs: jobs of the last two weeks with 99 returns of 300 bytes each, 10,000,000 in all of
/// 100,000 jobs, and a job with 100,000 of them. The server makes the rows itself. A program, run
/// by hand: host, port, user, password, database (there and empty), how many connections, and how
/// many jobs.
public final class FillJobCache {
  static final int DAYS = 14;
  static final int MINIONS = 20_000;

  /// How many minions an ordinary job is for; one of them never answers.
  static final int MINIONS_A_JOB = 100;

  /// The time of day of the big job, in its jid.
  static final String BIG_TIME = "120000500000";

  static final int BIG_RETURNED = 100_000;
  static final int BIG_MISSING = 500;
  private static final int JOBS_A_STATEMENT = 200;
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuuMMdd");

  /// A return of 300 bytes as JSON.
  private static final String RETURN =
      "CONCAT('{\"output\": \"', REPEAT(LPAD(HEX(CRC32(n)), 8, '0'), 35), 'minion', '\"}')";

  /// A job's rows: its minions are a stretch of all, and the last of them is missing; one of a
  /// hundred jobs fails on every tenth minion.
  private static final String RETURNS =
      """
      INSERT INTO salt_returns (fun, jid, `return`, id, success, full_ret, retcode, outcome, source,
        hash, stamp, node, position, stored_at)
      SELECT fun, jid, r, id, IF(bad, '0', '1'),
        CONCAT('{"jid": "', jid, '", "id": "', id, '", "fun": "', fun, '", "return": ', r,
          ', "retcode": ', bad, ', "success": ', IF(bad, 'false', 'true'), '}'),
        bad, bad, 40, UNHEX(REPEAT(LPAD(HEX(CRC32(CONCAT(jid, id))), 8, '0'), 4)), started, 'syndic1', n, started + INTERVAL 3 SECOND
      FROM (
        SELECT j.jid, j.fun, j.started, n.n,
          CONCAT('minion', LPAD((j.num * 37 + n.n) %% %d, 6, '0'), '.example.net') AS id,
          %s AS r, IF(j.num %% 100 = 0 AND n.n %% 10 = 0, 1, 0) AS bad
        FROM bench_jobs j JOIN bench_numbers n
        WHERE j.num BETWEEN ? AND ? AND n.n < %d) x"""
          .formatted(MINIONS, RETURN, MINIONS_A_JOB - 1);

  /// Each job has minions of its own: the most sets there can be.
  private static final String IDS =
      """
      SELECT j.jid, CONCAT('["', GROUP_CONCAT('minion', LPAD((j.num * 37 + n.n) %% %d, 6, '0'),
        '.example.net' SEPARATOR '", "'), '"]') AS ids, COUNT(*) AS many
      FROM bench_jobs j JOIN bench_numbers n
      WHERE j.num BETWEEN ? AND ? AND n.n < %d GROUP BY j.jid"""
          .formatted(MINIONS, MINIONS_A_JOB);

  private static final String SETS = sets(IDS);
  private static final String EXPECTED = expected(IDS);

  private static final String MISSING =
      """
      INSERT INTO salt_missing (jid, id, node, state)
      SELECT j.jid, CONCAT('minion', LPAD((j.num * 37 + n.n) %% %d, 6, '0'), '.example.net'), 'syndic1',
        3
      FROM bench_jobs j JOIN bench_numbers n
      WHERE j.num BETWEEN ? AND ? AND n.n = %d"""
          .formatted(MINIONS, MINIONS_A_JOB - 1);

  private static String sets(String ids) {
    return """
    INSERT INTO salt_minion_set (hash, minions, minion_count)
    SELECT UNHEX(LEFT(SHA2(ids, 256), 32)), ids, many FROM (%s) x
    ON DUPLICATE KEY UPDATE used_at = salt_minion_set.used_at"""
        .formatted(ids);
  }

  private static String expected(String ids) {
    return """
    INSERT INTO salt_expected_set (jid, node, hash, minion_count)
    SELECT jid, 'syndic1', UNHEX(LEFT(SHA2(ids, 256), 32)), many FROM (%s) x"""
        .formatted(ids);
  }

  private static final String LOADS =
      """
      INSERT INTO jids (jid, `load`, fun, `user`, tgt, tgt_type, completeness, mom, node, position)
      SELECT jid, CONCAT('{"jid": "', jid, '", "fun": "', fun,
        '", "arg": [], "tgt": "web*", "tgt_type": "glob", "user": "sudo_alice"}'),
        fun, 'sudo_alice', 'web*', 'glob', 165, 'mom1', 'syndic1', num
      FROM bench_jobs WHERE num BETWEEN ? AND ?""";

  private static final String COMPLETIONS =
      """
      INSERT INTO salt_completion (jid, node, expected, unanswered, complete, asked)
      SELECT jid, 'syndic1', %d, 1, 1, started + INTERVAL 20 SECOND
      FROM bench_jobs WHERE num BETWEEN ? AND ?"""
          .formatted(MINIONS_A_JOB);

  private final MySqlConfig config;
  private final int jobs;

  private FillJobCache(MySqlConfig config, int jobs) {
    this.config = config;
    this.jobs = jobs;
  }

  public static void main(String[] args) throws Exception {
    var credentials = new MySqlConfig.Credentials(args[2], args[3]);
    var config = MySqlConfig.of(args[0], Integer.parseInt(args[1]), args[4], credentials);
    new FillJobCache(config, Integer.parseInt(args[6])).run(Integer.parseInt(args[5]));
  }

  private void run(int connections) throws Exception {
    Clock now = Clock.systemUTC();
    new Migrate(config, Clock.offset(now, Duration.ofDays(1 - DAYS))).run();
    new Migrate(config, now).run();
    try (Connection c = connect()) {
      numbers(c);
      jobs(c);
    }
    List<Callable<Void>> work = new ArrayList<>();
    for (int first = 1; first < jobs; first += JOBS_A_STATEMENT) {
      int from = first;
      int to = Math.min(first + JOBS_A_STATEMENT, jobs) - 1;
      work.add(() -> stretch(from, to));
    }
    work.add(this::big);
    try (ExecutorService pool = Executors.newFixedThreadPool(connections)) {
      long start = System.nanoTime();
      int done = 0;
      for (Future<Void> future : work.stream().map(pool::submit).toList()) {
        future.get();
        if (++done % 25 == 0) {
          System.out.printf(
              "%d of %d, %d s%n", done, work.size(), (System.nanoTime() - start) / 1_000_000_000L);
        }
      }
    }
    try (Connection c = connect();
        Statement s = c.createStatement()) {
      s.execute("INSERT INTO salt_job_dirty (jid) SELECT jid FROM jids");
      s.execute(
          "ANALYZE TABLE jids, salt_returns, salt_expected_set, salt_missing, salt_completion");
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:mysql://%s:%d/%s?sslMode=DISABLED&allowPublicKeyRetrieval=true&connectionTimeZone=UTC&sessionVariables=time_zone='%%2B00:00',group_concat_max_len=16000000"
            .formatted(config.server().host(), config.server().port(), config.database()),
        config.credentials().user(),
        config.credentials().password());
  }

  private static void numbers(Connection c) throws SQLException {
    try (Statement s = c.createStatement()) {
      s.execute("CREATE TABLE bench_numbers (n int PRIMARY KEY)");
      s.execute("CREATE TABLE bench_digits (n int PRIMARY KEY)");
      s.execute("INSERT INTO bench_digits VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)");
      s.execute(
          """
          INSERT INTO bench_numbers
          SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n + 100000 * f.n
          FROM bench_digits a, bench_digits b, bench_digits c, bench_digits d, bench_digits e,
            bench_digits f WHERE f.n < 2""");
    }
  }

  /// Job 0 is the big one, of yesterday noon; the others are spread over the days.
  private void jobs(Connection c) throws SQLException {
    String first = DAY.format(LocalDate.now(ZoneOffset.UTC).minusDays(DAYS - 1L));
    String big = DAY.format(LocalDate.now(ZoneOffset.UTC).minusDays(1)) + BIG_TIME;
    long secondsAJob = Duration.ofDays(DAYS - 1L).plusHours(10).toSeconds() / jobs;
    try (Statement s = c.createStatement()) {
      s.execute(
          """
          CREATE TABLE bench_jobs (num int PRIMARY KEY, jid varchar(255) NOT NULL,
            started datetime(6) NOT NULL, fun varchar(64) NOT NULL) COLLATE utf8mb4_bin""");
      s.execute(
          """
          INSERT INTO bench_jobs
          SELECT n, DATE_FORMAT(t, '%%Y%%m%%d%%H%%i%%s%%f'), t,
            ELT(1 + n %% 5, 'state.apply', 'cmd.run', 'test.ping', 'pkg.install', 'grains.items')
          FROM (SELECT n, TIMESTAMP('%s') + INTERVAL n * %d SECOND AS t
            FROM bench_numbers WHERE n BETWEEN 1 AND %d) x"""
              .formatted(first, secondsAJob, jobs - 1));
      s.execute(
          "INSERT INTO bench_jobs SELECT 0, '%s', STR_TO_DATE('%s', '%%Y%%m%%d%%H%%i%%s%%f'), 'cmd.run'"
              .formatted(big, big));
    }
  }

  private Void stretch(int from, int to) throws SQLException {
    try (Connection c = connect()) {
      c.setAutoCommit(false);
      for (String sql : List.of(LOADS, RETURNS, COMPLETIONS, SETS, EXPECTED, MISSING)) {
        try (var statement = c.prepareStatement(sql)) {
          statement.setInt(1, from);
          statement.setInt(2, to);
          statement.executeUpdate();
        }
      }
      c.commit();
    }
    return null;
  }

  /// The job with 100,000 returns: every fiftieth failed, and 500 minions never answered.
  private static String bigSet(String id) {
    return """
    SELECT j.jid, CONCAT('["', GROUP_CONCAT(%s SEPARATOR '", "'), '"]') AS ids, COUNT(*) AS many
    FROM bench_jobs j JOIN bench_numbers n WHERE j.num = 0 AND n.n < %d GROUP BY j.jid"""
        .formatted(id, BIG_RETURNED + BIG_MISSING);
  }

  private Void big() throws SQLException {
    String id = "CONCAT('minion', LPAD(n.n, 6, '0'), '.example.net')";
    List<String> statements =
        List.of(
            LOADS.replace("BETWEEN ? AND ?", "= 0"),
            """
            INSERT INTO salt_returns (fun, jid, `return`, id, success, full_ret, retcode, outcome,
              source, stamp, node, position)
            SELECT j.fun, j.jid, %s, %s, '1',
              CONCAT('{"jid": "', j.jid, '", "id": "', %s, '", "fun": "cmd.run", "return": ', %s,
                ', "retcode": ', n.n %% 50 = 0, ', "success": true}'),
              n.n %% 50 = 0, n.n %% 50 = 0, 40, j.started, 'syndic1', n.n
            FROM bench_jobs j JOIN bench_numbers n WHERE j.num = 0 AND n.n < %d"""
                .formatted(RETURN, id, id, RETURN, BIG_RETURNED),
            sets(bigSet(id)),
            expected(bigSet(id)),
            """
            INSERT INTO salt_missing (jid, id, node, state)
            SELECT j.jid, %s, 'syndic1', 3
            FROM bench_jobs j JOIN bench_numbers n WHERE j.num = 0 AND n.n >= %d AND n.n < %d"""
                .formatted(id, BIG_RETURNED, BIG_RETURNED + BIG_MISSING),
            COMPLETIONS.replace("BETWEEN ? AND ?", "= 0"));
    try (Connection c = connect();
        Statement s = c.createStatement()) {
      for (String sql : statements) {
        s.execute(sql);
      }
    }
    return null;
  }
}
