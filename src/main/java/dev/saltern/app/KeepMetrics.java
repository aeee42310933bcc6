package dev.saltern.app;

import dev.saltern.jobcache.mysql.MySqlJobCache;
import dev.saltern.returner.Drain;
import dev.saltern.returner.Journal;
import dev.saltern.returner.Kind;
import dev.saltern.returner.Ledger;
import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolConfig;
import dev.saltern.spool.SpoolException;
import java.time.InstantSource;

/// The metrics of what is kept: the spool, the ledger, the drain. Thread-safe.
///
/// @param bound how much the spool may hold
record KeepMetrics(Spool spool, Journal journal, Drain drain, MySqlJobCache jobCache, Bound bound)
    implements MetricSource {
  private static final double MILLIS = 1000;

  /// The spool's bounds, and the clock its ages are measured by.
  record Bound(SpoolConfig config, InstantSource clock) {}

  @Override
  public void collect(MetricFamilies into) {
    try {
      ledger(into);
      spool(into);
    } catch (SpoolException e) {
      throw new IllegalStateException("the spool cannot be read", e);
    } finally {
      drain(into);
    }
  }

  private void ledger(MetricFamilies into) throws SpoolException {
    journal
        .ledger()
        .counts()
        .forEach(
            (kind, counts) -> {
              ledger(into, kind, counts);
            });
    into.gauge(
        "saltern_dead_letters",
        "Dead letters that wait for somebody to look at them.",
        journal.letters().count());
  }

  private static void ledger(MetricFamilies into, Kind kind, Ledger.Counts counts) {
    String[] label = {"kind", kind.toString()};
    into.counter(
        "saltern_ledger_seen_total", "Arrivals that came on disk, ever.", counts.seen(), label);
    into.counter(
        "saltern_ledger_stored_total",
        "Arrivals that made or bettered a row, ever.",
        counts.stored(),
        label);
    into.counter(
        "saltern_ledger_duplicate_total",
        "Arrivals whose row was there already, ever.",
        counts.duplicate(),
        label);
    into.counter(
        "saltern_ledger_filtered_total",
        "Arrivals that are not to be stored, ever.",
        counts.filtered(),
        label);
    into.gauge(
        "saltern_ledger_dead",
        "Arrivals kept or discarded as dead letters, or damaged on disk.",
        counts.dead(),
        label);
    into.gauge(
        "saltern_ledger_pending", "Arrivals that wait to be stored.", counts.pending(), label);
  }

  private void spool(MetricFamilies into) throws SpoolException {
    Spool.Stats stats = spool.stats();
    into.gauge("saltern_spool_records", "Records on disk.", stats.records());
    into.gauge("saltern_spool_bytes", "Bytes of the records on disk.", stats.bytes());
    into.gauge(
        "saltern_spool_max_bytes", "What spool.bytes_max allows.", bound.config().bytesMax());
    into.gauge(
        "saltern_journal_waiting", "Arrivals in memory that wait for the disk.", journal.waiting());
    for (var reader : stats.readers().entrySet()) {
      String[] label = {"reader", reader.getKey()};
      long position = reader.getValue().position();
      into.gauge(
          "saltern_reader_behind",
          "Records on disk that a reader has not passed.",
          stats.lastPosition() - position,
          label);
      into.gauge(
          "saltern_reader_oldest_seconds",
          "The age of the oldest record that a reader has not passed; 0 where there is none.",
          age(spool.oldestAfter(position)),
          label);
      into.counter(
          "saltern_reader_dropped_total",
          "Records that the spool's bounds have dropped before a reader had them, ever.",
          reader.getValue().dropped(),
          label);
    }
  }

  private double age(long millis) {
    return millis == 0 ? 0 : Math.max(0, bound.clock().millis() - millis) / MILLIS;
  }

  private void drain(MetricFamilies into) {
    Drain.Counts counts = drain.counts();
    counts
        .lag()
        .forEach(
            (kind, lag) ->
                into.histogram(
                    "saltern_lag_seconds",
                    "From the time the bus showed an arrival to its commit in MySQL.",
                    lag,
                    "kind",
                    kind.toString()));
    into.histogram(
        "saltern_drain_batch_seconds", "Transactions that were committed.", counts.batches());
    into.counter(
        "saltern_drain_rows_total", "Arrivals in transactions that were committed.", counts.rows());
    into.gauge(
        "saltern_drain_batch_rows", "Arrivals that a batch may have now.", drain.batchSize());
    retries(into, "unavailable", counts.trouble().unavailable());
    retries(into, "refused", counts.trouble().divided());
    retries(into, "conflict", jobCache.repeated());
    counts
        .filtered()
        .forEach(
            (cause, count) ->
                into.counter(
                    "saltern_filtered_total",
                    "Arrivals left out of MySQL since the start, by the rule.",
                    count,
                    "cause",
                    cause));
  }

  private static void retries(MetricFamilies into, String cause, long count) {
    into.counter(
        "saltern_drain_retries_total",
        "Batches that had to be written again: MySQL was away, refused one (it is divided), or"
            + " another writer was in the way.",
        count,
        "cause",
        cause);
  }
}
