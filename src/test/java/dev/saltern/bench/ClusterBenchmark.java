package dev.saltern.bench;

import dev.saltern.jobcache.Arrivals;
import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.mysql.MySqlJobCache;
import dev.saltern.jobcache.mysql.Origin;
import dev.saltern.testing.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/// How many returns a second a Galera cluster takes from writers at one of its servers and at all
/// of them, each of other jobs or all of the same; and how many batches had to be repeated. Its
/// argument is what `SALTERN_TEST_GALERA` has. Run by hand, in one go: the ratios count.
final class ClusterBenchmark {
  private static final int WRITERS = 3;
  private static final int BATCHES = 60;
  private static final int BATCH = 500;

  private ClusterBenchmark() {}

  public static void main(String[] words) throws Exception {
    List<TestDatabase> servers = TestDatabase.migratedOnEach(words[0]);
    try {
      run("warm-up", servers.subList(0, 1), false);
      for (int round = 0; round < 2; round++) {
        run("all writers at one server, other jobs each", servers.subList(0, 1), false);
        run("a writer at each server, other jobs each", servers, false);
        run("all writers at one server, the same returns", servers.subList(0, 1), true);
        run("a writer at each server, the same returns", servers, true);
      }
    } finally {
      servers.getFirst().close();
    }
  }

  /// @param same whether all write the same returns, as syndics that share their minions do
  private static void run(String what, List<TestDatabase> servers, boolean same) throws Exception {
    List<List<Entry>> shared = batches();
    List<MySqlJobCache> caches = new ArrayList<>();
    List<Callable<Integer>> work = new ArrayList<>();
    for (int w = 0; w < WRITERS; w++) {
      var cache =
          new MySqlJobCache(
              servers.get(w % servers.size()).config(), new Origin(what + w, "master"));
      caches.add(cache);
      List<List<Entry>> batches = same ? shared : batches();
      work.add(
          () -> {
            int away = 0;
            for (List<Entry> batch : batches) {
              away += write(cache, batch);
            }
            return away;
          });
    }
    long begin = System.nanoTime();
    int away = 0;
    try (ExecutorService pool = Executors.newFixedThreadPool(WRITERS)) {
      for (Future<Integer> one : pool.invokeAll(work)) {
        away += one.get();
      }
    }
    Duration took = Duration.ofNanos(System.nanoTime() - begin);
    long entries = (long) WRITERS * BATCHES * BATCH;
    long repeated = caches.stream().mapToLong(MySqlJobCache::repeated).sum();
    caches.forEach(MySqlJobCache::close);
    System.out.printf(
        "%-46s %,7d entries/s  %5.1f %% of batches repeated, %d given up and written again%n",
        what, entries * 1000 / took.toMillis(), 100.0 * repeated / (WRITERS * BATCHES), away);
  }

  /// How often the job cache counted as away.
  private static int write(MySqlJobCache cache, List<Entry> batch) throws Exception {
    for (int away = 0; ; away++) {
      try {
        cache.write(batch);
        return away;
      } catch (JobCacheUnavailableException e) {
        if (away == 20) {
          throw e;
        }
      }
    }
  }

  private static List<List<Entry>> batches() {
    List<List<Entry>> batches = new ArrayList<>();
    for (int b = 0; b < BATCHES; b++) {
      var jid = Arrivals.newJid();
      List<Entry> entries = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        entries.add(Arrivals.entry(Arrivals.answer(jid, "m" + i, "x".repeat(300))));
      }
      batches.add(entries);
    }
    return batches;
  }
}
