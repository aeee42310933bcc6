package dev.saltern.lookup;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;

/// From when to when jobs were started; either end may be open. Immutable.
///
/// @param since not before
/// @param until not after
public record TimeRange(Optional<Instant> since, Optional<Instant> until) {
  /// Always.
  public static final TimeRange ALL = new TimeRange(Optional.empty(), Optional.empty());

  /// The range between two texts, each as [TimeText] takes them.
  public static TimeRange parse(Optional<String> since, Optional<String> until, Clock clock)
      throws BadFilterException {
    TimeRange range = new TimeRange(time("since", since, clock), time("until", until, clock));
    if (range.since.isPresent()
        && range.until.isPresent()
        && range.since.get().isAfter(range.until.get())) {
      throw new BadFilterException(
          "since",
          "expected a time before --until; found %s, and until is %s"
              .formatted(range.since.get(), range.until.get()));
    }
    return range;
  }

  private static Optional<Instant> time(String parameter, Optional<String> text, Clock clock)
      throws BadFilterException {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    Optional<Instant> time = TimeText.parse(text.get(), clock);
    if (time.isEmpty()) {
      throw new BadFilterException(
          parameter, "expected " + TimeText.FORMS + "; found '" + Excerpt.of(text.get()) + "'");
    }
    return time;
  }
}
