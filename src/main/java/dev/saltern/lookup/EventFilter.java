package dev.saltern.lookup;

import dev.saltern.jobcache.EventLookup;
import dev.saltern.jobcache.EventLookup.EventQuery;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which events are wanted. Immutable.
///
/// | parameter | value |
/// |---|---|
/// | `tag` | a glob over the tag |
/// | `since` `until` | when it was fired, as for [JobFilter] |
/// | `limit` | how many a page, 1 to [JobFilter#LIMIT_MAX] |
///
/// @param texts the parameters as given, without empty ones
public record EventFilter(Map<String, String> texts, TimeRange range, int limit) {
  /// The parameters there are.
  public static final List<String> PARAMETERS = List.of("tag", "since", "until", "limit");

  private static final String LIST = "events";

  public EventFilter {
    texts = Map.copyOf(texts);
  }

  /// The filter that parameters and their texts mean at `clock`'s now.
  public static EventFilter parse(Map<String, String> texts, Clock clock)
      throws BadFilterException {
    Parameters given = Parameters.parse(LIST, PARAMETERS, texts, clock);
    return new EventFilter(given.texts(), given.range(), given.limit());
  }

  Optional<String> tag() {
    return Optional.ofNullable(texts.get("tag"));
  }

  EventQuery query(Optional<EventLookup.Key> before, int rows) {
    return new EventQuery(tag(), range.since(), range.until(), before, rows);
  }

  String canonical() {
    return Parameters.canonical(LIST, texts);
  }
}
