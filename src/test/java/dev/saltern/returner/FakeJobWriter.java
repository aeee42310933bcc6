package dev.saltern.returner;

import dev.saltern.Check;
import dev.saltern.job.Arrival;
import dev.saltern.jobcache.JobCacheRejectedException;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobWriter;
import dev.saltern.jobcache.Stored;
import java.util.ArrayList;
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
  private final List<List<Entry>> batches = new ArrayList<>();
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
  public Stored write(List<Entry> batch)
      throws JobCacheUnavailableException, JobCacheRejectedException {
    gate.acquireUninterruptibly();
    if (away) {
      failures.incrementAndGet();
      throw new JobCacheUnavailableException("connection refused", new Exception());
    }
    if (batch.stream().map(Entry::arrival).anyMatch(poison)) {
      throw new JobCacheRejectedException("data too long for column", new Exception());
    }
    if (batch.stream().map(Entry::arrival).anyMatch(broken)) {
      throw new IllegalStateException("a mistake of the writer");
    }
    return store(batch);
  }

  private synchronized Stored store(List<Entry> batch) {
    batches.add(List.copyOf(batch));
    int inserted = 0;
    for (Entry entry : batch) {
      long by = rows.computeIfAbsent(entry.arrival(), _ -> entry.position());
      inserted += by == entry.position() ? 1 : 0;
    }
    return new Stored(inserted, 0, batch.size() - inserted);
  }

  synchronized List<Arrival> stored() {
    return List.copyOf(rows.keySet());
  }

  synchronized List<Integer> batchSizes() {
    return batches.stream().map(List::size).toList();
  }

  int failures() {
    return failures.get();
  }

  @Override
  public Check check() {
    return away ? Check.failed("mysql", "away") : Check.ok("mysql", "here");
  }
}
