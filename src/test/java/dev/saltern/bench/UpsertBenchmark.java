package dev.saltern.bench;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.Source;
import dev.saltern.jobcache.Arrivals;
import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.mysql.MySqlConfig;
import dev.saltern.jobcache.mysql.MySqlJobCache;
import dev.saltern.jobcache.mysql.Origin;
import dev.saltern.testing.TestDatabase;
import dev.saltern.wire.JsonText;
import java.lang.management.ManagementFactory;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/// How many returns a second go into the job cache, beside what the same database takes at the most
/// ([Limit]): per size of a return, batch and number of connections, with and without minions that
/// are expected. A program, run by hand: the first argument is the seconds each half of a cell
/// takes; three more name one cell (bytes, batch, connections), which is run three times.
public final class UpsertBenchmark {
  private static final int[] JSON_BYTES = {300, 1_000, 20_000};
  private static final int[] BATCHES = {100, 500, 2_000};
  private static final int[] CONNECTIONS = {1, 2, 4};
  private static final int MINIONS_PER_JOB = 4_000;
  private static final String STAMP = "2026-11-24T02:47:28.260197";

  private final MySqlConfig config;
  private final long cellNanos;
  private final AtomicLong jobs = new AtomicLong();
  private final AtomicLong position = new AtomicLong();

  private UpsertBenchmark(MySqlConfig config, int cellSeconds) {
    this.config = config.withLimits(MySqlConfig.Limits.DEFAULT.withConnectionsMax(4));
    this.cellNanos = cellSeconds * 1_000_000_000L;
  }

  public static void main(String[] args) throws Exception {
    int seconds = args.length > 0 ? Integer.parseInt(args[0]) : 3;
    try (TestDatabase database = TestDatabase.migrated()) {
      List<Cell> cells = args.length > 3 ? List.of(named(args), named(args), named(args)) : all();
      new UpsertBenchmark(database.config(), seconds).run(cells);
    }
  }

  private static Cell named(String[] args) {
    return new Cell(
        Integer.parseInt(args[1]), Integer.parseInt(args[2]), Integer.parseInt(args[3]), false);
  }

  private static List<Cell> all() {
    List<Cell> cells = new ArrayList<>();
    cells.add(new Cell(300, 500, 1, true)); // warms up
    for (int bytes : JSON_BYTES) {
      for (int batch : BATCHES) {
        for (int connections : CONNECTIONS) {
          cells.add(new Cell(bytes, batch, connections, false));
        }
      }
      cells.add(new Cell(bytes, 500, 2, true));
    }
    return cells;
  }

  private void run(List<Cell> cells) throws Exception {
    System.out.println(
        "| bytes | batch | connections | expected | limit rows/s | rows/s | of the limit | CPU us a row |");
    System.out.println("|---|---|---|---|---|---|---|---|");
    try (MySqlJobCache cache = new MySqlJobCache(config, new Origin("bench", "bench"));
        ExecutorService pool = Executors.newFixedThreadPool(4)) {
      for (Cell cell : cells) {
        Speed limit = measure(pool, cell, start -> limit(cell, start));
        Speed ours = measure(pool, cell, start -> ours(cache, cell, start));
        System.out.printf(
            "| %d | %d | %d | %s | %.0f | %.0f | %.2f | %.1f |%n",
            cell.bytes(),
            cell.batch(),
            cell.connections(),
            cell.expected() ? "yes" : "no",
            limit.rows(),
            ours.rows(),
            ours.rows() / limit.rows(),
            ours.cpuMicros());
      }
    }
  }

  private record Cell(int bytes, int batch, int connections, boolean expected) {}

  /// Rows a second, and what each cost this process.
  private record Speed(double rows, double cpuMicros) {}

  private interface Writer {
    /// Writes until the cell's time is over, and returns how many rows.
    long write(long start) throws Exception;
  }

  private static Speed measure(ExecutorService pool, Cell cell, Writer writer) throws Exception {
    long cpu = cpuNanos();
    long start = System.nanoTime();
    Callable<Long> one = () -> writer.write(start);
    long rows = 0;
    for (Future<Long> done :
        pool.invokeAll(IntStream.range(0, cell.connections()).mapToObj(_ -> one).toList())) {
      rows += done.get();
    }
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Speed(rows / seconds, (cpuNanos() - cpu) / 1e3 / Math.max(1, rows));
  }

  private long ours(MySqlJobCache cache, Cell cell, long start) throws Exception {
    long rows = 0;
    while (System.nanoTime() - start < cellNanos) {
      rows += job(cache, cell, start);
    }
    return rows;
  }

  private long limit(Cell cell, long start) throws Exception {
    String value = JsonText.write(new Data.Text("x".repeat(cell.bytes() - 230)));
    String full =
        JsonText.write(
            Arrivals.answer(
                    newJid(), "minion00000.example.com", "x".repeat(cell.bytes() - 230), STAMP)
                .body());
    long rows = 0;
    try (Limit limit = new Limit(config, cell.batch(), cell.bytes())) {
      while (System.nanoTime() - start < cellNanos) {
        Jid jid = newJid();
        for (int first = 0;
            first < MINIONS_PER_JOB && System.nanoTime() - start < cellNanos;
            first += cell.batch()) {
          limit.write(jid, first, value, full);
          rows += cell.batch();
        }
      }
    }
    return rows;
  }

  private Jid newJid() {
    return new Jid(Jid.at(Instant.now()).text() + "_" + (1000 + jobs.incrementAndGet()));
  }

  /// Writes one job's returns, batch by batch, and returns how many.
  private long job(MySqlJobCache cache, Cell cell, long start) throws Exception {
    Jid jid = newJid();
    List<MinionId> ids =
        IntStream.range(0, MINIONS_PER_JOB)
            .mapToObj(i -> new MinionId("minion%05d.example.com".formatted(i)))
            .toList();
    Data.Dict load = Data.dict("fun", "test.ping", "arg", List.of(), "tgt", "*", "jid", jid);
    cache.write(
        List.of(entry(new Load(jid, load, "mom", cell.expected() ? ids : List.of(), Source.BUS))));
    String value = "x".repeat(cell.bytes() - 230);
    List<Entry> batch = new ArrayList<>();
    long rows = 0;
    for (MinionId id : ids) {
      batch.add(entry(Arrivals.answer(jid, id.text(), value, STAMP)));
      if (batch.size() == cell.batch() || batch.size() + rows == ids.size()) {
        cache.write(batch);
        rows += batch.size();
        batch.clear();
        if (System.nanoTime() - start > cellNanos) {
          break;
        }
      }
    }
    return rows;
  }

  private Entry entry(dev.saltern.job.Arrival arrival) {
    return Arrivals.entry(position.incrementAndGet(), arrival);
  }

  private static long cpuNanos() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean os
        ? os.getProcessCpuTime()
        : 0;
  }
}
