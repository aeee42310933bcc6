package dev.saltern.jobcache;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// How far a tail of events has come. Ids are given when an event is written, so one with a smaller
/// id may be committed later: up to `settled` no more is to come, above it `seen` are those that
/// were shown. Immutable.
///
/// @param settled all ids up to this one were shown, or left out by the tail's glob
/// @param seen the ids above it that were
public record EventCursor(long settled, NavigableSet<Long> seen) {
  /// How many ids the text of a cursor has at the most. Without the others a tail that goes on from
  /// it may show some events twice, never one not at all.
  static final int TEXT_IDS_MAX = 256;

  private static final Pattern TEXT = Pattern.compile("(\\d{1,18})((?:\\.\\d{1,18}){0,256})");

  public EventCursor {
    if (settled < 0) {
      throw new IllegalArgumentException("an id is no less than 0, found " + settled);
    }
    seen = Collections.unmodifiableNavigableSet(new TreeSet<>(seen.tailSet(settled, false)));
  }

  /// Before the first event.
  public static final EventCursor START = new EventCursor(0, new TreeSet<>());

  /// The cursor as text, for who comes back later: `settled`, and after dots how far each seen id
  /// is from the one before.
  public String text() {
    StringBuilder text = new StringBuilder().append(settled);
    if (seen.size() <= TEXT_IDS_MAX) {
      long last = settled;
      for (long id : seen) {
        text.append('.').append(id - last);
        last = id;
      }
    }
    return text.toString();
  }

  /// The cursor that `text` is; nothing where it is none.
  public static Optional<EventCursor> parse(String text) {
    var parts = TEXT.matcher(text);
    if (!parts.matches()) {
      return Optional.empty();
    }
    long settled = Long.parseLong(parts.group(1));
    List<Long> seen = new ArrayList<>();
    long last = settled;
    for (String step : parts.group(2).split("\\.", -1)) {
      if (!step.isEmpty()) {
        last += Long.parseLong(step);
        if (last < settled) {
          return Optional.empty(); // past the largest number there is
        }
        seen.add(last);
      }
    }
    return Optional.of(new EventCursor(settled, new TreeSet<>(seen)));
  }
}
