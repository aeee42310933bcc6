package dev.saltern.returner;

import dev.saltern.jobcache.Stored;
import dev.saltern.jobcache.Written;
import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolException;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The account of every arrival that is on disk, per kind: `seen = stored + duplicate + filtered +
/// dead + pending`.
///
/// Arrivals are counted by the spool as they are appended, outcomes in the transaction that moves
/// the drain's position; so a kill -9 counts nothing twice and forgets nothing. Thread-safe.
public final class Ledger {
  private static final Logger log = LoggerFactory.getLogger(Ledger.class);
  private static final String BEGUN = "ledger.begun";

  /// The outcomes, as counters name them. `BEFORE` is what was appended before there was a ledger.
  private enum Outcome {
    STORED,
    DUPLICATE,
    FILTERED,
    DEAD,
    BEFORE;

    String counter(Kind kind) {
      return "ledger." + name().toLowerCase(java.util.Locale.ROOT) + "." + kind;
    }
  }

  /// What became of the arrivals of one kind.
  ///
  /// @param seen those that came on disk; a dead letter that is tried again is not seen twice
  /// @param stored those that made or bettered a row
  /// @param duplicate those whose row was there already, from here or from another node
  /// @param filtered those the filter keeps out of the job cache
  /// @param dead those kept or discarded as dead letters, or damaged on disk
  public record Counts(long seen, long stored, long duplicate, long filtered, long dead) {
    /// Those still to be drained.
    public long pending() {
      return seen - stored - duplicate - filtered - dead;
    }
  }

  /// What the outcomes of a batch add to the counters. Confined to one thread.
  static final class Entry {
    private final Map<String, Long> counts = new HashMap<>();

    /// Counts what a batch did, each kind for itself.
    void stored(Written written) {
      stored(Kind.LOAD, written.loads());
      stored(Kind.RETURN, written.returns());
      stored(Kind.EVENT, written.events());
      stored(Kind.COMPLETION, written.completions());
      stored(Kind.GAP, written.gaps());
      stored(Kind.UNVERIFIED, written.unverified());
    }

    void stored(Kind kind, Stored stored) {
      add(Outcome.STORED, kind, stored.inserted() + stored.improved());
      add(Outcome.DUPLICATE, kind, stored.unchanged());
    }

    void filtered(Kind kind) {
      add(Outcome.FILTERED, kind, 1);
    }

    void dead(Kind kind) {
      add(Outcome.DEAD, kind, 1);
    }

    private void add(Outcome outcome, Kind kind, long more) {
      if (more > 0) {
        counts.merge(outcome.counter(kind), more, Long::sum);
      }
    }

    Map<String, Long> counts() {
      return counts;
    }

    void plus(Entry other) {
      other.counts.forEach((counter, more) -> counts.merge(counter, more, Long::sum));
    }
  }

  private final Spool spool;

  public Ledger(Spool spool) {
    this.spool = spool;
  }

  public Map<Kind, Counts> counts() throws SpoolException {
    Map<String, Long> counters = spool.counters();
    var counts = new EnumMap<Kind, Counts>(Kind.class);
    for (Kind kind : Kind.values()) {
      counts.put(kind, counts(counters, kind));
    }
    return counts;
  }

  private static Counts counts(Map<String, Long> counters, Kind kind) {
    long retried = of(counters, "retried." + kind.label());
    long damaged = of(counters, "damaged." + kind.label() + "." + Journal.MYSQL);
    return new Counts(
        of(counters, "appended." + kind.label())
            - retried
            - of(counters, Outcome.BEFORE.counter(kind)),
        of(counters, Outcome.STORED.counter(kind)),
        of(counters, Outcome.DUPLICATE.counter(kind)),
        of(counters, Outcome.FILTERED.counter(kind)),
        of(counters, Outcome.DEAD.counter(kind)) + damaged - retried);
  }

  private static long of(Map<String, Long> counters, String counter) {
    return counters.getOrDefault(counter, 0L);
  }

  /// Compares with what really waits on disk, at the start. A difference can only come from a
  /// damaged spool: what is missing counts as dead, what is too much as seen; either is logged.
  ///
  /// @param position what the drain has passed
  void settle(long position) throws SpoolException {
    boolean begun = spool.counters().containsKey(BEGUN);
    Map<Integer, Long> waiting = spool.labels(position);
    Map<Kind, Counts> booked = counts();
    var corrections = new HashMap<String, Long>();
    for (Kind kind : Kind.values()) {
      Counts counts = booked.getOrDefault(kind, new Counts(0, 0, 0, 0, 0));
      long missing = counts.pending() - waiting.getOrDefault(kind.label(), 0L);
      if (missing != 0) {
        Outcome outcome = begun && missing > 0 ? Outcome.DEAD : Outcome.BEFORE;
        corrections.put(outcome.counter(kind), missing);
      }
    }
    if (begun && !corrections.isEmpty()) {
      log.error(
          "the ledger does not balance with the spool, which was damaged; it books {}",
          corrections);
    }
    if (!begun) {
      corrections.put(BEGUN, 1L);
    }
    spool.advance(Journal.MYSQL, new Spool.Step(0, corrections, java.util.List.of()));
  }
}
