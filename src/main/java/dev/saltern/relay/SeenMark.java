package dev.saltern.relay;

import dev.saltern.spool.Notes;
import dev.saltern.spool.SpoolException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Until when everything the bus showed is on disk, in the journal or as an open window: where the
/// next run begins to look. Confined to one thread at a time.
final class SeenMark {
  private static final Logger log = LoggerFactory.getLogger(SeenMark.class);
  private static final String KEY = "gap/seen";

  /// How far back is looked where the mark lies ahead: the clock was set back, by who knows how
  /// much.
  private static final Duration UNKNOWN = Duration.ofHours(1);

  private final Notes notes;
  private final InstantSource clock;
  private Instant kept = Instant.MIN;

  SeenMark(Notes notes, InstantSource clock) {
    this.notes = notes;
    this.clock = clock;
  }

  /// The mark of the last run; nothing at the very first start.
  Optional<Instant> read() throws SpoolException {
    Optional<byte[]> note = notes.get(KEY);
    if (note.isEmpty()) {
      return Optional.empty();
    }
    Instant now = clock.instant();
    String text = new String(note.get(), StandardCharsets.US_ASCII);
    try {
      Instant seen = Instant.parse(text);
      if (!seen.isAfter(now)) {
        kept = seen;
        return Optional.of(seen);
      }
      log.atWarn()
          .log("the bus was seen until {}, which is still to come: looking back {}", seen, UNKNOWN);
    } catch (DateTimeException _) {
      log.atWarn().log("the note until when the bus was seen is damaged: looking back {}", UNKNOWN);
    }
    return Optional.of(now.minus(UNKNOWN));
  }

  /// Moves the mark on, never back. A stamp of the future does not count.
  void put(Instant seen) throws SpoolException {
    Instant now = clock.instant();
    Instant next = seen.isAfter(now) ? now : seen;
    if (next.isAfter(kept)) {
      notes.put(Map.of(KEY, next.toString().getBytes(StandardCharsets.US_ASCII)));
      kept = next;
    }
  }
}
