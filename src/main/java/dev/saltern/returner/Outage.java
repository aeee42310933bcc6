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
public final class Outage {
  private static final Logger log = LoggerFactory.getLogger(Outage.class);

  private final String name;
  private final RetryPolicy retry;
  private @Nullable Instant since;
  private String why = "";
  private int failures;

  /// @param name what may be down, such as `mysql`
  public Outage(String name, RetryPolicy retry) {
    this.name = name;
    this.retry = retry;
  }

  /// It failed (again); returns how long to wait before the next try.
  public synchronized Duration failed(String reason) {
    why = reason;
    failures++;
    if (since == null) {
      since = retry.clock().instant();
      log.atError().addKeyValue("what", name).log("{} fails: {}", name, reason);
    }
    return retry.wait(failures);
  }

  /// It worked.
  public synchronized void over() {
    if (since != null) {
      log.atInfo()
          .addKeyValue("what", name)
          .log("{} works again after {}, {} tries", name, age(since), failures + 1);
      since = null;
      failures = 0;
    }
  }

  /// Since when it is down; nothing where it is not.
  public synchronized Optional<Instant> since() {
    return Optional.ofNullable(since);
  }

  /// Red while it fails.
  public synchronized Check check(String fine) {
    return since == null
        ? Check.ok(name, fine)
        : Check.failed(name, "failing for " + age(since) + ", since " + since + ": " + why);
  }

  private Duration age(Instant from) {
    return Duration.ofSeconds(Duration.between(from, retry.clock().instant()).toSeconds());
  }
}
