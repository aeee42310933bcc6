package dev.saltern.jobcache;

import java.time.Instant;

/// An event, ready to be a row. Immutable, but for arrays that nobody changes.
///
/// @param json what it carries, JSON in UTF-8
public record EventEntry(long position, String tag, Fired fired, byte[] json) implements Entry {
  /// What makes two the same event.
  ///
  /// @param masterId the id of the master on whose bus it was
  /// @param key 16 bytes, the same from every node that saw it
  /// @param time when it was fired; the table is partitioned by it, and therefore it is never the
  ///   time it is stored at. [Instant#EPOCH] where it tells none
  public record Fired(String masterId, byte[] key, Instant time) {}

  /// The same, at the time a stock writer inserted it where it tells none itself.
  public EventEntry inserted(Instant time) {
    return fired.time.equals(Instant.EPOCH)
        ? new EventEntry(position, tag, new Fired(fired.masterId, fired.key, time), json)
        : this;
  }
}
