package dev.saltern.returner;

import dev.saltern.Check;
import dev.saltern.job.Arrival;
import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.EntryForm;
import dev.saltern.jobcache.JobCacheRejectedException;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobWriter;
import dev.saltern.jobcache.Stored;
import dev.saltern.jobcache.Written;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/// A job cache in memory that can be away, refuse and be slow. Keeps the position that made each
/// row, as the real one does, so that a redelivery counts as it did the first time. Thread-safe.
final class FakeJobWriter implements JobWriter {
  private final Map<Arrival, Long> rows = new HashMap<>();
  private final List<Integer> batches = new ArrayList<>();
  private final AtomicInteger failures = new AtomicInteger();
  private volatile Predicate<Arrival> poison = _ -> false;
  private volatile Predicate<Arrival> broken = _ -> false;
  private volatile boolean away;
  private volatile Semaphore gate = new Semaphore(Integer.MAX_VALUE);

  void away(boolean now) {
    away = now;
  }

  void refuse(Predicate<Arrival> which) {
    poison = which;
  }

  void breakOn(Predicate<Arrival> which) {
    broken = which;
  }

  /// Lets no batch in but with a permit of this.
  void gate(Semaphore permits) {
    gate = permits;
  }

  @Override
  public EntryForm form() {
    return new EntryForm("master", 4 << 20);
  }

  @Override
  public Written write(List<? extends Entry> batch)
      throws JobCacheUnavailableException, JobCacheRejectedException {
    gate.acquireUninterruptibly();
    if (away) {
      failures.incrementAndGet();
      throw new JobCacheUnavailableException("connection refused", new Exception());
    }
    if (batch.stream().map(EntryReader::arrival).anyMatch(poison)) {
      throw new JobCacheRejectedException("data too long for column", new Exception());
    }
    if (batch.stream().map(EntryReader::arrival).anyMatch(broken)) {
      throw new IllegalStateException("a mistake of the writer");
    }
    return store(batch);
  }

  private synchronized Written store(List<? extends Entry> batch) {
    batches.add(batch.size());
    var stored = new EnumMap<Kind, Stored>(Kind.class);
    for (Entry entry : batch) {
      Arrival arrival = EntryReader.arrival(entry);
      long by = rows.computeIfAbsent(arrival, _ -> entry.position());
      int inserted = by == entry.position() ? 1 : 0;
      stored.merge(Kind.of(arrival), new Stored(inserted, 0, 1 - inserted), Stored::plus);
    }
    return written(stored);
  }

  static Written written(Map<Kind, Stored> stored) {
    return new Written(
        stored.getOrDefault(Kind.LOAD, Stored.NOTHING),
        stored.getOrDefault(Kind.RETURN, Stored.NOTHING),
        stored.getOrDefault(Kind.EVENT, Stored.NOTHING),
        stored.getOrDefault(Kind.COMPLETION, Stored.NOTHING),
        stored.getOrDefault(Kind.GAP, Stored.NOTHING),
        stored.getOrDefault(Kind.UNVERIFIED, Stored.NOTHING));
  }

  synchronized List<Arrival> stored() {
    return List.copyOf(rows.keySet());
  }

  synchronized List<Integer> batchSizes() {
    return List.copyOf(batches);
  }

  int failures() {
    return failures.get();
  }

  @Override
  public Check check() {
    return away ? Check.failed("mysql", "away") : Check.ok("mysql", "here");
  }
}
