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
  private static final String PLAIN = "0000-00-00T00:00:00.000000";
  private static final int NANOS_A_MICRO = 1_000;

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
      if (isPlain(stamp)) {
        return plain(stamp);
      }
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

  /// Whether a stamp has the form of nearly all: `2026-11-24T12:00:00.123456`. Each return has one,
  /// and a formatter takes a microsecond and a hash map to read it.
  private static boolean isPlain(String stamp) {
    if (stamp.length() != PLAIN.length()) {
      return false;
    }
    for (int i = 0; i < PLAIN.length(); i++) {
      char expected = PLAIN.charAt(i);
      char c = stamp.charAt(i);
      if (expected == '0' ? c < '0' || c > '9' : c != expected) {
        return false;
      }
    }
    return true;
  }

  private static Optional<LocalDateTime> plain(String s) {
    int year = number(s, 0, 4);
    LocalDateTime utc =
        LocalDateTime.of(
            year,
            number(s, 5, 7),
            number(s, 8, 10),
            number(s, 11, 13),
            number(s, 14, 16),
            number(s, 17, 19),
            number(s, 20, 26) * NANOS_A_MICRO);
    return year >= YEAR_MIN ? Optional.of(utc) : Optional.empty();
  }

  private static int number(String digits, int from, int end) {
    int number = 0;
    for (int i = from; i < end; i++) {
      number = 10 * number + digits.charAt(i) - '0';
    }
    return number;
  }
}
