package dev.saltern.localmaster;

import java.time.Duration;

/// The bounds of an [EventTap]. Immutable.
///
/// @param frameBytesMax what one event may take; one that is bigger is passed over
/// @param bufferBytes how much is read ahead of the handler
/// @param backoffMin the first wait before connecting again
/// @param backoffMax up to which it doubles
public record TapLimits(
    int frameBytesMax, int bufferBytes, Duration backoffMin, Duration backoffMax) {
  private static final int MIB = 1 << 20;

  public TapLimits {
    if (frameBytesMax < 1 || bufferBytes < 1) {
      throw new IllegalArgumentException("limits of the event tap are at least 1");
    }
    if (!backoffMin.isPositive() || backoffMax.compareTo(backoffMin) < 0) {
      throw new IllegalArgumentException(
          "backoff is above 0 and its maximum not below its minimum");
    }
  }

  /// For a bus with that `max_event_size`: its senders trim above it, but by the size of the data
  /// alone, and an older process may still use another setting.
  public static TapLimits of(Bus bus) {
    int frame =
        (int) Math.min(Integer.MAX_VALUE / 2, Math.max(16L * MIB, 4L * bus.eventBytesMax()));
    return new TapLimits(
        frame, Math.max(64 * MIB, frame), Duration.ofMillis(100), Duration.ofSeconds(5));
  }

  /// The wait after one of `current`.
  Duration next(Duration current) {
    Duration doubled = current.multipliedBy(2);
    return doubled.compareTo(backoffMax) > 0 ? backoffMax : doubled;
  }
}
