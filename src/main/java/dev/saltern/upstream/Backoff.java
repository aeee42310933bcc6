package dev.saltern.upstream;

import java.time.Duration;
import java.util.random.RandomGenerator;

/// How long to wait before a MoM is tried again: twice as long each time up to a cap, less a random
/// part of up to a half, so that the nodes below a MoM that was restarted do not sign in at one
/// instant. Immutable.
///
/// @param first the wait after the first failure
/// @param cap the longest wait
public record Backoff(Duration first, Duration cap) {
  /// Doublings beyond this change nothing any cap would let through.
  private static final int DOUBLINGS_MAX = 20;

  public Backoff {
    if (!first.isPositive()) {
      throw new IllegalArgumentException("a first wait is more than nothing, found " + first);
    }
    // As Salt takes acceptance_wait_time_max, which is 0 by default: it does not grow.
    cap = cap.compareTo(first) < 0 ? first : cap;
  }

  /// The wait after so many failures in a row, 1 or more.
  Duration wait(int failures, RandomGenerator random) {
    long doubled = first.toMillis() << Math.clamp(failures - 1L, 0, DOUBLINGS_MAX);
    long full = Math.max(1, Math.min(cap.toMillis(), doubled));
    return Duration.ofMillis(full - random.nextLong(full / 2 + 1));
  }

  /// The wait before the first try after a break, which all nodes see in the same moment.
  Duration scatter(RandomGenerator random) {
    return Duration.ofMillis(random.nextLong(2 * first.toMillis() + 1));
  }
}
