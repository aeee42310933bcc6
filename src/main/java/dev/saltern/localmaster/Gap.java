package dev.saltern.localmaster;

import java.time.Instant;

/// A window of time in which events of the bus may have passed us. Immutable.
///
/// The master takes a new subscriber up a moment after it connected, and what it had not sent yet
/// when a connection broke is lost as well: whoever fills the gap looks a little beyond both ends,
/// and again later ([JobScan]).
///
/// @param from when the last event surely seen was fired
/// @param to when the bus was read again
public record Gap(Instant from, Instant to, Reason reason) {
  /// Why the window is suspect.
  public enum Reason {
    /// The node was not running.
    START,
    /// The connection broke, or the master dropped us for being slow.
    DISCONNECT,
    /// A frame could not be read; the stream went on.
    BROKEN_FRAME
  }

  public Gap {
    if (to.isBefore(from)) {
      throw new IllegalArgumentException("a gap ends after it begins: " + from + " .. " + to);
    }
  }

  /// The window between two instants, empty where the clock went backwards.
  static Gap between(Instant from, Instant to, Reason reason) {
    return new Gap(from.isBefore(to) ? from : to, to, reason);
  }
}
