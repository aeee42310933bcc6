package dev.saltern.job;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/// The time an event was fired, from its `_stamp`: UTC, ISO 8601 without a zone, without a fraction
/// where it is 0, from 3008 on with `+00:00`.
public final class BusTime {
  private static final int DAY_CHARACTERS = "2026-11-24".length();
  private static final int YEAR_MIN = 1000;
  private static final int YEAR_MAX = 9999;

  private BusTime() {}

  /// When the master fired `data`; nothing where it does not say.
  public static Optional<Instant> of(Data.Dict data) {
    return data.text("_stamp").flatMap(BusTime::parse);
  }

  /// The time a stamp says; nothing where it is none.
  public static Optional<Instant> parse(String stamp) {
    return utc(stamp).map(utc -> utc.toInstant(ZoneOffset.UTC));
  }

  /// The time in UTC that a stamp tells, within what a `datetime` column can hold; nothing where it
  /// is none.
  public static Optional<LocalDateTime> utc(String stamp) {
    try {
      boolean hasOffset = stamp.endsWith("Z") || stamp.lastIndexOf('+') > DAY_CHARACTERS;
      LocalDateTime utc =
          hasOffset
              ? OffsetDateTime.parse(stamp).withOffsetSameInstant(ZoneOffset.UTC).toLocalDateTime()
              : LocalDateTime.parse(stamp);
      boolean fits = utc.getYear() >= YEAR_MIN && utc.getYear() <= YEAR_MAX;
      return fits ? Optional.of(utc) : Optional.empty();
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
