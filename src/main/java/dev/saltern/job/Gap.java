package dev.saltern.job;

import java.time.Instant;

/// A window of time in which events of the bus may have passed a node. Immutable.
///
/// The master takes a new subscriber up a moment after it connected, and what it had not sent yet
/// when a connection broke is lost as well: whoever fills the gap looks a little beyond both ends,
/// and again later.
///
/// @param from when the last event surely seen was fired
/// @param to when the bus was read again
/// @param recovered how many loads and returns of the window came from the master's own job cache;
///   0 while nobody has looked
public record Gap(Instant from, Instant to, Reason reason, long recovered) implements Arrival {
  /// Why the window is suspect.
  public enum Reason {
    /// The node was not running.
    START,
    /// The connection broke, or the master dropped us for being slow.
    DISCONNECT,
    /// A frame could not be read; the stream went on.
    BROKEN_FRAME,
    /// What was taken was lost with a damaged spool.
    DAMAGED_SPOOL
  }

  public Gap {
    if (to.isBefore(from)) {
      throw new IllegalArgumentException("a gap ends after it begins: " + from + " .. " + to);
    }
  }

  /// The window between two instants, empty where the clock went backwards; nobody has looked yet.
  public static Gap between(Instant from, Instant to, Reason reason) {
    return new Gap(from.isBefore(to) ? from : to, to, reason, 0);
  }

  /// The same after somebody has looked.
  public Gap filled(long arrivals) {
    return new Gap(from, to, reason, arrivals);
  }
}
