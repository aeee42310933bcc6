package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.Arrivals.answer;
import static dev.saltern.jobcache.Arrivals.batch;
import static dev.saltern.jobcache.Arrivals.failure;
import static dev.saltern.jobcache.Arrivals.published;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Jid;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.jobcache.NodeLookup.Node;
import dev.saltern.jobcache.OverviewLookup.Counts;
import dev.saltern.jobcache.OverviewLookup.Hour;
import dev.saltern.jobcache.OverviewLookup.Overview;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class OverviewIT {
  private static JobCacheRig rig;

  @BeforeAll
  static void create() throws Exception {
    rig = new JobCacheRig();
  }

  @AfterAll
  static void drop() throws Exception {
    rig.close();
  }

  @Test
  void howThingsStand() throws Exception {
    Instant now = Instant.now();
    Jid recent = Jid.at(now.minus(10, ChronoUnit.MINUTES));
    Jid earlier = Jid.at(now.minus(5, ChronoUnit.HOURS));
    Jid old = Jid.at(now.minus(30, ChronoUnit.HOURS));
    Jid noise = Jid.at(now.minus(9, ChronoUnit.MINUTES));
    rig.writer("a")
        .write(
            batch(
                published(recent, "state.apply", "a1", "a2", "a3"),
                answer(recent, "a1", 1),
                failure(recent, "a2"),
                published(earlier, "cmd.run", "a1"),
                failure(earlier, "a1"),
                published(noise, "saltutil.find_job", "a1"),
                answer(noise, "a1", 1),
                published(old, "cmd.run", "a1"),
                failure(old, "a1")));

    JobCacheRig.count(rig.database);

    Overview overview = rig.lookup.overview(5);

    assertThat(overview.lastHour()).isEqualTo(new Counts(1, 1, 2, 1, 1));
    assertThat(overview.failures()).extracting(JobSummary::jid).containsExactly(recent, earlier);
    assertThat(overview.hours()).hasSize(24);
    assertThat(overview.hours().stream().mapToLong(Hour::returned).sum()).isEqualTo(3);
    assertThat(overview.hours().stream().mapToLong(Hour::failed).sum()).isEqualTo(2);
    assertThat(Duration.between(now, overview.asOf()).abs()).isLessThan(Duration.ofMinutes(5));
    assertThat(rig.lookup.overview(1).failures()).hasSize(1);
  }

  @Test
  void nodesTellHowTheyAre() throws Exception {
    Sql.execute(
        rig.sql,
        """
        INSERT INTO salt_node (node, version, started, seen, backlog, oldest, spool_bytes, dead,
          moms, moms_connected, tapped)
        VALUES ('b', '1.2', '2026-11-24 12:00:00', CURRENT_TIMESTAMP(6) - INTERVAL 90 SECOND, 7,
          '2026-11-24 12:34:56.000001', 4096, 1, 2, 1, 1),
          ('a', '1.2', '2026-11-24 12:00:00', CURRENT_TIMESTAMP(6) + INTERVAL 9 SECOND, 0, NULL, 0,
          0, 0, 0, 0)""");

    assertThat(rig.lookup.nodes()).extracting(Node::name).containsExactly("a", "b");
    Node b = rig.lookup.nodes().getLast();
    assertThat(b.started()).isEqualTo(Instant.parse("2026-11-24T12:00:00Z"));
    assertThat(b.age()).isBetween(Duration.ofSeconds(90), Duration.ofSeconds(120));
    assertThat(b.spool().records()).isEqualTo(7);
    assertThat(b.spool().oldest()).contains(Instant.parse("2026-11-24T12:34:56.000001Z"));
    assertThat(b.spool().bytes()).isEqualTo(4096);
    assertThat(b.spool().dead()).isEqualTo(1);
    assertThat(b.moms()).isEqualTo(2);
    assertThat(b.momsConnected()).isEqualTo(1);
    assertThat(b.tapped()).isTrue();
    assertThat(rig.lookup.nodes().getFirst().age()).isZero();
    assertThat(rig.lookup.nodes().getFirst().spool().oldest()).isEmpty();
  }
}
