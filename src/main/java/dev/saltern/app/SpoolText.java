package dev.saltern.app;

import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// The state of a spool in words.
final class SpoolText {
  private SpoolText() {}

  static List<String> lines(Spool spool, Instant now) throws SpoolException {
    Spool.Stats stats = spool.stats();
    var lines = new ArrayList<String>();
    lines.add("%d records, %d bytes%s".formatted(stats.records(), stats.bytes(), oldest(stats)));
    for (var entry : new TreeMap<>(stats.readers()).entrySet()) {
      Spool.Reader reader = entry.getValue();
      long oldest = spool.oldestAfter(reader.position());
      lines.add(
          "reader %-24s %d behind%s, %d dropped for it"
              .formatted(
                  entry.getKey(),
                  stats.lastPosition() - reader.position(),
                  oldest == 0 ? "" : " for " + age(Instant.ofEpochMilli(oldest), now),
                  reader.dropped()));
    }
    return lines;
  }

  private static String oldest(Spool.Stats stats) {
    return stats.records() == 0
        ? ""
        : ", the oldest of " + Instant.ofEpochMilli(stats.oldestMillis());
  }

  /// How long ago, in the two biggest units: `4s`, `2m 5s`, `3h 10m`, `2d 4h`.
  static String age(Instant since, Instant now) {
    long seconds = Math.max(0, Duration.between(since, now).toSeconds());
    if (seconds < 60) {
      return seconds + "s";
    }
    if (seconds < 3600) {
      return "%dm %ds".formatted(seconds / 60, seconds % 60);
    }
    return seconds < 86_400
        ? "%dh %dm".formatted(seconds / 3600, seconds % 3600 / 60)
        : "%dd %dh".formatted(seconds / 86_400, seconds % 86_400 / 3600);
  }
}
