package dev.saltern.returner;

import java.time.Duration;

/// How many arrivals a batch has: doubled while full batches are quick, halved where one is slow or
/// fails. Thread-safe.
final class BatchSize {
  private static final Duration QUICK = Duration.ofMillis(250);
  private static final Duration SLOW = Duration.ofSeconds(1);

  private final int max;
  private int now;

  BatchSize(int first, int max) {
    this.max = max;
    this.now = first;
  }

  synchronized int now() {
    return now;
  }

  synchronized void took(int records, Duration time) {
    if (time.compareTo(SLOW) > 0) {
      now = Math.max(1, now / 2);
    } else if (records >= now && time.compareTo(QUICK) < 0) {
      now = Math.min(max, now * 2);
    }
  }

  synchronized void failed() {
    now = Math.max(1, now / 2);
  }
}
