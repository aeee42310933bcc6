package dev.saltern.localmaster;

import dev.saltern.job.BusTime;
import dev.saltern.job.Data;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/// The time an event was fired, as [BusTime] reads it and as the stock master writes it.
final class EventStamp {
  private static final DateTimeFormatter PYTHON =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");

  private EventStamp() {}

  static Optional<Instant> of(Data.Dict data) {
    return BusTime.of(data);
  }

  static String at(Instant instant) {
    return PYTHON.format(LocalDateTime.ofInstant(instant, ZoneOffset.UTC));
  }
}
