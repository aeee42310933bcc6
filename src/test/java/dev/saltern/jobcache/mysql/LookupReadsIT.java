package dev.saltern.jobcache.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.EventLookup.EventQuery;
import dev.saltern.jobcache.JobMinion;
import dev.saltern.jobcache.JobMinion.Standing;
import dev.saltern.jobcache.JobQuery;
import dev.saltern.jobcache.JobStatus;
import dev.saltern.jobcache.MinionLookup.History;
import dev.saltern.jobcache.PageBound;
import dev.saltern.jobcache.ReturnFilter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// How many rows the server reads for a page, by its own counters: a small multiple of the rows
/// shown, however many there are. Counters are the server's; nobody else may use it meanwhile, so
/// the least of a few tries counts.
class LookupReadsIT {
  private static final int JOBS = 3_000;
  private static final int BIG = 20_000;

  private static final int MISSING = 200;

  private static final int PAGE = 50;

  /// What a page of 50 may read: each row by two or three indexes, a step or two into each of the
  /// partitions, what is asked beside it.
  private static final long READS_MAX = 1_500;

  private static final Jid BIG_JOB = new Jid("20261124130000000000");

  /// Of the same minions; a quarter has returned, and nobody was asked.
  private static final Jid RUNNING_JOB = new Jid("20261124110000000000");

  private static final Set<Standing> ALL = EnumSet.allOf(Standing.class);
  private static JobCacheRig rig;

  @BeforeAll
  static void fill() throws Exception {
    rig = new JobCacheRig();
    List<String> statements =
        List.of(
            "CREATE TABLE num (n int PRIMARY KEY)",
            "INSERT INTO num VALUES (0), (1), (2), (3), (4), (5), (6), (7), (8), (9)",
            "CREATE TABLE nums (n int PRIMARY KEY)",
            """
            INSERT INTO nums SELECT a.n + 10 * b.n + 100 * c.n + 1000 * d.n + 10000 * e.n
            FROM num a, num b, num c, num d, num e WHERE e.n < 3""",
            """
            INSERT INTO jids (jid, `load`, fun)
            SELECT CONCAT('20261124120000', LPAD(n, 6, '0')), '{}', CONCAT('fun', n % 10)
            FROM nums WHERE n < %d"""
                .replace("%d", "" + JOBS),
            """
            INSERT INTO salt_returns (fun, jid, `return`, id, success, full_ret, outcome)
            SELECT j.fun, j.jid, 'true', CONCAT('web', m.n), '1', '{}', m.n = 3 AND j.jid LIKE '%00'
            FROM jids j JOIN num m WHERE m.n < 9""",
            "SET SESSION group_concat_max_len = 16000000",
            set("CONCAT('web', n)", "num WHERE n < 9"),
            set("CONCAT('web', n)", "num"),
            """
            INSERT INTO salt_expected_set (jid, node, hash, minion_count)
            SELECT j.jid, 'node1', s.hash, s.minion_count FROM jids j
            JOIN salt_minion_set s ON s.minion_count = IF(j.jid LIKE '%50', 10, 9)""",
            "INSERT INTO salt_state_run SELECT jid, id, 'state.apply', 0, 1, 1, 0, 0, 0, 0, 1"
                + " FROM salt_returns",
            "INSERT INTO jids (jid, `load`, fun) VALUES ('" + BIG_JOB + "', '{}', 'cmd.run')",
            """
            INSERT INTO salt_returns (fun, jid, `return`, id, success, full_ret, outcome)
            SELECT 'cmd.run', '%s', 'true', CONCAT('big', LPAD(n, 6, '0')), '1', '{}', n %% 40 = 0
            FROM nums WHERE n < %d"""
                .formatted(BIG_JOB, BIG),
            "INSERT INTO jids (jid, `load`, fun) VALUES ('" + RUNNING_JOB + "', '{}', 'cmd.run')",
            """
            INSERT INTO salt_returns (fun, jid, `return`, id, success, full_ret, outcome)
            SELECT 'cmd.run', '%s', 'true', CONCAT('big', LPAD(n, 6, '0')), '1', '{}', 0
            FROM nums WHERE n < %d AND n %% 4 = 0"""
                .formatted(RUNNING_JOB, BIG),
            set("CONCAT('big', LPAD(n, 6, '0'))", "nums WHERE n < " + (BIG + MISSING)),
            """
            INSERT INTO salt_expected_set (jid, node, hash, minion_count)
            SELECT j.jid, 'node1', s.hash, s.minion_count FROM jids j
            JOIN salt_minion_set s ON s.minion_count > 10 WHERE j.fun = 'cmd.run'""",
            """
            INSERT INTO salt_missing (jid, id, node, state)
            SELECT '%s', CONCAT('big', LPAD(n, 6, '0')), 'node1', 2 FROM nums
            WHERE n >= %d AND n < %d"""
                .formatted(BIG_JOB, BIG, BIG + MISSING),
            """
            INSERT INTO salt_completion (jid, node, expected, unanswered, complete)
            VALUES ('%s', 'node1', %d, %d, 1)"""
                .formatted(BIG_JOB, BIG + MISSING, MISSING),
            """
            INSERT INTO salt_events (tag, data, alter_time, master_id)
            SELECT CONCAT('e/', n), '{}', '2026-11-24 12:00:00' + INTERVAL n SECOND, 'm'
            FROM nums WHERE n < 20000""",
            "INSERT INTO salt_job_dirty (jid) SELECT jid FROM jids");
    for (String sql : statements) {
      Sql.execute(rig.sql, sql);
    }
    JobCacheRig.count(rig.database);
    Sql.texts(
        rig.sql,
        "ANALYZE TABLE jids, salt_returns, salt_expected_set, salt_missing, salt_state_run,"
            + " salt_job_summary, salt_events");
  }

  @AfterAll
  static void drop() throws Exception {
    rig.close();
  }

  private static String set(String id, String from) {
    return """
    INSERT INTO salt_minion_set (hash, minions, minion_count)
    SELECT UNHEX(LEFT(SHA2(ids, 256), 32)), ids, n FROM (
      SELECT CONCAT('["', GROUP_CONCAT(%1$s ORDER BY %1$s SEPARATOR '", "'), '"]') AS ids,
        COUNT(*) AS n FROM %2$s) all_of_them"""
        .formatted(id, from);
  }

  private interface Question {
    Object ask() throws Exception;
  }

  private static long reads() throws SQLException {
    long sum = 0;
    for (String value :
        Sql.texts(
            rig.sql,
            "SELECT VARIABLE_VALUE FROM "
                + (isMariaDb() ? "information_schema" : "performance_schema")
                + ".global_status WHERE VARIABLE_NAME LIKE 'Handler_read%'")) {
      sum += Long.parseLong(value);
    }
    return sum;
  }

  private static boolean isMariaDb() throws SQLException {
    return Sql.text(rig.sql, "SELECT VERSION()").contains("MariaDB");
  }

  private static long reads(Question question) throws Exception {
    question.ask();
    long idle = Long.MAX_VALUE;
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      long before = reads();
      long between = reads();
      idle = Math.min(idle, between - before);
      question.ask();
      least = Math.min(least, reads() - between);
    }
    return least - idle;
  }

  private static JobQuery query(Optional<String> fun, Optional<JobStatus> status) {
    JobQuery q = JobQuery.newest(PAGE);
    return new JobQuery(
        fun,
        q.minion(),
        q.tgt(),
        q.user(),
        q.since(),
        q.until(),
        false,
        status,
        false,
        q.before(),
        PAGE);
  }

  @Test
  void aPageReadsASmallMultipleOfWhatItShows() throws Exception {
    Optional<MinionId> first = Optional.empty();
    Optional<JobMinion.Key> top = Optional.empty();
    Optional<String> any = Optional.empty();
    MinionId web1 = new MinionId("web1");
    List<String> tooMany = new ArrayList<>();
    check(tooMany, "jobs", () -> rig.lookup.jobs(JobQuery.newest(PAGE)));
    check(tooMany, "fun", () -> rig.lookup.jobs(query(Optional.of("fun7"), Optional.empty())));
    for (JobStatus status : JobStatus.values()) {
      check(tooMany, "" + status, () -> rig.lookup.jobs(query(any, Optional.of(status))));
    }
    check(tooMany, "big job", () -> rig.lookup.job(BIG_JOB));
    check(tooMany, "minions of", () -> rig.lookup.minionsOf(BIG_JOB, any, ALL, top, PAGE));
    check(tooMany, "ok", () -> rig.lookup.minionsOf(BIG_JOB, any, Set.of(Standing.OK), top, PAGE));
    check(tooMany, "missing", () -> rig.lookup.missing(BIG_JOB, first, PAGE));
    check(tooMany, "running", () -> rig.lookup.missing(RUNNING_JOB, first, PAGE));
    check(
        tooMany,
        "returns",
        () -> rig.lookup.returns(BIG_JOB, ReturnFilter.ALL, first, PageBound.ofRows(PAGE)));
    check(tooMany, "history", () -> rig.lookup.history(web1, History.newest(PAGE)));
    check(
        tooMany,
        "unanswered",
        () -> rig.lookup.unanswered(new MinionId("web9"), Optional.empty(), PAGE));
    check(
        tooMany,
        "events",
        () ->
            rig.lookup.events(
                new EventQuery(any, Optional.empty(), Optional.empty(), Optional.empty(), PAGE)));

    assertThat(tooMany).isEmpty();
  }

  @Test
  void whatReadsAWholeTableIsSeen() throws Exception {
    assertThat(reads(() -> Sql.texts(rig.sql, "SELECT `load` FROM jids WHERE tgt = 'x'")))
        .isGreaterThan(READS_MAX);
  }

  private static void check(List<String> tooMany, String name, Question question) throws Exception {
    long read = reads(question);
    System.out.printf("%-12s %d reads%n", name, read);
    if (read > READS_MAX) {
      tooMany.add(name + " reads " + read);
    }
  }
}
