package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.Arrivals.answer;
import static dev.saltern.jobcache.Arrivals.batch;
import static dev.saltern.jobcache.Arrivals.failure;
import static dev.saltern.jobcache.Arrivals.newJid;
import static dev.saltern.jobcache.Arrivals.published;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.job.Completion;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.MinionState;
import dev.saltern.jobcache.JobSummary;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SummariserIT {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private JobCacheRig rig;

  @BeforeEach
  void create() throws Exception {
    rig = new JobCacheRig();
  }

  @AfterEach
  void drop() throws Exception {
    rig.close();
  }

  private int recount() throws Exception {
    return recount(rig.sql);
  }

  private static int recount(Connection connection) throws Exception {
    return new RecountJobs(
            connection, DSL.using(connection, MySqlJobLookup.DIALECT, MySqlJobLookup.SETTINGS))
        .run();
  }

  private String summary(Jid jid) throws Exception {
    return String.join(
        "",
        Sql.texts(
            rig.sql,
            "SELECT CONCAT_WS(' ', expected, returned, failed, unjudged, missing,"
                + " COALESCE(complete, 'NULL'), any_failed, any_missing) FROM salt_job_summary"
                + " WHERE jid = ?",
            jid.text()));
  }

  private int marks() throws Exception {
    return Sql.number(rig.sql, "SELECT COUNT(*) FROM salt_job_dirty");
  }

  private static Completion complete(Jid jid, int expected, String... open) {
    Map<MinionId, MinionState> states = new HashMap<>();
    for (String id : open) {
      states.put(new MinionId(id), MinionState.NO_ANSWER);
    }
    return new Completion(jid, Instant.parse("2026-11-24T12:01:00Z"), expected, true, states);
  }

  @Test
  void aJobIsCountedAsItGoes() throws Exception {
    Jid jid = newJid();
    rig.writer("a").write(batch(published(jid, "state.apply", "a1", "a2", "a3")));
    recount();
    assertThat(summary(jid)).isEqualTo("3 0 0 0 3 0 0 1");

    rig.writer("a").write(batch(answer(jid, "a1", 1), failure(jid, "a2")));
    assertThat(summary(jid)).isEqualTo("3 0 0 0 3 0 0 1");
    recount();
    assertThat(summary(jid)).isEqualTo("3 2 1 0 1 0 1 1");

    rig.writer("a").write(batch(complete(jid, 3, "a3")));
    recount();
    assertThat(summary(jid)).isEqualTo("3 2 1 0 1 1 1 1");

    rig.writer("a").write(batch(answer(jid, "a3", 1)));
    recount();
    assertThat(summary(jid)).isEqualTo("3 3 1 0 0 1 1 0");
    assertThat(marks()).isZero();
    JobSummary job = rig.lookup.job(jid).orElseThrow();
    assertThat(job.progress().lastStored()).isPresent();
    assertThat(job.progress().countedAt()).isPresent();
  }

  @Test
  void aJobIsCompleteOnceEachNodeThatExpectsSomebodySaysSo() throws Exception {
    Jid jid = newJid();
    rig.writer("a").write(batch(published(jid, "test.ping", "a1")));
    rig.writer("b").write(batch(published(jid, "test.ping", "b1")));
    rig.writer("a").write(batch(complete(jid, 1, "a1")));
    recount();
    assertThat(summary(jid)).isEqualTo("2 0 0 0 2 0 0 1");

    rig.writer("b").write(batch(complete(jid, 1, "b1")));
    recount();
    assertThat(summary(jid)).isEqualTo("2 0 0 0 2 1 0 1");
  }

  @Test
  void aScheduledJobExpectsNobodyAndAStockWritersReturnsAreJudgedByTheirJson() throws Exception {
    Jid jid = newJid();
    rig.writer("a").write(batch(answer(jid, "a1", 1)));
    Sql.execute(
        rig.sql,
        "INSERT INTO salt_returns (fun, jid, `return`, id, success, full_ret)"
            + " VALUES ('f', ?, '1', 'stock', '0', '{\"retcode\": 2}')",
        jid.text());
    recount();

    assertThat(summary(jid)).isEqualTo("0 2 1 1 0 NULL 1 0");
  }

  @Test
  void toolNoiseAndWhatIsThereAlreadyMarkNothing() throws Exception {
    Jid noise = newJid();
    Jid jid = newJid();
    rig.writer("a").write(batch(published(noise, "saltutil.find_job", "a1")));
    assertThat(marks()).isZero();
    var entries = batch(answer(jid, "a1", 1));
    rig.writer("a").write(entries);
    recount();

    rig.writer("b").write(batch(answer(jid, "a1", 1)));

    assertThat(marks()).isZero();
  }

  @Test
  void aLookupCountsAJobThatIsMarkedAndOneWithoutASummary() throws Exception {
    Jid jid = newJid();
    rig.writer("a").write(batch(published(jid, "test.ping", "a1", "a2"), answer(jid, "a1", 1)));
    assertThat(rig.lookup.job(jid).orElseThrow().returned()).isEqualTo(1);
    recount();
    rig.writer("a").write(batch(answer(jid, "a2", 1)));

    assertThat(rig.lookup.job(jid).orElseThrow().returned()).isEqualTo(2);
  }

  @Test
  void aSummaryThatIsMarkedWhileItIsCountedIsCountedAgain() throws Exception {
    Jid jid = newJid();
    rig.writer("a").write(batch(published(jid, "test.ping", "a1", "a2"), answer(jid, "a1", 1)));
    try (Connection counting = rig.database.connect()) {
      counting.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
      counting.setAutoCommit(false);
      recount(counting);
      rig.writer("a").write(batch(answer(jid, "a2", 1)));
      counting.commit();
    }
    assertThat(summary(jid)).startsWith("2 1 ");
    assertThat(marks()).isEqualTo(1);

    recount();
    assertThat(summary(jid)).startsWith("2 2 ");
  }

  @Test
  void aJobThatIsGoneLeavesNoSummary() throws Exception {
    Jid jid = newJid();
    rig.writer("a").write(batch(answer(jid, "a1", 1)));
    recount();
    for (String table : List.of("salt_returns", "jids")) {
      Sql.execute(rig.sql, "DELETE FROM " + table + " WHERE jid = ?", jid.text());
    }
    Sql.execute(rig.sql, "INSERT INTO salt_job_dirty (jid) VALUES (?)", jid.text());
    recount();

    assertThat(summary(jid)).isEmpty();
    assertThat(marks()).isZero();
  }

  @Test
  void oneCountsAndAnotherTakesOver() throws Exception {
    Jid jid = newJid();
    try (var second = new Summariser(rig.database.config(), Clock.systemUTC())) {
      try (var first = new Summariser(rig.database.config(), Clock.systemUTC())) {
        first.start();
        await().atMost(PATIENCE).until(first::leads);
        second.start();
        rig.writer("a").write(batch(answer(jid, "a1", 1)));
        await().atMost(PATIENCE).until(() -> !summary(jid).isEmpty());
        assertThat(second.leads()).isFalse();
      }
      rig.writer("a").write(batch(answer(jid, "a2", 1)));
      await().atMost(PATIENCE).until(() -> summary(jid).startsWith("0 2 "));
      assertThat(second.leads()).isTrue();
      assertThat(second.check().ok()).isTrue();
    }
  }

  /// A holder that was killed gives nothing back; its lease runs out.
  @Test
  void aHolderThatWasKilledIsFollowedOnceItsLeaseRunsOut() throws Exception {
    assertThat(new Lease(rig.sql, Summariser.LEASE_NAME, "dead", Duration.ofSeconds(4)).take())
        .isTrue();
    Jid jid = newJid();
    rig.writer("a").write(batch(answer(jid, "a1", 1)));
    try (var next = new Summariser(rig.database.config(), Clock.systemUTC())) {
      next.start();
      await().atMost(PATIENCE).until(() -> !summary(jid).isEmpty());
      assertThat(next.counted()).isEqualTo(1);
    }
  }

  @Test
  void eightWritersAndTwoSummarisersEndInExactCounts() throws Exception {
    int writers = 8;
    List<Jid> jids = List.of(newJid(), newJid(), newJid(), newJid());
    try (var first = new Summariser(rig.database.config(), Clock.systemUTC());
        var second = new Summariser(rig.database.config(), Clock.systemUTC());
        ExecutorService pool = Executors.newFixedThreadPool(writers)) {
      first.start();
      second.start();
      List<Future<?>> work = new ArrayList<>();
      for (int w = 0; w < writers; w++) {
        String node = "n" + w;
        work.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < 20; i++) {
                    for (Jid jid : jids) {
                      String own = node + "-" + i;
                      rig.writer(node)
                          .write(
                              batch(
                                  published(jid, "test.ping", own, "shared" + i),
                                  i % 4 == 0 ? failure(jid, own) : answer(jid, own, 1),
                                  answer(jid, "shared" + i, 1)));
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> future : work) {
        future.get();
      }
      long done = System.nanoTime();
      await().atMost(PATIENCE).until(() -> marks() == 0);
      System.out.printf(
          "counted %d ms after the last commit%n", (System.nanoTime() - done) / 1_000_000);
    }
    for (Jid jid : jids) {
      assertThat(summary(jid)).isEqualTo("180 180 40 0 0 1 1 0");
    }
  }
}
