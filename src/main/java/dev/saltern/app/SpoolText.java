package dev.saltern.app;

import dev.saltern.spool.Spool;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// The state of a spool in words.
final class SpoolText {
  private SpoolText() {}

  static List<String> lines(Spool.Stats stats) {
    var lines = new ArrayList<String>();
    lines.add("%d records, %d bytes%s".formatted(stats.records(), stats.bytes(), oldest(stats)));
    new TreeMap<>(stats.readers())
        .forEach(
            (name, reader) ->
                lines.add(
                    "reader %-24s %d behind, %d dropped for it"
                        .formatted(
                            name, stats.lastPosition() - reader.position(), reader.dropped())));
    return lines;
  }

  private static String oldest(Spool.Stats stats) {
    return stats.records() == 0
        ? ""
        : ", the oldest of " + Instant.ofEpochMilli(stats.oldestMillis());
  }
}
