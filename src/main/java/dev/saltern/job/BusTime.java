package dev.saltern.job;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Optional;

/// The time an event was fired, from its `_stamp`: UTC, ISO 8601 without a zone, without a fraction
/// where it is 0, from 3008 on with `+00:00`.
public final class BusTime {
  private static final String UTC = "+00:00";

  private BusTime() {}

  /// When the master fired `data`; nothing where it does not say.
  public static Optional<Instant> of(Data.Dict data) {
    return data.text("_stamp").flatMap(BusTime::parse);
  }

  private static Optional<Instant> parse(String text) {
    try {
      String local = text.endsWith(UTC) ? text.substring(0, text.length() - UTC.length()) : text;
      return Optional.of(LocalDateTime.parse(local).toInstant(ZoneOffset.UTC));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }
}
