package dev.saltern.jobcache.mysql;

import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Whether there may be one more transaction: asked before each. Keeps the lease, waits as long as
/// the last one took, so that writers get half of the time, and ends when time is up. Confined to
/// one thread.
final class RetainSteps implements BooleanSupplier {
  private final Clock clock;
  private final Instant end;
  private final Pause pause;
  private final RetainReport report;
  private final Optional<Lease> lease;
  private Instant last;
  private Instant renewed;

  /// @param end when time is up
  /// @param lease nothing where nothing is written
  RetainSteps(Clock clock, Instant end, Pause pause, RetainReport report, Optional<Lease> lease) {
    this.clock = clock;
    this.end = end;
    this.pause = pause;
    this.report = report;
    this.lease = lease;
    this.last = clock.instant();
    this.renewed = last;
  }

  /// Waits between two transactions.
  interface Pause {
    Duration LONGEST = Duration.ofSeconds(1);

    /// Waits after one that took so long.
    void after(Duration took) throws InterruptedException;

    /// As long as that, and a second at the most.
    static void asLong(Duration took) throws InterruptedException {
      Thread.sleep(took.compareTo(LONGEST) < 0 ? took : LONGEST);
    }
  }

  @Override
  public boolean getAsBoolean() {
    try {
      pause.after(Duration.between(last, clock.instant()));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      report.endOfTime();
      return false;
    }
    last = clock.instant();
    if (!last.isBefore(end)) {
      report.endOfTime();
      return false;
    }
    return held();
  }

  private boolean held() {
    if (lease.isEmpty() || last.isBefore(renewed.plus(Retention.LEASE.dividedBy(4)))) {
      return true;
    }
    renewed = last;
    try {
      if (lease.get().take()) {
        return true;
      }
      report.block("the lease " + Retention.LEASE_NAME + " was taken over: somebody else goes on");
    } catch (SQLException e) {
      report.block(
          "the lease could not be renewed: " + SqlErrors.unavailable("lease", e).getMessage());
    }
    return false;
  }
}
