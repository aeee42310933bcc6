package dev.saltern.returner;

import dev.saltern.Check;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Something outside that may be down: one log line when it goes, one when it is back, and a check
/// that says since when. Thread-safe.
///
/// What works for a moment in between is no end: an outage is over once nothing has failed for as
/// long as the last wait and a while more.
public final class Outage {
  private static final Logger log = LoggerFactory.getLogger(Outage.class);

  private final String name;
  private final RetryPolicy retry;
  private final Duration settle;
  private @Nullable Instant since;
  private @Nullable Instant worksSince;
  private Instant quietAt = Instant.MIN;
  private String why = "";
  private int failures;

  /// One that is over with the first success.
  ///
  /// @param name what may be down, such as `mysql`
  public Outage(String name, RetryPolicy retry) {
    this(name, retry, Duration.ZERO);
  }

  /// @param settle how long nothing may fail, beyond the last wait, until it is over; where not
  ///   zero, [#tick] must be called now and then
  public Outage(String name, RetryPolicy retry, Duration settle) {
    this.name = name;
    this.retry = retry;
    this.settle = settle;
  }

  /// It failed (again); returns how long to wait before the next try.
  public synchronized Duration failed(String reason) {
    Instant now = retry.clock().instant();
    why = reason;
    failures++;
    worksSince = null;
    if (since == null) {
      since = now;
      log.atError().addKeyValue("what", name).log("{} fails: {}", name, reason);
    }
    Duration wait = retry.wait(failures);
    quietAt = settle.isZero() ? Instant.MIN : now.plus(wait).plus(settle);
    return wait;
  }

  /// It worked.
  public synchronized void over() {
    if (since != null && worksSince == null) {
      worksSince = retry.clock().instant();
    }
    tick();
  }

  /// Time goes by.
  public synchronized void tick() {
    if (since != null && worksSince != null && !retry.clock().instant().isBefore(quietAt)) {
      log.atInfo()
          .addKeyValue("what", name)
          .log("{} works again after {}, {} tries", name, age(since, worksSince), failures + 1);
      since = null;
      worksSince = null;
      failures = 0;
    }
  }

  /// Since when it is down; nothing where it is not.
  public synchronized Optional<Instant> since() {
    return worksSince == null ? Optional.ofNullable(since) : Optional.empty();
  }

  /// Red while it fails.
  public synchronized Check check(String fine) {
    return since == null || worksSince != null
        ? Check.ok(name, fine)
        : Check.failed(
            name,
            "failing for " + age(since, retry.clock().instant()) + ", since " + since + ": " + why);
  }

  private static Duration age(Instant from, Instant to) {
    return Duration.ofSeconds(Duration.between(from, to).toSeconds());
  }
}
