package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.Arrivals.answer;
import static dev.saltern.jobcache.Arrivals.batch;
import static dev.saltern.jobcache.Arrivals.entry;
import static dev.saltern.jobcache.Arrivals.event;
import static dev.saltern.jobcache.Arrivals.newJid;
import static dev.saltern.jobcache.Arrivals.published;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.saltern.job.Arrival;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.jobcache.Stored;
import dev.saltern.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// A Galera cluster that is written to at every server. Two transactions on one row at two servers
/// both run to their COMMIT, and one of them is told of a deadlock there.
class GaleraIT {
  private static final String VARIABLE = "SALTERN_TEST_GALERA";
  private static final int MINIONS = 200;
  private static final int EVENTS = 60;

  private static List<TestDatabase> servers = List.of();

  @BeforeAll
  static void create() throws Exception {
    String urls = System.getenv(VARIABLE);
    assumeTrue(
        urls != null && !urls.isBlank(),
        VARIABLE + " names no servers of a Galera cluster (.ci/galera starts one)");
    servers = TestDatabase.migratedOnEach(urls);
    assertThat(servers).as("servers in " + VARIABLE).hasSizeGreaterThan(1);
    String database = servers.getFirst().config().database();
    for (TestDatabase server : servers) {
      await()
          .atMost(60, SECONDS)
          .until(
              () ->
                  server.count(
                          "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = ?",
                          database)
                      > 0);
    }
  }

  @AfterAll
  static void drop() throws Exception {
    if (!servers.isEmpty()) {
      servers.getFirst().close();
    }
  }

  @Test
  void writersOnEveryServerStoreEachOnce() throws Exception {
    long seed = System.nanoTime();
    System.out.println("writersOnEveryServerStoreEachOnce: seed " + seed);
    List<Jid> jids = List.of(newJid(), newJid(), newJid());
    List<Arrival> arrivals = new ArrayList<>();
    for (Jid jid : jids) {
      arrivals.add(published(jid, "test.ping", "m0", "m1", "m2"));
      for (int i = 0; i < MINIONS; i++) {
        arrivals.add(answer(jid, "m" + i, i));
      }
      for (int i = 0; i < EVENTS; i++) {
        arrivals.add(event("beacon/" + jid + "/" + i, "2026-11-24T12:00:00", "i", i));
      }
    }
    List<MySqlJobCache> writers = new ArrayList<>();
    List<Callable<Stored>> work = new ArrayList<>();
    for (int w = 0; w < 2 * servers.size(); w++) {
      MySqlJobCache writer =
          new MySqlJobCache(
              servers.get(w % servers.size()).config(), new Origin("node" + w, "master"));
      writers.add(writer);
      List<Entry> entries = new ArrayList<>();
      arrivals.forEach(a -> entries.add(entry(a)));
      Collections.shuffle(entries, new Random(seed + w));
      work.add(() -> write(writer, entries));
    }
    int refused = refusedAtCommit();

    Stored all = new Stored(0, 0, 0);
    try (ExecutorService pool = Executors.newFixedThreadPool(work.size())) {
      for (Future<Stored> done : pool.invokeAll(work)) {
        all = all.plus(done.get());
      }
    }

    long repeated = writers.stream().mapToLong(MySqlJobCache::repeated).sum();
    writers.forEach(MySqlJobCache::close);
    System.out.printf(
        "Galera: %d entries by %d writers at %d servers; %d batches repeated, %d transactions refused by certification%n",
        work.size() * arrivals.size(),
        work.size(),
        servers.size(),
        repeated,
        refusedAtCommit() - refused);
    for (TestDatabase server : servers) {
      assertThat(server.count("SELECT COUNT(*) FROM salt_events"))
          .as("events at " + server.config().server())
          .isEqualTo(3 * EVENTS);
      assertThat(
              server.count(
                  "SELECT COUNT(*) FROM salt_returns WHERE fun = 'test.ping' AND jid IN (?, ?, ?)",
                  jids.get(0).text(),
                  jids.get(1).text(),
                  jids.get(2).text()))
          .as("returns at " + server.config().server())
          .isEqualTo(3 * MINIONS);
    }
    assertThat(repeated).as("batches repeated: the writers did meet").isPositive();
    assertThat(all.inserted() + all.improved() + all.unchanged())
        .isEqualTo(work.size() * arrivals.size());
    // A load may be made from a return before the one that was published comes.
    assertThat(all.inserted()).isBetween(3 * (MINIONS + EVENTS), 3 * (MINIONS + EVENTS + 1));
    for (TestDatabase server : servers) {
      try (var lookup = new MySqlJobLookup(server.config())) {
        for (Jid jid : jids) {
          await()
              .atMost(30, SECONDS)
              .untilAsserted(
                  () -> {
                    JobSummary job = lookup.job(jid).orElseThrow();
                    assertThat(job.returned()).isEqualTo(MINIONS);
                    assertThat(job.missing()).isZero();
                    assertThat(job.load().text("user")).contains("sudo_alice");
                  });
        }
      }
    }
  }

  /// As a drain does: where the job cache is away, the same again.
  private static Stored write(MySqlJobCache writer, List<Entry> entries) throws Exception {
    Stored sum = new Stored(0, 0, 0);
    for (int from = 0; from < entries.size(); from += 50) {
      List<Entry> piece = entries.subList(from, Math.min(entries.size(), from + 50));
      sum = sum.plus(writer.write(piece).total());
    }
    return sum;
  }

  private static int refusedAtCommit() throws SQLException {
    int sum = 0;
    for (TestDatabase server : servers) {
      try (Connection c = server.connect()) {
        for (String status : List.of("wsrep_local_cert_failures", "wsrep_local_bf_aborts")) {
          sum +=
              Sql.number(
                  c,
                  "SELECT variable_value FROM information_schema.global_status"
                      + " WHERE variable_name = ?",
                  status);
        }
      }
    }
    return sum;
  }

  @Test
  void aServerCutOffFromTheOthersIsWaitedFor() throws Exception {
    TestDatabase last = servers.getLast();
    Jid jid = newJid();
    List<Entry> entries = batch(answer(jid, "web1", 1));
    try (var writer = new MySqlJobCache(last.config(), new Origin("a", "master"));
        Connection admin = last.connect()) {
      writer.write(batch(answer(newJid(), "web1", 1)));
      Sql.execute(admin, "SET GLOBAL wsrep_provider_options = 'gmcast.isolate=1'");
      try {
        await()
            .atMost(60, SECONDS)
            .untilAsserted(
                () ->
                    assertThatThrownBy(() -> writer.write(entries))
                        .isInstanceOf(JobCacheUnavailableException.class)
                        .hasMessageContaining("1047"));
        assertThat(writer.check().ok()).isFalse();
        assertThat(writer.check().message()).contains("1047");
      } finally {
        Sql.execute(admin, "SET GLOBAL wsrep_provider_options = 'gmcast.isolate=0'");
      }
      await()
          .atMost(60, SECONDS)
          .ignoreException(JobCacheUnavailableException.class)
          .untilAsserted(
              () -> assertThat(writer.write(entries).total()).isEqualTo(new Stored(1, 0, 0)));
      assertThat(writer.check().ok()).isTrue();
    }
  }

  @Test
  void ofManyWhoAskForALeaseAtEveryServerOneGetsIt() throws Exception {
    for (int round = 0; round < 20; round++) {
      String name = "race " + round;
      List<Callable<Boolean>> asking = new ArrayList<>();
      for (int i = 0; i < 3 * servers.size(); i++) {
        TestDatabase server = servers.get(i % servers.size());
        String owner = "owner " + i;
        asking.add(
            () -> {
              try (Connection c = server.connect()) {
                return new Lease(c, name, owner, Duration.ofMinutes(1)).take();
              }
            });
      }
      int got = 0;
      try (ExecutorService pool = Executors.newFixedThreadPool(asking.size())) {
        for (Future<Boolean> one : pool.invokeAll(asking)) {
          got += one.get() ? 1 : 0;
        }
      }
      assertThat(got).as(name).isEqualTo(1);
    }
  }
}
