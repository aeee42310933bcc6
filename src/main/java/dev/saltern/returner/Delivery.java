package dev.saltern.returner;

import dev.saltern.job.Arrival;
import dev.saltern.jobcache.JobCacheRejectedException;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobWriter;
import dev.saltern.jobcache.Stored;
import dev.saltern.spool.Letters;
import dev.saltern.spool.Spool;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The way of one batch into the job cache: filtered, cut by kind (so that the ledger can count
/// them apart), repeated while the job cache is away, divided where it refuses, until each arrival
/// has an outcome. Thread-safe.
final class Delivery {
  private static final Logger log = LoggerFactory.getLogger(Delivery.class);
  private static final int CAUSE_LENGTH_MAX = 2_000;

  /// What became of a batch.
  ///
  /// @param whole false where the drain was stopped before each arrival had an outcome
  record Outcome(long last, boolean whole, Ledger.Entry ledger, List<Letters.Dead> dead) {}

  /// One arrival: as it came, and as it is to be stored.
  private record Parcel(JobWriter.Entry original, Arrival stored) {
    JobWriter.Entry entry() {
      return new JobWriter.Entry(original.position(), stored);
    }
  }

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
    for (Kind kind : Kind.values()) {
      if (!write(kind, parcels(kind, taken.entries(), outcome), outcome)) {
        return new Outcome(0, false, outcome.ledger, outcome.dead);
      }
    }
    return outcome;
  }

  /// The arrivals of a kind that are to be stored.
  private List<Parcel> parcels(Kind kind, List<JobWriter.Entry> entries, Outcome outcome) {
    var parcels = new ArrayList<Parcel>();
    for (JobWriter.Entry entry : entries) {
      if (Kind.of(entry.arrival()) == kind) {
        judge(entry, parcels, outcome);
      }
    }
    return parcels;
  }

  private void judge(JobWriter.Entry entry, List<Parcel> parcels, Outcome outcome) {
    Kind kind = Kind.of(entry.arrival());
    try {
      switch (filter.judge(entry.arrival())) {
        case StoreFilter.Verdict.Keep(Arrival stored) -> parcels.add(new Parcel(entry, stored));
        case StoreFilter.Verdict.Skip(String reason) -> {
          outcome.ledger.filtered(kind);
          tally.skipped(reason);
        }
      }
    } catch (RuntimeException e) {
      // Stored unfiltered it might show what nobody may see; kept apart it is neither shown nor
      // lost.
      bury(entry, "the filter failed: " + e, 1, outcome);
    }
  }

  /// Writes in pieces of the size that suits the job cache now. False where the drain was stopped.
  private boolean write(Kind kind, List<Parcel> parcels, Outcome outcome)
      throws InterruptedException {
    int from = 0;
    while (from < parcels.size()) {
      if (stopped.getCount() == 0) {
        return false;
      }
      int to = Math.min(parcels.size(), from + size.now());
      if (attempt(kind, parcels.subList(from, to), 1, outcome)) {
        from = to;
      }
    }
    return true;
  }

  /// False where the job cache is away: the same again, perhaps less of it.
  ///
  /// @param tries how often the job cache was given these, with this time
  private boolean attempt(Kind kind, List<Parcel> piece, int tries, Outcome outcome)
      throws InterruptedException {
    long begin = clock.millis();
    try {
      Stored stored = writer.write(piece.stream().map(Parcel::entry).toList());
      outcome.ledger.stored(kind, stored);
      Duration took = Duration.ofMillis(Math.max(0, clock.millis() - begin));
      size.took(piece.size(), took);
      tally.wrote(piece.size(), took);
      Instant now = clock.instant();
      piece.forEach(parcel -> tally.stored(parcel.original.arrival(), now));
      outage.over();
      return true;
    } catch (JobCacheUnavailableException e) {
      size.failed();
      tally.unavailable();
      pause(outage.failed(String.valueOf(e.getMessage())));
      return false;
    } catch (JobCacheRejectedException e) {
      outage.over();
      return divide(kind, piece, tries, e, outcome);
    } catch (RuntimeException e) {
      // A mistake of ours in the writer: one odd arrival must not stop all others for good. Its
      // text
      // may show values, so only the dead letter has that.
      log.atError()
          .addKeyValue("at", e.getStackTrace().length > 0 ? e.getStackTrace()[0] : "unknown")
          .log("writing {} arrivals failed with {}", piece.size(), e.getClass().getName());
      return divide(kind, piece, tries, e, outcome);
    }
  }

  /// Halves until the arrival that is refused stands alone; it becomes a dead letter.
  private boolean divide(Kind kind, List<Parcel> piece, int tries, Exception cause, Outcome outcome)
      throws InterruptedException {
    if (piece.size() == 1) {
      bury(piece.getFirst().original, String.valueOf(cause.getMessage()), tries, outcome);
      return true;
    }
    tally.divided();
    int half = piece.size() / 2;
    return again(kind, piece.subList(0, half), tries + 1, outcome)
        && again(kind, piece.subList(half, piece.size()), tries + 1, outcome);
  }

  private boolean again(Kind kind, List<Parcel> piece, int tries, Outcome outcome)
      throws InterruptedException {
    while (stopped.getCount() > 0) {
      if (attempt(kind, piece, tries, outcome)) {
        return true;
      }
    }
    return false;
  }

  private void bury(JobWriter.Entry entry, String why, int attempts, Outcome outcome) {
    Kind kind = Kind.of(entry.arrival());
    var record =
        new Spool.Entry(entry.position(), kind.label(), ArrivalCodec.encode(entry.arrival()));
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
