package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.job.Arrival;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.Arrivals;
import dev.saltern.jobcache.mysql.MySqlConfig;
import dev.saltern.jobcache.mysql.MySqlJobCache;
import dev.saltern.jobcache.mysql.Origin;
import dev.saltern.returner.Drain;
import dev.saltern.returner.DrainConfig;
import dev.saltern.returner.Journal;
import dev.saltern.returner.JournalConfig;
import dev.saltern.returner.Kind;
import dev.saltern.returner.Ledger;
import dev.saltern.returner.Outage;
import dev.saltern.returner.RetryPolicy;
import dev.saltern.returner.StoreFilter;
import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolConfig;
import dev.saltern.spool.SqliteSpool;
import dev.saltern.testing.LogLines;
import dev.saltern.testing.MySqlProxy;
import dev.saltern.testing.MySqlProxy.Fault;
import dev.saltern.testing.TestDatabase;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Eight returners, each with a spool of its own, that store the same jobs at the same time, while
/// statements fail as other writers and networks make them fail.
class EightReturnersIT {
  private static final int RETURNERS = 8;
  private static final int JOBS = 3;
  private static final int MINIONS = 150;
  private static final int EVENTS = 40;
  private static final Duration PATIENCE = Duration.ofMinutes(3);

  @TempDir Path folder;

  private final List<One> returners = new ArrayList<>();
  private TestDatabase database;
  private MySqlProxy proxy;

  /// A returner as a node has it.
  private record One(Spool spool, Journal journal, MySqlJobCache jobCache, Drain drain) {
    Map<Kind, Ledger.Counts> counts() throws Exception {
      return journal.ledger().counts();
    }

    Ledger.Counts counts(Kind kind) throws Exception {
      return counts().getOrDefault(kind, new Ledger.Counts(-1, 0, 0, 0, 0));
    }

    boolean drained() throws Exception {
      return counts().values().stream().allMatch(c -> c.pending() == 0);
    }

    void close() {
      drain.close();
      jobCache.close();
      journal.close();
      spool.close();
    }
  }

  @BeforeEach
  void create() throws Exception {
    database = TestDatabase.migrated();
    MySqlConfig.Server server = database.config().server();
    proxy = new MySqlProxy(server.host(), server.port());
  }

  @AfterEach
  void drop() throws Exception {
    returners.forEach(One::close);
    proxy.close();
    database.close();
  }

  @Test
  void deadlocksAreRepeatedAndNobodyHearsOfThem() throws Exception {
    Random random = random();
    try (var log = new LogLines(Outage.class)) {
      store(random, at(random, 50, Fault.DEADLOCK));

      assertThat(log.lines()).isEmpty();
    }
    assertThat(proxy.injected(Fault.DEADLOCK)).isGreaterThan(20);
    assertThat(returners.stream().mapToLong(one -> one.jobCache().repeated()).sum())
        .isGreaterThanOrEqualTo(proxy.injected(Fault.DEADLOCK) / 2);
  }

  @Test
  void lockWaitsAndConnectionsThatEndAnywhereLoseAndDoubleNothing() throws Exception {
    Random random = random();
    Function<MySqlProxy.Command, Fault> anywhere =
        at(random, 60, Fault.DEADLOCK, Fault.LOCK_WAIT, Fault.CUT_BEFORE, Fault.CUT_AFTER);
    Function<MySqlProxy.Command, Fault> inCommit = at(random, 6, Fault.CUT_AFTER, Fault.CUT_BEFORE);

    store(random, command -> (command.isCommit() ? inCommit : anywhere).apply(command));

    for (Fault fault : Fault.values()) {
      assertThat(proxy.injected(fault)).as("injected: " + fault).isPositive();
    }
    assertThat(proxy.cutInCommit()).as("commits nobody knew the end of").isGreaterThan(3);
  }

  private static Random random() {
    long seed = System.nanoTime();
    System.out.println("EightReturnersIT: seed " + seed);
    return new Random(seed);
  }

  /// One command in so many fails, in one of some ways.
  private static Function<MySqlProxy.Command, Fault> at(Random random, int in, Fault... ways) {
    return _ -> random.nextInt(in) == 0 ? ways[random.nextInt(ways.length)] : Fault.NONE;
  }

  private void store(Random random, Function<MySqlProxy.Command, Fault> faults) throws Exception {
    List<Jid> jids = new ArrayList<>();
    List<Arrival> arrivals = new ArrayList<>();
    for (int job = 0; job < JOBS; job++) {
      Jid jid = Arrivals.newJid();
      jids.add(jid);
      arrivals.add(Arrivals.published(jid, "test.ping", "m0", "m1", "m2"));
      for (int i = 0; i < MINIONS; i++) {
        arrivals.add(Arrivals.answer(jid, "m" + i, i));
      }
      for (int i = 0; i < EVENTS; i++) {
        arrivals.add(Arrivals.event("beacon/" + jid + "/" + i, "2026-11-24T12:00:00", "i", i));
      }
    }
    // Each of them sees everything twice, in an order of its own.
    arrivals.addAll(List.copyOf(arrivals));
    for (int n = 0; n < RETURNERS; n++) {
      One one = start("node" + n);
      returners.add(one);
      List<Arrival> mixed = new ArrayList<>(arrivals);
      Collections.shuffle(mixed, random);
      one.journal().acceptAndForce(mixed);
    }
    proxy.faults(faults);
    for (One one : returners) {
      one.drain().start();
    }
    for (One one : returners) {
      await().atMost(PATIENCE).until(one::drained);
    }
    proxy.faults(_ -> Fault.NONE);
    assertWhole(jids);
  }

  private One start(String node) throws Exception {
    RetryPolicy retry =
        new RetryPolicy(
            Duration.ofMillis(5), Duration.ofMillis(50), new Random(1), InstantSource.system());
    MySqlConfig config =
        MySqlConfig.of(
            "127.0.0.1",
            proxy.port(),
            database.config().database(),
            database.config().credentials());
    Spool spool =
        SqliteSpool.open(
            SpoolConfig.at(folder.resolve(node).resolve("spool.db")), Clock.systemUTC());
    var journal = new Journal(spool, JournalConfig.DEFAULT, retry);
    journal.start();
    var jobCache = new MySqlJobCache(config, new Origin(node, "master"));
    var drain =
        new Drain(
            journal, jobCache, StoreFilter.ALL, new DrainConfig(2, 40, 80, 1 << 20, 1), retry);
    return new One(spool, journal, jobCache, drain);
  }

  private void assertWhole(List<Jid> jids) throws Exception {
    for (Jid jid : jids) {
      assertThat(count("SELECT COUNT(*) FROM salt_returns WHERE jid = ?", jid)).isEqualTo(MINIONS);
      assertThat(count("SELECT COUNT(*) FROM jids WHERE jid = ?", jid)).isEqualTo(1);
      assertThat(count("SELECT SUM(minion_count) FROM salt_expected_set WHERE jid = ?", jid))
          .isEqualTo(3 * RETURNERS);
      assertThat(count("SELECT COUNT(*) FROM v_job_missing WHERE jid = ?", jid)).isZero();
    }
    assertThat(database.count("SELECT COUNT(*) FROM salt_events")).isEqualTo(JOBS * EVENTS);
    assertThat(database.count("SELECT COUNT(*) FROM salt_return_conflict")).isZero();
    for (Kind kind : List.of(Kind.RETURN, Kind.EVENT)) {
      long rows = (long) JOBS * (kind == Kind.RETURN ? MINIONS : EVENTS);
      long stored = 0;
      for (One one : returners) {
        Ledger.Counts counts = one.counts(kind);
        assertThat(counts.seen()).isEqualTo(2 * rows);
        assertThat(counts.dead() + counts.filtered()).isZero();
        assertThat(counts.stored() + counts.duplicate()).isEqualTo(counts.seen());
        stored += counts.stored();
      }
      // Each row was made by one of them, and it knows that, also where it was cut off in COMMIT.
      assertThat(stored).as(kind + " stored, over all ledgers").isEqualTo(rows);
    }
    for (One one : returners) {
      long passed = one.spool().open(Journal.MYSQL, Spool.Policy.HOLDS);
      assertThat(one.spool().labels(passed)).as("what waits on disk").isEmpty();
      assertThat(one.drain().check().ok()).isTrue();
    }
  }

  private int count(String sql, Jid jid) throws Exception {
    return database.count(sql, jid.text());
  }
}
