package dev.saltern.jobcache.mysql;

import dev.saltern.jobcache.mysql.CandidateJobs.Job;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Find: which of some jobs go: their class has run out, and nobody runs them. Confined to one
/// thread.
final class JudgeJobs {
  /// A node asks about a job for a day; what it has not asked since is not open at it any more.
  static final Duration OPEN_MAX = Duration.ofDays(1);

  private static final MultiRow UNCLEAR =
      new MultiRow(
          "SELECT jid, SUM(outcome), COUNT(*) - COUNT(outcome) FROM salt_returns WHERE jid IN (",
          "?",
          ") GROUP BY jid");

  private static final MultiRow FAILED_STOCK =
      new MultiRow(
          "SELECT DISTINCT jid FROM salt_returns WHERE outcome IS NULL AND "
              + Failed.BY_JSON_SQL.replace("{0}", "full_ret")
              + " AND jid IN (",
          "?",
          ")");

  /// Of a row `m` of `salt_missing`: a return that came since counts, whether the summariser has
  /// taken the row away or not. A count of one key is a look at it on MariaDB, too.
  static final String NOT_RETURNED =
      "(SELECT COUNT(*) FROM salt_returns r WHERE r.jid = m.jid AND r.id = m.id) = 0";

  private static final MultiRow RUNNING =
      new MultiRow(
          "SELECT DISTINCT m.jid FROM salt_missing m WHERE m.state = 1 AND m.jid IN (",
          "?",
          ") AND m.asked >= ? AND " + NOT_RETURNED);

  private static final MultiRow OPEN =
      new MultiRow(
          "SELECT DISTINCT jid FROM salt_completion WHERE complete = 0 AND jid IN (",
          "?",
          ") AND asked >= ?");

  private static final List<MultiRow> COUNTS =
      Partitions.BY_JID.stream()
          .map(
              t ->
                  new MultiRow(
                      "SELECT jid, COUNT(*) FROM " + t + " WHERE jid IN (", "?", ") GROUP BY jid"))
          .toList();

  private final Connection connection;
  private final RetainRules rules;
  private final Instant now;

  JudgeJobs(Connection connection, RetainRules rules, Instant now) {
    this.connection = connection;
    this.rules = rules;
    this.now = now;
  }

  /// @param go those that go, in their order
  /// @param running those whose class has run out, and that still run
  record Verdict(List<Doomed> go, Set<String> running) {}

  /// @param what the name of its class
  /// @param rows how many it has in each of [Partitions#BY_JID]
  record Doomed(Job job, String what, long[] rows) {
    long sum() {
      long sum = 0;
      for (long n : rows) {
        sum += n;
      }
      return sum;
    }
  }

  Verdict judge(List<Job> jobs) throws SQLException {
    Set<String> failed =
        failed(
            jobs.stream()
                .filter(j -> !rules.classOf(j.fun(), true).equals(rules.classOf(j.fun(), false)))
                .map(Job::jid)
                .toList());
    Map<Job, String> expired = new java.util.LinkedHashMap<>();
    for (Job job : jobs) {
      RetainRules.JobClass its = rules.classOf(job.fun(), failed.contains(job.jid()));
      if (job.before(now.minus(its.keep()))) {
        expired.put(job, its.name());
      }
    }
    List<String> jids = expired.keySet().stream().map(Job::jid).toList();
    Set<String> running = running(jids);
    Map<String, long[]> rows = rows(jids);
    List<Doomed> go = new ArrayList<>();
    expired.forEach(
        (job, what) -> {
          if (!running.contains(job.jid())) {
            long[] none = new long[COUNTS.size()];
            go.add(new Doomed(job, what, rows.getOrDefault(job.jid(), none)));
          }
        });
    return new Verdict(go, running);
  }

  private Set<String> failed(List<String> jids) throws SQLException {
    Set<String> failed = new HashSet<>();
    List<String> unclear = new ArrayList<>();
    UNCLEAR.select(
        connection,
        jids,
        JudgeJobs::bind,
        row -> {
          if (row.getLong(2) > 0) {
            failed.add(row.getString(1));
          } else if (row.getLong(3) > 0) {
            unclear.add(row.getString(1));
          }
        });
    FAILED_STOCK.select(connection, unclear, JudgeJobs::bind, row -> failed.add(row.getString(1)));
    return failed;
  }

  /// Those of some jobs that still run.
  private Set<String> running(List<String> jids) throws SQLException {
    Set<String> running = new HashSet<>();
    RUNNING.select(
        connection,
        jids,
        JudgeJobs::bind,
        List.of(Stamps.exact(now.minus(rules.others().running()))),
        row -> running.add(row.getString(1)));
    OPEN.select(
        connection,
        jids,
        JudgeJobs::bind,
        List.of(Stamps.exact(now.minus(OPEN_MAX))),
        row -> running.add(row.getString(1)));
    return running;
  }

  private Map<String, long[]> rows(List<String> jids) throws SQLException {
    Map<String, long[]> rows = new HashMap<>();
    for (int t = 0; t < COUNTS.size(); t++) {
      int table = t;
      COUNTS
          .get(t)
          .select(
              connection,
              jids,
              JudgeJobs::bind,
              row ->
                  rows.computeIfAbsent(row.getString(1), _ -> new long[COUNTS.size()])[table] =
                      row.getLong(2));
    }
    return rows;
  }

  static int bind(java.sql.PreparedStatement statement, int first, String jid) throws SQLException {
    statement.setString(first, jid);
    return first + 1;
  }
}
