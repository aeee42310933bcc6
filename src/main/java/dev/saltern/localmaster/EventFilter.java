package dev.saltern.localmaster;

import java.util.List;

/// Which events an `event_return` would keep: globs over tags. Immutable.
///
/// @param whitelist only these; empty: all
/// @param blacklist none of these
/// @param returners `event_return` itself: who stores events on the master's side
public record EventFilter(List<String> whitelist, List<String> blacklist, List<String> returners) {
  public EventFilter {
    whitelist = List.copyOf(whitelist);
    blacklist = List.copyOf(blacklist);
    returners = List.copyOf(returners);
  }
}
