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

  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss");

  private Stamps() {}

  /// The text of a `datetime(6)` value of a year of four digits. Each return has one: by hand, for
  /// a formatter takes several objects.
  static String datetime(LocalDateTime utc) {
    char[] text = "0000-00-00 00:00:00.000000".toCharArray();
    digits(text, 0, 4, utc.getYear());
    digits(text, 5, 7, utc.getMonthValue());
    digits(text, 8, 10, utc.getDayOfMonth());
    digits(text, 11, 13, utc.getHour());
    digits(text, 14, 16, utc.getMinute());
    digits(text, 17, 19, utc.getSecond());
    digits(text, 20, 26, utc.getNano() / 1_000);
    return new String(text);
  }

  private static void digits(char[] text, int from, int end, int number) {
    int rest = number;
    for (int i = end - 1; i >= from; i--) {
      text[i] = (char) ('0' + rest % 10);
      rest /= 10;
    }
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
