package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.Arrivals.answer;
import static dev.saltern.jobcache.Arrivals.entry;
import static dev.saltern.jobcache.Arrivals.newJid;
import static dev.saltern.jobcache.Arrivals.published;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.saltern.job.Arrival;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.testing.MySqlProxy;
import dev.saltern.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/// A MySQL group of three servers that replicate to one another. Kills one of them.
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class GroupReplicationIT {
  private static final String VARIABLE = "SALTERN_TEST_GROUP_REPLICATION";
  private static final int BATCHES = 120;
  private static final int BATCH = 50;
  private static final int KILLED_AFTER = 40;
  private static final int MINIONS = 200;
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static List<TestDatabase> servers = List.of();

  @BeforeAll
  static void create() throws Exception {
    String urls = System.getenv(VARIABLE);
    assumeTrue(
        urls != null && !urls.isBlank(),
        VARIABLE + " names no servers of a MySQL group (.ci/group-replication starts one)");
    servers = TestDatabase.migratedOnEach(urls);
    assertThat(servers).as("servers in " + VARIABLE).hasSize(3);
  }

  @AfterAll
  static void drop() throws Exception {
    if (!servers.isEmpty()) {
      online().getFirst().close();
    }
  }

  @Test
  @Order(1)
  void whereThePrimaryIsKilledUnderLoadItsSuccessorHasEveryReturnOnce() throws Exception {
    TestDatabase first = primary().orElseThrow();
    Jid jid = newJid();
    AtomicInteger written = new AtomicInteger();
    List<Long> committed = Collections.synchronizedList(new ArrayList<>());
    try (var proxy =
            new MySqlProxy(first.config().server().host(), first.config().server().port());
        var writer =
            new MySqlJobCache(
                MySqlConfig.of(
                    "127.0.0.1",
                    proxy.port(),
                    first.config().database(),
                    first.config().credentials()),
                new Origin("node1", "master"));
        ExecutorService pool = Executors.newSingleThreadExecutor()) {
      Future<?> load = pool.submit(() -> writeAll(writer, jid, written, committed));
      await().atMost(PATIENCE).until(() -> written.get() >= KILLED_AFTER);

      kill(first);
      await().atMost(PATIENCE).until(() -> primary().filter(p -> p != first).isPresent());
      TestDatabase next = primary().orElseThrow();
      proxy.lead(next.config().server().host(), next.config().server().port());
      load.get(PATIENCE.toSeconds(), SECONDS);

      long away = 0;
      for (int i = 1; i < committed.size(); i++) {
        away = Math.max(away, committed.get(i) - committed.get(i - 1));
      }
      int rows = next.count("SELECT COUNT(*) FROM salt_returns WHERE jid = ?", jid.text());
      System.out.printf(
          "Group Replication: primary killed after %d of %d returns; %d rows, lost %d, twice 0 (primary key); at most %.1f s between two commits%n",
          KILLED_AFTER * BATCH, BATCHES * BATCH, rows, BATCHES * BATCH - rows, away / 1e9);
      assertThat(rows).isEqualTo(BATCHES * BATCH);
      for (TestDatabase member : online()) {
        await()
            .atMost(PATIENCE)
            .untilAsserted(
                () ->
                    assertThat(
                            member.count(
                                "SELECT COUNT(*) FROM salt_returns WHERE jid = ?", jid.text()))
                        .isEqualTo(rows));
      }
    }
  }

  private static Void writeAll(
      MySqlJobCache writer, Jid jid, AtomicInteger written, List<Long> committed) throws Exception {
    for (int b = 0; b < BATCHES; b++) {
      List<Entry> batch = new ArrayList<>();
      for (int i = 0; i < BATCH; i++) {
        batch.add(entry(answer(jid, "m" + (b * BATCH + i), i)));
      }
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(200))
          .pollDelay(Duration.ZERO)
          .ignoreException(JobCacheUnavailableException.class)
          .until(() -> writer.write(batch) != null);
      committed.add(System.nanoTime());
      written.incrementAndGet();
    }
    return null;
  }

  @Test
  @Order(2)
  void writersOnEveryServerOfAMultiPrimaryGroupStoreEachOnce() throws Exception {
    long seed = System.nanoTime();
    System.out.println("writersOnEveryServerOfAMultiPrimaryGroup: seed " + seed);
    List<TestDatabase> members = online();
    try (Connection c = members.getFirst().connect()) {
      Sql.text(c, "SELECT group_replication_switch_to_multi_primary_mode()");
    }
    List<Jid> jids = List.of(newJid(), newJid(), newJid());
    List<Arrival> arrivals = new ArrayList<>();
    for (Jid jid : jids) {
      arrivals.add(published(jid, "test.ping", "m0", "m1", "m2"));
      for (int i = 0; i < MINIONS; i++) {
        arrivals.add(answer(jid, "m" + i, i));
      }
    }
    List<MySqlJobCache> writers = new ArrayList<>();
    List<Callable<Void>> work = new ArrayList<>();
    for (int w = 0; w < 2 * members.size(); w++) {
      var writer =
          new MySqlJobCache(
              members.get(w % members.size()).config(), new Origin("node" + w, "master"));
      writers.add(writer);
      List<Entry> entries = new ArrayList<>();
      arrivals.forEach(a -> entries.add(entry(a)));
      Collections.shuffle(entries, new Random(seed + w));
      work.add(
          () -> {
            for (int from = 0; from < entries.size(); from += BATCH) {
              writer.write(entries.subList(from, Math.min(entries.size(), from + BATCH)));
            }
            return null;
          });
    }

    try (ExecutorService pool = Executors.newFixedThreadPool(work.size())) {
      for (Future<Void> done : pool.invokeAll(work)) {
        done.get();
      }
    }

    long repeated = writers.stream().mapToLong(MySqlJobCache::repeated).sum();
    writers.forEach(MySqlJobCache::close);
    System.out.printf(
        "Group Replication, multi-primary: %d entries by %d writers at %d servers; %d batches repeated%n",
        work.size() * arrivals.size(), work.size(), members.size(), repeated);
    for (TestDatabase member : members) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(
                          member.count(
                              "SELECT COUNT(*) FROM salt_returns WHERE jid IN (?, ?, ?)",
                              jids.get(0).text(),
                              jids.get(1).text(),
                              jids.get(2).text()))
                      .isEqualTo(3 * MINIONS));
    }
  }

  private static Optional<TestDatabase> primary() {
    return servers.stream().filter(server -> is(server, "PRIMARY")).findFirst();
  }

  private static List<TestDatabase> online() {
    return servers.stream()
        .filter(server -> is(server, "PRIMARY") || is(server, "SECONDARY"))
        .toList();
  }

  /// Whether a server answers, and is a member of that role.
  private static boolean is(TestDatabase server, String role) {
    try (Connection c = server.connect()) {
      return Sql.number(
              c,
              """
              SELECT COUNT(*) FROM performance_schema.replication_group_members
              WHERE member_id = @@server_uuid AND member_state = 'ONLINE' AND member_role = ?""",
              role)
          == 1;
    } catch (SQLException e) {
      return false; // it is down
    }
  }

  private static void kill(TestDatabase server) throws Exception {
    try (Connection c = server.connect()) {
      Path pid = Path.of(Sql.text(c, "SELECT @@pid_file"));
      ProcessHandle.of(Long.parseLong(Files.readString(pid).strip()))
          .orElseThrow()
          .destroyForcibly();
    }
  }
}
