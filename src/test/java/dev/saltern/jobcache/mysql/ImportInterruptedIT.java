package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.ImportRig.now;
import static dev.saltern.jobcache.mysql.ImportRig.part;
import static dev.saltern.jobcache.mysql.ImportRig.total;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.mysql.ImportCounts.What;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Stock tables brought over while something ends it, or while they go on being written.
class ImportInterruptedIT {
  private ImportRig rig;
  private StockDatabase stock;

  @BeforeEach
  void create() throws Exception {
    rig = new ImportRig();
    stock = new StockDatabase("utf8mb3");
    ImportStockIT.fill(stock);
    stock.row("20261101120000000000", "bad", "no", "json");
  }

  @AfterEach
  void drop() throws Exception {
    stock.close();
    rig.close();
  }

  @Test
  void anInterruptionAnywhereEndsInTheSameRowsAndTheSameCounts() throws Exception {
    final String uninterrupted;
    try (ImportRig other = new ImportRig()) {
      other.run(stock);
      uninterrupted = other.content();
    }
    // 426 rows in pages of 20, of a large job in parts of 50: before the first row, in mid-page, in
    // mid-job, in each table, in the second pass
    int interrupted = 0;
    for (int rows : List.of(0, 1, 15, 7, 33, 20, 90, 11, 61, 130, 25, 40)) {
      try (ImportSource source = new Ending(StockTables.open(config(), 50), rows)) {
        rig.run(source, ImportRig.ALL);
      } catch (JobCacheUnavailableException e) {
        assertThat(e).hasMessage("ended here");
        interrupted++;
      }
    }
    assertThat(interrupted).isGreaterThanOrEqualTo(8);

    ImportReport report = rig.run(stock);

    assertThat(rig.content()).isEqualTo(uninterrupted);
    assertThat(total(report, "salt_returns")).containsExactly(331L, 300L, 0L, 0L, 20L, 10L, 1L);
  }

  @Test
  void aThreadThatIsInterruptedStopsAndTheNextRunGoesOn() throws Exception {
    AtomicInteger rows = new AtomicInteger();
    var importer =
        new Import(
            rig.target.config(),
            StatesKept.CHANGED,
            new RenderedRules(
                arrival -> {
                  if (rows.incrementAndGet() == 30) {
                    Thread.currentThread().interrupt();
                  }
                  return Optional.of(arrival);
                }),
            java.time.Clock.systemUTC(),
            ImportRig.PAGE_ROWS);

    try (ImportSource source = StockTables.open(config())) {
      assertThatThrownBy(() -> importer.run(source, ImportRig.ALL, _ -> {}))
          .isInstanceOfAny(InterruptedException.class, JobCacheUnavailableException.class);
    } finally {
      Thread.interrupted();
    }
    ImportReport report = rig.run(stock);

    assertThat(total(report, "jids")).containsExactly(40L, 40L, 0L, 0L, 0L, 0L, 0L);
    assertThat(total(report, "salt_returns")).containsExactly(331L, 300L, 0L, 0L, 20L, 10L, 1L);
  }

  @Test
  void whatIsWrittenMeanwhileComesInWithTheSecondPassOrTheNextRun() throws Exception {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicInteger written = new AtomicInteger();
    CompletableFuture<Void> writer =
        CompletableFuture.runAsync(
            () -> {
              try (Connection sql = stock.database.connect()) {
                while (!stop.get() && written.get() < 5_000) {
                  int n = written.get();
                  // late returns of jobs that were read long before, and new jobs
                  String jid = n % 2 == 0 ? "20261101120000000000" : newJid(n);
                  StockDatabase.answer(sql, jid, "late" + n, "1");
                  written.incrementAndGet();
                }
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    ImportReport during = rig.run(stock);
    assertThat(part(during, "salt_returns").pass()).isEqualTo(2);
    stop.set(true);
    writer.join();

    ImportReport after = rig.run(stock);

    assertThat(written.get()).isPositive();
    assertThat(rig.count("salt_returns")).isEqualTo(300 + written.get());
    assertThat(total(after, "salt_returns"))
        .containsExactly(331L + written.get(), 300L + written.get(), 0L, 0L, 20L, 10L, 1L);
    assertThat(now(rig.run(stock), "salt_returns")).containsOnly(0L);
  }

  private static String newJid(int n) {
    return "20261121%012d".formatted(n);
  }

  @Test
  void twoAtOnceCountEachRowOnce() throws Exception {
    CompletableFuture<String> other = CompletableFuture.supplyAsync(this::outcome);
    String here = outcome();
    String there = other.join();

    assertThat(List.of(here, there)).contains("done");
    ImportReport report = rig.run(stock);

    assertThat(rig.count("salt_returns")).isEqualTo(300);
    assertThat(part(report, "salt_returns").total().get(What.READ)).isEqualTo(331);
  }

  private String outcome() {
    try {
      rig.run(stock);
      return "done";
    } catch (ImportRefusedException e) {
      assertThat(e.why()).isEqualTo(ImportRefusedException.Why.HELD);
      return "held";
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private MySqlConfig config() {
    return stock.database.config();
  }

  /// A source whose server goes away after so many rows.
  private static final class Ending implements ImportSource {
    private final ImportSource real;
    private int left;

    Ending(ImportSource real, int rows) {
      this.real = real;
      this.left = rows;
    }

    @Override
    public Optional<Place> page(String part, Look look, Optional<Place> after, Sink sink)
        throws JobCacheUnavailableException {
      return real.page(
          part,
          look,
          after,
          found -> {
            if (left-- == 0) {
              throw new JobCacheUnavailableException("ended here", new IllegalStateException());
            }
            sink.take(found);
          });
    }

    @Override
    public String name() {
      return real.name();
    }

    @Override
    public List<String> parts() {
      return real.parts();
    }

    @Override
    public String horizon(String part) throws JobCacheUnavailableException, InterruptedException {
      return real.horizon(part);
    }

    @Override
    public Days days(Optional<Instant> since) throws JobCacheUnavailableException {
      return real.days(since);
    }

    @Override
    public void close() {
      real.close();
    }
  }
}
