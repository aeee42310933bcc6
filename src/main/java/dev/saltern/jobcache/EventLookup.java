package dev.saltern.jobcache;

import dev.saltern.job.Data;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The events that are kept. Thread-safe.
public interface EventLookup {
  /// An event as it is kept.
  ///
  /// @param id its number, given when it was written, not when that was committed
  /// @param stamp when it was fired, in whole seconds
  /// @param masterId the master whose bus it was on
  /// @param node who wrote it; empty for a stock writer
  record StoredEvent(long id, String tag, Data data, Instant stamp, String masterId, String node) {
    /// Its place in a list that begins with the newest.
    public Key key() {
      return new Key(stamp, id);
    }
  }

  /// Where a list of events goes on: at older ones, of one second at smaller numbers.
  record Key(Instant stamp, long id) {}

  /// Which events are wanted. Each filter that is there must match.
  ///
  /// @param tag a glob over the tag
  /// @param since fired then or later
  /// @param until fired then or earlier
  /// @param before only events after this one in the list: the key of the next page
  record EventQuery(
      Optional<String> tag,
      Optional<Instant> since,
      Optional<Instant> until,
      Optional<Key> before,
      int limit) {}

  /// What a look at the end of the events found.
  ///
  /// @param events in the order of their ids
  /// @param next where the next look begins
  record Tail(List<StoredEvent> events, EventCursor next) {
    public Tail {
      events = List.copyOf(events);
    }
  }

  /// A page of events, newest first; fewer than the limit where it ends there.
  List<StoredEvent> events(EventQuery query) throws JobCacheUnavailableException;

  /// Where a tail begins that shows what is committed from now on.
  EventCursor end() throws JobCacheUnavailableException;

  /// Up to `limit` events that were committed since `cursor` was taken, each once, and none left
  /// out that took longer to commit than others with a higher id.
  ///
  /// @param tag only those whose tag matches this glob
  Tail tail(EventCursor cursor, Optional<String> tag, int limit)
      throws JobCacheUnavailableException;
}
