package dev.saltern.returner;

import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.JobCacheRejectedException;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobWriter;
import dev.saltern.jobcache.Written;
import dev.saltern.spool.Letters;
import dev.saltern.spool.Spool;
import dev.saltern.wire.WireException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way of one batch into the job cache: filtered, rendered once, repeated while the job cache
/// is away, divided where it refuses, until each arrival has an outcome. Thread-safe.
final class Delivery {
  private static final Logger log = LoggerFactory.getLogger(Delivery.class);
  private static final int CAUSE_LENGTH_MAX = 2_000;

  /// What became of a batch.
  ///
  /// @param whole false where the drain was stopped before each arrival had an outcome
  record Outcome(long last, boolean whole, Ledger.Entry ledger, List<Letters.Dead> dead) {}

  /// One arrival: as it came, and as it is to be stored.
  private record Parcel(JournalEntry original, Entry entry) {}

  private final JobWriter writer;
  private final StoreFilter filter;
  private final BatchSize size;
  private final Outage outage;
  private final DrainTally tally;
  private final CountDownLatch stopped;
  private final InstantSource clock;

  Delivery(Parts parts, DrainTally tally, CountDownLatch stopped) {
    this.writer = parts.writer;
    this.filter = parts.filter;
    this.size = parts.size;
    this.outage = parts.outage;
    this.clock = parts.clock;
    this.tally = tally;
    this.stopped = stopped;
  }

  /// What a delivery works with.
  record Parts(
      JobWriter writer, StoreFilter filter, BatchSize size, Outage outage, InstantSource clock) {}

  Outcome deliver(JournalReader.Taken taken) throws InterruptedException {
    var outcome =
        new Outcome(taken.last(), true, new Ledger.Entry(), new ArrayList<>(taken.undecodable()));
    for (Letters.Dead dead : taken.undecodable()) {
      Kind.of(dead.entry().label()).ifPresent(outcome.ledger::dead);
    }
    return write(parcels(taken.entries(), outcome), outcome)
        ? outcome
        : new Outcome(0, false, outcome.ledger, outcome.dead);
  }

  /// The arrivals that are to be stored, ready to be rows.
  private List<Parcel> parcels(List<JournalEntry> entries, Outcome outcome) {
    var renderer = new EntryRenderer(writer.form());
    var parcels = new ArrayList<Parcel>(entries.size());
    for (JournalEntry entry : entries) {
      judge(entry, outcome)
          .flatMap(stored -> render(renderer, entry, stored, outcome))
          .ifPresent(parcels::add);
    }
    return parcels;
  }

  /// As it is to be stored; nothing where it is not.
  private Optional<JournalRecord> judge(JournalEntry entry, Outcome outcome) {
    try {
      return switch (filter.judge(entry.record())) {
        case StoreFilter.Verdict.Keep(JournalRecord stored) -> Optional.of(stored);
        case StoreFilter.Verdict.Skip(String reason) -> {
          outcome.ledger.filtered(entry.record().kind());
          tally.skipped(reason);
          yield Optional.empty();
        }
      };
    } catch (WireException e) {
      bury(entry, "cannot be opened: " + e.getMessage(), 1, outcome);
    } catch (RuntimeException e) {
      // Stored unfiltered it might show what nobody may see; kept apart it is neither shown nor
      // lost.
      bury(entry, "the filter failed: " + e, 1, outcome);
    }
    return Optional.empty();
  }

  private Optional<Parcel> render(
      EntryRenderer renderer, JournalEntry entry, JournalRecord stored, Outcome outcome) {
    try {
      return Optional.of(new Parcel(entry, renderer.render(stored, entry.position())));
    } catch (JobCacheRejectedException e) {
      bury(entry, String.valueOf(e.getMessage()), 1, outcome);
    } catch (RuntimeException e) {
      log.error("rendering an arrival failed with {}", e.getClass().getName());
      bury(entry, "it cannot be rendered: " + e, 1, outcome);
    }
    return Optional.empty();
  }

  /// Writes in pieces of the size that suits the job cache now. False where the drain was stopped.
  private boolean write(List<Parcel> parcels, Outcome outcome) throws InterruptedException {
    int from = 0;
    while (from < parcels.size()) {
      if (stopped.getCount() == 0) {
        return false;
      }
      int to = Math.min(parcels.size(), from + size.now());
      if (attempt(parcels.subList(from, to), 1, outcome)) {
        from = to;
      }
    }
    return true;
  }

  /// False where the job cache is away: the same again, perhaps less of it.
  ///
  /// @param tries how often the job cache was given these, with this time
  private boolean attempt(List<Parcel> piece, int tries, Outcome outcome)
      throws InterruptedException {
    long begin = clock.millis();
    try {
      Written written = writer.write(piece.stream().map(Parcel::entry).toList());
      outcome.ledger.stored(written);
      Duration took = Duration.ofMillis(Math.max(0, clock.millis() - begin));
      size.took(piece.size(), took);
      tally.wrote(piece.size(), took);
      Instant now = clock.instant();
      piece.forEach(parcel -> tally.stored(parcel.original.record(), now));
      outage.over();
      return true;
    } catch (JobCacheUnavailableException e) {
      size.failed();
      tally.unavailable();
      pause(outage.failed(String.valueOf(e.getMessage())));
      return false;
    } catch (JobCacheRejectedException e) {
      outage.over();
      return divide(piece, tries, e, outcome);
    } catch (RuntimeException e) {
      // A mistake of ours in the writer: one odd arrival must not stop all others for good. Its
      // text may show values, so only the dead letter has that.
      log.atError()
          .addKeyValue("at", e.getStackTrace().length > 0 ? e.getStackTrace()[0] : "unknown")
          .log("writing {} arrivals failed with {}", piece.size(), e.getClass().getName());
      return divide(piece, tries, e, outcome);
    }
  }

  /// Halves until the arrival that is refused stands alone; it becomes a dead letter.
  private boolean divide(List<Parcel> piece, int tries, Exception cause, Outcome outcome)
      throws InterruptedException {
    if (piece.size() == 1) {
      bury(piece.getFirst().original, String.valueOf(cause.getMessage()), tries, outcome);
      return true;
    }
    tally.divided();
    int half = piece.size() / 2;
    return again(piece.subList(0, half), tries + 1, outcome)
        && again(piece.subList(half, piece.size()), tries + 1, outcome);
  }

  private boolean again(List<Parcel> piece, int tries, Outcome outcome)
      throws InterruptedException {
    while (stopped.getCount() > 0) {
      if (attempt(piece, tries, outcome)) {
        return true;
      }
    }
    return false;
  }

  private void bury(JournalEntry entry, String why, int attempts, Outcome outcome) {
    Kind kind = entry.record().kind();
    var record =
        new Spool.Entry(entry.position(), kind.label(), RecordCodec.encode(entry.record()));
    String cause = why.length() > CAUSE_LENGTH_MAX ? why.substring(0, CAUSE_LENGTH_MAX) : why;
    outcome.dead.add(new Letters.Dead(record, cause, attempts));
    outcome.ledger.dead(kind);
  }

  private void pause(Duration wait) throws InterruptedException {
    if (stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
      log.debug("stopped waiting for the job cache");
    }
  }
}
