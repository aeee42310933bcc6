package dev.saltern.app;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// How often somebody may try a token that is wrong: a few times at once, then once a second. Who
/// has used that up is not compared at all, so that guessing gains nothing. Thread-safe.
final class WrongTokens {
  /// How many wrong tokens one source may show at once.
  static final int AT_ONCE_MAX = 10;

  /// How long it takes until it may show one more.
  static final Duration ONE_MORE_AFTER = Duration.ofSeconds(1);

  /// How many sources are remembered; the one that began longest ago is forgotten first.
  static final int SOURCES_MAX = 4096;

  /// @param left what is left of its tries
  private record Tries(double left, long atNanos) {}

  private final Map<String, Tries> bySource =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Tries> eldest) {
          return size() > SOURCES_MAX;
        }
      };

  private final LongSupplier nanoTime;

  WrongTokens(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
  }

  /// Whether a token of this source is compared.
  synchronized boolean mayTry(String source) {
    return left(source) >= 1;
  }

  /// This source showed a wrong one.
  synchronized void wrong(String source) {
    bySource.put(source, new Tries(left(source) - 1, nanoTime.getAsLong()));
  }

  private double left(String source) {
    Tries tries = bySource.get(source);
    if (tries == null) {
      return AT_ONCE_MAX;
    }
    double more = (nanoTime.getAsLong() - tries.atNanos()) / (double) ONE_MORE_AFTER.toNanos();
    return Math.min(AT_ONCE_MAX, tries.left() + more);
  }
}
