package dev.saltern.returner;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/// How long something took, counted in buckets from milliseconds to hours, since the process began.
/// Thread-safe; adding never waits.
public final class Durations {
  /// The upper bounds of the buckets, in seconds; the last bucket has none.
  public static final List<Double> BOUNDS_SECONDS =
      List.of(
          0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 1800.0,
          7200.0, 86400.0);

  private static final double NANOS = 1e9;

  /// What was counted.
  ///
  /// @param buckets how many fell into each bucket, one more than there are bounds
  /// @param seconds the sum of all
  public record Counts(List<Long> buckets, double seconds) {
    public Counts {
      buckets = List.copyOf(buckets);
    }

    /// How many there were.
    public long count() {
      return buckets.stream().mapToLong(Long::longValue).sum();
    }
  }

  private final AtomicLongArray buckets = new AtomicLongArray(BOUNDS_SECONDS.size() + 1);
  private final LongAdder nanos = new LongAdder();

  /// Counts one; less than nothing (a clock that was set back) counts as nothing.
  public void add(Duration took) {
    long positive = took.isNegative() ? 0 : saturated(took);
    buckets.incrementAndGet(bucket(positive / NANOS));
    nanos.add(positive);
  }

  /// A day at most: a time stamp that is far off must not spoil the sum.
  private static long saturated(Duration took) {
    Duration day = Duration.ofDays(1);
    return took.compareTo(day) > 0 ? day.toNanos() : took.toNanos();
  }

  private static int bucket(double seconds) {
    int bucket = 0;
    while (bucket < BOUNDS_SECONDS.size() && seconds > BOUNDS_SECONDS.get(bucket)) {
      bucket++;
    }
    return bucket;
  }

  public Counts counts() {
    var counts = new ArrayList<Long>();
    for (int i = 0; i < buckets.length(); i++) {
      counts.add(buckets.get(i));
    }
    return new Counts(counts, nanos.sum() / NANOS);
  }
}
