package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.Arrivals.batch;
import static dev.saltern.jobcache.Arrivals.event;
import static dev.saltern.jobcache.mysql.RetainTables.BOUNDS;
import static dev.saltern.jobcache.mysql.RetainTables.HOUR;
import static dev.saltern.jobcache.mysql.RetainTables.RULES;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Jid;
import dev.saltern.jobcache.Arrivals;
import dev.saltern.jobcache.JobCacheUnavailableException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// One at a time, interrupted, resumed, archived.
class RetentionRunIT {
  private static final RetainRules ARCHIVE = RetainTables.rules(Duration.ofDays(30), true);

  private RetainTables tables;

  @BeforeEach
  void create() throws Exception {
    tables = new RetainTables();
  }

  @AfterEach
  void drop() throws Exception {
    tables.close();
  }

  @Test
  void ofTwoAtOnceOneWorksAndTheOtherSaysWhoDoes() throws Exception {
    tables.job(2, "test.ping", true);
    var begun = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    Retention first =
        tables.retention(
            RULES,
            RetainTables.bounds(
                _ -> {
                  begun.countDown();
                  go.await();
                }));
    try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
      Future<RetainReport> working = threads.submit(() -> RetainTables.run(first));
      begun.await();

      Retention.Result second = tables.retention().run(HOUR);

      assertThat(second)
          .isInstanceOfSatisfying(
              Retention.Result.Held.class,
              held ->
                  assertThat(held.owner()).contains("pid " + ProcessHandle.current().pid() + " #"));
      assertThat(tables.retention().preview(HOUR).blocks())
          .anyMatch(b -> b.startsWith("the lease is held by "));
      assertThat(tables.jids()).hasSize(1);
      go.countDown();
      assertThat(working.get().lines()).hasSize(1);
    }
    assertThat(tables.run().blocks()).isEmpty();
  }

  @Test
  void ofManyWhoAskForALeaseAtOnceOneGetsIt() throws Exception {
    var got = new AtomicInteger();
    var together = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
      List<Future<?>> all =
          java.util.stream.IntStream.range(0, 8)
              .<Future<?>>mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            try (var c = tables.database.connect()) {
                              Lease lease =
                                  new Lease(c, "race", "owner " + i, Duration.ofMinutes(1));
                              together.await();
                              if (lease.take()) {
                                got.incrementAndGet();
                              }
                            }
                            return null;
                          }))
              .toList();
      together.countDown();
      for (Future<?> one : all) {
        one.get();
      }
    }
    assertThat(got).hasValue(1);
  }

  @Test
  void aLeaseIsRenewedByItsOwnerAndFreeWhenItsTimeIsOver() throws Exception {
    Lease mine = new Lease(tables.sql, "some", "me", Duration.ofMinutes(1));
    Lease others = new Lease(tables.sql, "some", "other", Duration.ofMinutes(1));

    assertThat(mine.take()).isTrue();
    assertThat(mine.take()).isTrue();
    assertThat(others.take()).isFalse();
    others.release();
    assertThat(mine.holder()).hasValueSatisfying(h -> assertThat(h.owner()).isEqualTo("me"));
    Sql.execute(tables.sql, "UPDATE salt_lease SET `until` = NOW() - INTERVAL 1 SECOND");
    assertThat(mine.holder()).isEmpty();
    assertThat(others.take()).isTrue();
    assertThat(mine.take()).isFalse();
    others.release();
    assertThat(mine.take()).isTrue();
  }

  @Test
  void theNextRunGoesOnWhereOneWasInterrupted() throws Exception {
    for (int i = 0; i < 10; i++) {
      tables.job(2, "test.ping", true);
    }
    tables.job(7, "cmd.run", true);
    for (int after = 1; after < 12; after++) {
      interruptedAfter(RULES, after);
    }

    tables.run();

    for (String table : Partitions.BY_JID) {
      assertThat(tables.jids(table)).as(table).isEmpty();
      assertThat(tables.tablesWith(RetainTables.part(7))).isEmpty();
    }
  }

  private void interruptedAfter(RetainRules rules, int transactions) {
    var left = new AtomicInteger(transactions);
    Retention killed =
        tables.retention(
            rules,
            RetainTables.bounds(
                _ -> {
                  if (left.decrementAndGet() < 0) {
                    throw new IllegalStateException("killed");
                  }
                }));
    try {
      RetainTables.run(killed);
    } catch (Exception e) {
      assertThat(e).hasMessage("killed");
    }
  }

  @Test
  void aBigJobOfWhichThePartThatDecidedItsClassIsGoneIsFinishedAllTheSame() throws Exception {
    Jid jid = tables.jid(3);
    tables.jobCache.write(batch(Arrivals.published(jid, "state.apply")));
    for (int i = 0; i < 40; i++) {
      tables.jobCache.write(batch(RetainTables.answer(jid, "m" + i, "state.apply", true)));
    }
    var seen = new AtomicInteger();
    Retention killed =
        tables.retention(
            RULES,
            RetainTables.bounds(
                _ -> {
                  if (!tables.someLeft("salt_returns", 40)) {
                    seen.incrementAndGet();
                    throw new IllegalStateException("killed");
                  }
                }));
    assertThatThrownBy(() -> RetainTables.run(killed)).hasMessage("killed");
    assertThat(seen).hasValue(1);
    int left = Sql.number(tables.sql, "SELECT COUNT(*) FROM salt_returns");
    assertThat(left).isBetween(1, 39);
    assertThat(tables.jids()).hasSize(1);
    // Failed states are kept for longer: judged anew, the rest would stay.
    Sql.execute(tables.sql, "UPDATE salt_returns SET outcome = 1");

    tables.run();

    assertThat(tables.jids()).isEmpty();
    assertThat(tables.jids("salt_returns")).isEmpty();
  }

  @Test
  void rowsAreInTheArchiveBeforeTheyGo() throws Exception {
    Jid ping = tables.jid(2);
    tables.job(ping, "test.ping", true);
    tables.jobCache.write(batch(Arrivals.answer(ping, "m4", "x".repeat(5 << 20))));
    tables.job(7, "cmd.run", true);
    Jid big = tables.jid(4);
    tables.jobCache.write(batch(Arrivals.published(big, "cmd.run")));
    for (int i = 0; i < 40; i++) {
      tables.jobCache.write(batch(RetainTables.answer(big, "m" + i, "cmd.run", true)));
    }
    tables.jobCache.write(
        batch(event("a", "2026-11-20T10:00:00.000000"), event("b", "2026-11-20T10:00:00.000000")));
    List<String> loads = rows("jids", "jid, `load`");
    List<String> returns = rows("salt_returns", "jid, id, full_ret");
    List<String> bodies = rows("salt_return_body", "jid, id, part, SHA2(body, 256)");
    List<String> events = rows("salt_events", "id, tag, data, master_id");
    assertThat(bodies).isNotEmpty();

    interruptedAfter(ARCHIVE, 4);
    RetainTables.run(tables.retention(ARCHIVE, BOUNDS));
    RetainTables.run(tables.retention(ARCHIVE, BOUNDS));

    assertThat(tables.jids()).isEmpty();
    assertThat(tables.tablesWith(RetainTables.part(7))).isEmpty();
    assertThat(rows("jids_archive", "jid, `load`")).isEqualTo(loads);
    assertThat(rows("salt_returns_archive", "jid, id, full_ret")).isEqualTo(returns);
    assertThat(rows("salt_return_body_archive", "jid, id, part, SHA2(body, 256)"))
        .isEqualTo(bodies);
    assertThat(rows("salt_events_archive", "id, tag, data, master_id")).isEqualTo(events);
    assertThat(Sql.texts(tables.sql, "SELECT tag FROM salt_events")).isEmpty();
    assertThat(columns("salt_returns_archive"))
        .containsExactly("fun", "jid", "return", "id", "success", "full_ret", "alter_time");
  }

  private List<String> rows(String table, String columns) throws Exception {
    String sql =
        "SELECT SHA2(CONCAT_WS('|', " + columns + "), 256) AS h FROM " + table + " ORDER BY h";
    return Sql.texts(tables.sql, sql);
  }

  private List<String> columns(String table) throws Exception {
    return Sql.texts(
        tables.sql,
        "SELECT column_name FROM information_schema.columns WHERE table_schema = DATABASE()"
            + " AND table_name = ? ORDER BY ordinal_position",
        table);
  }

  @Test
  void tablesWithoutALeaseAreToldOf() throws Exception {
    Sql.execute(tables.sql, "DROP TABLE salt_lease");

    assertThatThrownBy(() -> tables.retention().run(HOUR))
        .isInstanceOf(JobCacheUnavailableException.class)
        .hasMessageContaining("saltern db migrate");
  }
}
