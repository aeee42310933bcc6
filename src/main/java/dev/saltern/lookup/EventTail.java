package dev.saltern.lookup;

import dev.saltern.jobcache.EventCursor;
import dev.saltern.jobcache.EventLookup;
import dev.saltern.jobcache.EventLookup.StoredEvent;
import dev.saltern.jobcache.EventLookup.Tail;
import dev.saltern.jobcache.JobCacheUnavailableException;
import java.util.List;
import java.util.Optional;

/// Events as they are stored, each once and none left out, for who looks again and again. When to
/// look is the caller's. Confined to one thread.
public final class EventTail {
  /// How many events one look hands out at the most.
  public static final int EVENTS_MAX = 500;

  private final EventLookup jobCache;
  private final Optional<String> tag;
  private EventCursor cursor;

  EventTail(EventLookup jobCache, Optional<String> tag, EventCursor cursor) {
    this.jobCache = jobCache;
    this.tag = tag;
    this.cursor = cursor;
  }

  /// What came since the last look, in the order of the ids; empty where nothing did. As many as
  /// [#EVENTS_MAX] mean that there may be more.
  public List<StoredEvent> next() throws JobCacheUnavailableException {
    Tail tail = jobCache.tail(cursor, tag, EVENTS_MAX);
    cursor = tail.next();
    return tail.events();
  }

  /// Where this has come to, as text for [Lookup#tail]: who goes on there misses nothing.
  public String cursor() {
    return cursor.text();
  }
}
