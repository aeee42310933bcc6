package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.Arrivals.answer;
import static dev.saltern.jobcache.Arrivals.batch;
import static dev.saltern.jobcache.Arrivals.event;
import static dev.saltern.jobcache.Arrivals.newJid;
import static dev.saltern.jobcache.Arrivals.published;
import static dev.saltern.jobcache.Arrivals.trimmed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Jid;
import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.Stored;
import dev.saltern.testing.MySqlProxy;
import dev.saltern.testing.MySqlProxy.Fault;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// One batch, of which each command in turn goes wrong: also the ones that prepare a statement,
/// where a driver may try another way and go on in the middle of a transaction that is no more.
class JobCacheFaultsIT {
  private static final int COMMANDS_MAX = 200;

  /// As usual, but for how long a pool goes on where it cannot set up a connection.
  private static final MySqlConfig.Limits LIMITS =
      new MySqlConfig.Limits(
          2, Duration.ofMillis(500), Duration.ofSeconds(60), Duration.ofSeconds(10), 4 << 20);

  private static JobCacheRig rig;
  private static MySqlProxy proxy;

  @BeforeAll
  static void create() throws Exception {
    rig = new JobCacheRig();
    MySqlConfig.Server server = rig.database.config().server();
    proxy = new MySqlProxy(server.host(), server.port());
  }

  @AfterAll
  static void drop() throws Exception {
    proxy.close();
    rig.close();
  }

  @Test
  void aDeadlockAtAnyCommand() throws Exception {
    assertWholeAfter(Fault.DEADLOCK);
  }

  @Test
  void aLockWaitAtAnyCommand() throws Exception {
    assertWholeAfter(Fault.LOCK_WAIT);
  }

  @Test
  void aConnectionThatEndsBeforeAnyCommand() throws Exception {
    assertWholeAfter(Fault.CUT_BEFORE);
  }

  @Test
  void aConnectionThatEndsAfterAnyCommandIsCarriedOut() throws Exception {
    assertWholeAfter(Fault.CUT_AFTER);
    assertThat(proxy.cutInCommit()).isPositive();
  }

  private static void assertWholeAfter(Fault fault) throws Exception {
    for (int nth = 1; nth < COMMANDS_MAX; nth++) {
      if (!assertWholeAfter(fault, nth)) {
        System.out.println("JobCacheFaultsIT: " + fault + " at each of " + (nth - 1) + " commands");
        assertThat(nth).as("commands of a batch").isGreaterThan(20);
        return;
      }
    }
    throw new AssertionError("more than " + COMMANDS_MAX + " commands for one batch");
  }

  /// False where there was no such command.
  private static boolean assertWholeAfter(Fault fault, int nth) throws Exception {
    Jid jid = newJid();
    rig.writer("before").write(batch(trimmed(answer(jid, "web2", 7))));
    List<Entry> entries =
        batch(
            published(jid, "test.ping", "web1", "web2"),
            answer(jid, "web1", 7),
            answer(jid, "web2", 7),
            event("my/tag/" + jid, "2026-11-24T12:00:00", "x", 1));
    var config =
        MySqlConfig.of(
                "127.0.0.1",
                proxy.port(),
                rig.database.config().database(),
                rig.database.config().credentials())
            .withLimits(LIMITS);
    var count = new AtomicInteger();
    long injected = proxy.injected(fault);
    Stored stored;
    // A writer of its own, so that each statement is prepared.
    try (var writer = new MySqlJobCache(config, new Origin("node", "master"))) {
      proxy.faults(_ -> count.incrementAndGet() == nth ? fault : Fault.NONE);
      stored = write(writer, entries);
    } finally {
      proxy.faults(_ -> Fault.NONE);
    }

    String where = fault + " at command " + nth;
    assertThat(stored).as(where).isEqualTo(new Stored(2, 2, 0));
    assertThat(
            Sql.texts(
                rig.sql,
                "SELECT CONCAT(id, ' ', node, ' ', source) FROM salt_returns WHERE jid = ? ORDER BY id",
                jid.text()))
        .as(where)
        .containsExactly("web1 node 40", "web2 node 40");
    assertThat(Sql.text(rig.sql, "SELECT COUNT(*) FROM salt_events WHERE tag = ?", "my/tag/" + jid))
        .as(where)
        .isEqualTo("1");
    assertThat(
            Sql.text(
                rig.sql,
                "SELECT SUM(minion_count) FROM salt_expected_set WHERE jid = ?",
                jid.text()))
        .as(where)
        .isEqualTo("2");
    assertThat(Sql.text(rig.sql, "SELECT COUNT(*) FROM v_job_missing WHERE jid = ?", jid.text()))
        .as(where)
        .isEqualTo("0");
    assertThat(Sql.text(rig.sql, "SELECT node FROM jids WHERE jid = ?", jid.text()))
        .as(where)
        .isEqualTo("node");
    return count.get() >= nth || proxy.injected(fault) > injected;
  }

  /// As a drain does: where the job cache is away, the same again.
  private static Stored write(MySqlJobCache writer, List<Entry> entries) throws Exception {
    for (int again = 0; ; again++) {
      try {
        return writer.write(entries).total();
      } catch (JobCacheUnavailableException e) {
        if (again == 3) {
          throw e;
        }
      }
    }
  }
}
