package dev.saltern.jobcache.mysql;

import com.zaxxer.hikari.HikariDataSource;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.mysql.RetainSteps.Pause;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// Removes what [RetainRules] keep no longer: [RetainPlan] says what goes, [RemoveRows] removes it,
/// one process at a time. Whatever interrupts it, the next run goes on. Needs the admin account.
/// Thread-safe.
public final class Retention {
  static final String LEASE_NAME = "retain";

  /// How long others wait after the process that had the lease was killed.
  static final Duration LEASE = Duration.ofMinutes(2);

  private static final int NO_SUCH_TABLE = 1146;
  private static final Duration STATEMENT_TIME_MAX = Duration.ofMinutes(10);
  private static final int LONG_SECONDS = 10;

  private final MySqlConfig config;
  private final RetainRules rules;
  private final Clock clock;
  private final Bounds bounds;

  public Retention(MySqlConfig config, RetainRules rules, Clock clock) {
    this(config, rules, clock, Bounds.DEFAULT);
  }

  Retention(MySqlConfig config, RetainRules rules, Clock clock, Bounds bounds) {
    MySqlConfig.Limits l = config.limits();
    this.config =
        config.withLimits(
            new MySqlConfig.Limits(
                1, l.connectTimeout(), STATEMENT_TIME_MAX, l.lockTimeout(), l.returnBytesMax()));
    this.rules = rules;
    this.clock = clock;
    this.bounds = bounds;
  }

  /// @param jobsMax how many jobs at most in one transaction
  /// @param rowsMax about how many rows in one transaction; a job that has more goes in parts
  /// @param lockWait how long dropping a day waits for whoever uses its table
  record Bounds(int jobsMax, int rowsMax, Duration lockWait, Pause pause) {
    static final Bounds DEFAULT = new Bounds(500, 5_000, Duration.ofSeconds(3), Pause::asLong);
  }

  /// How a run ended.
  public sealed interface Result {
    /// It did what it could.
    record Done(RetainReport report) implements Result {}

    /// Another process is at it, until it says so or that time.
    record Held(String owner, Instant until) implements Result {}
  }

  /// Removes what has run out.
  ///
  /// @param timeMax after that it begins nothing more
  public Result run(Duration timeMax) throws JobCacheUnavailableException {
    return with(
        connection -> {
          Lease lease = new Lease(connection, LEASE_NAME, Lease.newOwner(), LEASE);
          if (!lease.take()) {
            return lease
                .holder()
                .<Result>map(h -> new Result.Held(h.owner(), h.until()))
                .orElseGet(() -> new Result.Held("another process", clock.instant()));
          }
          try {
            return new Result.Done(remove(connection, lease, clock.instant().plus(timeMax)));
          } finally {
            lease.release();
          }
        });
  }

  private RetainReport remove(Connection connection, Lease lease, Instant end) throws SQLException {
    Instant now = clock.instant();
    var report = new RetainReport();
    var steps = new RetainSteps(clock, end, bounds.pause, report, Optional.of(lease));
    var partitions = DayPartitions.read(connection, bounds.lockWait);
    var judge = new JudgeJobs(connection, rules, now);
    Optional<Archive> archive =
        rules.archive() ? Optional.of(Archive.open(connection)) : Optional.empty();
    var means = new RemoveRows.Working(archive, steps, bounds.jobsMax, bounds.rowsMax);
    plan(connection, now, partitions)
        .run(new RemoveRows(connection, judge, partitions, report, means), report);
    return report;
  }

  /// What [#run] would remove now, and what would keep it from that; changes nothing.
  ///
  /// @param timeMax after that it looks no further
  public RetainReport preview(Duration timeMax) throws JobCacheUnavailableException {
    return with(
        connection -> {
          Instant now = clock.instant();
          var report = new RetainReport();
          new Lease(connection, LEASE_NAME, Lease.newOwner(), LEASE)
              .holder()
              .ifPresent(
                  h -> report.block("the lease is held by " + h.owner() + " until " + h.until()));
          Blockers.longerThan(connection, LONG_SECONDS).forEach(report::block);
          var steps = new RetainSteps(clock, now.plus(timeMax), _ -> {}, report, Optional.empty());
          var partitions = DayPartitions.read(connection, bounds.lockWait);
          var judge = new JudgeJobs(connection, rules, now);
          plan(connection, now, partitions)
              .run(new CountRows(connection, judge, partitions, report, steps), report);
          return report;
        });
  }

  private RetainPlan plan(Connection connection, Instant now, DayPartitions partitions) {
    var candidates = new CandidateJobs(connection, rules, now, bounds.jobsMax);
    return new RetainPlan(connection, rules, now, partitions, candidates);
  }

  private interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  private <T> T with(Work<T> work) throws JobCacheUnavailableException {
    try (HikariDataSource source = Database.open(config);
        Connection connection = source.getConnection()) {
      return work.run(connection);
    } catch (SQLException e) {
      String hint = e.getErrorCode() == NO_SUCH_TABLE ? " (run saltern db migrate first)" : "";
      throw SqlErrors.unavailable("the job cache could not be cleaned up" + hint, e);
    } catch (IOException e) {
      throw SqlErrors.unavailable("the job cache cannot be connected to", e);
    }
  }
}
