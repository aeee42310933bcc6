package dev.saltern.bench;

import dev.saltern.job.Arrival;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.Arrivals;
import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.mysql.MySqlConfig;
import dev.saltern.jobcache.mysql.MySqlJobCache;
import dev.saltern.jobcache.mysql.Origin;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What a stored return costs the server, in CPU of its process, in databases that [FillJobCache]
/// filled to different sizes: the same returns of new jobs into each of them in turn, by one
/// connection. A program, run by hand on the server's machine while nobody else uses the server:
/// host, port, user, password, the server's process id, rounds, and the databases.
public final class GrowthBenchmark {
  private static final int BATCHES = 60;
  private static final int BATCH = 500;
  private static final int MINIONS_A_JOB = 1_000;
  private static final int WARM_UP_ROUNDS = 1;

  /// As `getconf CLK_TCK` says everywhere.
  private static final int MICROS_A_TICK = 10_000;

  /// With what is around it a return of 300 bytes.
  private static final String OUTPUT = "minion output ".repeat(10);

  private final Path stat;
  private long job;

  private GrowthBenchmark(long pid) {
    this.stat = Path.of("/proc/" + pid + "/stat");
  }

  public static void main(String[] args) throws Exception {
    var credentials = new MySqlConfig.Credentials(args[2], args[3]);
    var benchmark = new GrowthBenchmark(Long.parseLong(args[4]));
    int rounds = Integer.parseInt(args[5]);
    List<String> databases = Stream.of(args).skip(6).toList();
    for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
      for (String database : databases) {
        var config = MySqlConfig.of(args[0], Integer.parseInt(args[1]), database, credentials);
        benchmark.run(round, config);
      }
    }
  }

  private void run(int round, MySqlConfig config) throws Exception {
    try (var cache = new MySqlJobCache(config, new Origin("bench", "bench"))) {
      List<List<Entry>> batches = batches();
      cache.write(batches.getFirst());
      long ticks = ticks();
      long start = System.nanoTime();
      for (List<Entry> batch : batches.subList(1, batches.size())) {
        cache.write(batch);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      long returns = (long) (BATCHES - 1) * BATCH;
      System.out.printf(
          "round %d, %-12s %5.1f us of server CPU a return, %6.0f returns/s%n",
          round,
          config.database(),
          (double) (ticks() - ticks) * MICROS_A_TICK / returns,
          returns / seconds);
    }
  }

  /// The returns of new jobs of now, each after the load of its job.
  private List<List<Entry>> batches() {
    String[] ids = new String[MINIONS_A_JOB];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = "minion%06d.example.net".formatted(i);
    }
    List<List<Entry>> batches = new ArrayList<>();
    List<Arrival> batch = new ArrayList<>();
    while (batches.size() < BATCHES) {
      Jid jid = Jid.at(Instant.now().plusMillis(job++));
      batch.add(Arrivals.published(jid, "cmd.run", ids));
      for (int i = 0; i < ids.length; i++) {
        batch.add(Arrivals.answer(jid, ids[i], OUTPUT));
        if (i % BATCH == BATCH - 1) {
          batches.add(batch.stream().map(Arrivals::entry).toList());
          batch.clear();
        }
      }
    }
    return batches;
  }

  /// What the server's process used so far, in user and system mode.
  private long ticks() throws IOException {
    String text = Files.readString(stat);
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
    return Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
  }
}
