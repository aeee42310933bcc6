package dev.saltern.jobcache.mysql;

import dev.saltern.job.Jid;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/// Times as the bus, the jid and the columns have them. All are UTC.
final class Stamps {
  /// The time of an event that tells none; the first a `timestamp` column can hold.
  static final Instant NONE = Instant.ofEpochSecond(1);

  /// The last second a `timestamp` column can hold on every server.
  private static final Instant LAST = Instant.ofEpochSecond(Integer.MAX_VALUE);

  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS");
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  private Stamps() {}

  /// The text of a `datetime(6)` value.
  static String datetime(LocalDateTime utc) {
    return MICROS.format(utc);
  }

  /// The text of the `timestamp(6)` value of a time of ours, within what the column holds.
  static String exact(Instant instant) {
    boolean fits = !instant.isBefore(NONE) && !instant.isAfter(LAST);
    return datetime(LocalDateTime.ofInstant(fits ? instant : NONE, ZoneOffset.UTC));
  }

  /// The text of the `timestamp` value of an event: whole seconds, within what the column holds.
  static String timestamp(Instant instant) {
    boolean fits = !instant.isBefore(NONE) && !instant.isAfter(LAST);
    return SECONDS.format(LocalDateTime.ofInstant(fits ? instant : NONE, ZoneOffset.UTC));
  }

  /// When a job was made; [#NONE] where its digits are no date.
  static Instant of(Jid jid) {
    return jid.startTime().orElse(NONE);
  }
}
