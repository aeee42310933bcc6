package dev.saltern.returner;

import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// How long to wait where the world is down: twice as long each time up to a cap, less a random
/// part of up to a half, so that many nodes do not come back in one moment. Immutable but for its
/// random source; thread-safe where that is.
///
/// @param first the wait after the first failure
/// @param cap the longest wait
/// @param random where the jitter comes from
/// @param clock what says since when
public record RetryPolicy(
    Duration first, Duration cap, RandomGenerator random, InstantSource clock) {
  /// Doublings beyond this change nothing any cap would let through.
  private static final int DOUBLINGS_MAX = 30;

  public RetryPolicy {
    if (first.isNegative() || first.isZero()) {
      throw new IllegalArgumentException("retry.first: expected more than nothing, found " + first);
    }
    if (cap.compareTo(first) < 0) {
      throw new IllegalArgumentException(
          "retry.cap: expected at least retry.first = " + first + ", found " + cap);
    }
  }

  /// 200 milliseconds, doubling to 30 seconds.
  public static RetryPolicy standard(RandomGenerator random, InstantSource clock) {
    return new RetryPolicy(Duration.ofMillis(200), Duration.ofSeconds(30), random, clock);
  }

  /// The wait after so many failures in a row, 1 or more.
  public Duration wait(int failures) {
    if (failures < 1) {
      throw new IllegalArgumentException("a wait follows a failure, found " + failures);
    }
    int doublings = Math.min(failures - 1, DOUBLINGS_MAX);
    long full = Math.min(cap.toMillis(), saturated(first.toMillis(), doublings));
    long half = full / 2;
    return Duration.ofMillis(Math.max(1, full - random.nextLong(half + 1)));
  }

  private static long saturated(long millis, int doublings) {
    return millis > (Long.MAX_VALUE >> doublings) ? Long.MAX_VALUE : millis << doublings;
  }
}
