package dev.saltern.lookup.web;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/// Times and numbers as the pages write them. Times are UTC, as jids are.
final class Times {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

  private Times() {}

  /// For people: `2026-11-24 12:00:00`.
  static String shown(Instant time) {
    return SECONDS.format(time);
  }

  /// For programs, to the second.
  static String iso(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  /// How long ago, in the largest unit: `12 s`, `4 min`, `3 h`, `2 d`.
  static String ago(Instant time, Instant now) {
    return rough(Duration.between(time, now));
  }

  /// A span in its largest unit.
  static String rough(Duration span) {
    long seconds = Math.max(0, span.toSeconds());
    if (seconds < 60) {
      return seconds + " s";
    }
    if (seconds < 3_600) {
      return seconds / 60 + " min";
    }
    return seconds < 172_800 ? seconds / 3_600 + " h" : seconds / 86_400 + " d";
  }

  /// A span to the tenth where it is short: `0.4 s`, `12.3 s`, `4 min 05 s`, `2 h 05 min`.
  static String exact(Duration span) {
    long millis = Math.max(0, span.toMillis());
    long seconds = millis / 1000;
    if (seconds < 60) {
      return String.format(Locale.ROOT, "%.1f s", millis / 1000.0);
    }
    if (seconds < 3_600) {
      return String.format(Locale.ROOT, "%d min %02d s", seconds / 60, seconds % 60);
    }
    return String.format(Locale.ROOT, "%d h %02d min", seconds / 3_600, seconds / 60 % 60);
  }

  /// A count with its thousands apart: `1,204`.
  static String count(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /// A size: `312 B`, `64.0 kB`, `20.3 MB`.
  static String bytes(long bytes) {
    if (bytes < 1_000) {
      return bytes + " B";
    }
    return bytes < 1_000_000
        ? String.format(Locale.ROOT, "%.1f kB", bytes / 1e3)
        : String.format(Locale.ROOT, "%.1f MB", bytes / 1e6);
  }
}
