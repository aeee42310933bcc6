package dev.saltern.localmaster;

import dev.saltern.job.Data;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// The time an event was fired, from its `_stamp`: UTC, ISO 8601 without a zone, without a fraction
/// where it is 0, from 3008 on with `+00:00`.
final class EventStamp {
  private static final DateTimeFormatter PYTHON =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");
  private static final String UTC = "+00:00";

  private EventStamp() {}

  static Optional<Instant> of(Data.Dict data) {
    return data.text("_stamp").flatMap(EventStamp::parse);
  }

  static String at(Instant instant) {
    return PYTHON.format(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
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
