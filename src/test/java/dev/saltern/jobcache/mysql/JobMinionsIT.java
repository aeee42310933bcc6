package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.Arrivals.answer;
import static dev.saltern.jobcache.Arrivals.batch;
import static dev.saltern.jobcache.Arrivals.failure;
import static dev.saltern.jobcache.Arrivals.newJid;
import static dev.saltern.jobcache.Arrivals.published;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Completion;
import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.MinionState;
import dev.saltern.jobcache.JobDetail;
import dev.saltern.jobcache.JobLookup.StoredReturn;
import dev.saltern.jobcache.JobMinion;
import dev.saltern.jobcache.JobMinion.Standing;
import dev.saltern.jobcache.JobQuery;
import dev.saltern.jobcache.JobStatus;
import dev.saltern.jobcache.PageBound;
import dev.saltern.jobcache.ReturnFilter;
import dev.saltern.jobcache.ReturnPage;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// One job in parts: its minions, its returns by bytes, how far each node is.
class JobMinionsIT {
  private static final Set<Standing> ALL = EnumSet.allOf(Standing.class);
  private static JobCacheRig rig;

  @BeforeAll
  static void create() throws Exception {
    rig = new JobCacheRig();
  }

  @AfterAll
  static void drop() throws Exception {
    rig.close();
  }

  /// a1 and a3 are well, a2 and a4 failed, a5 is missing; a stock writer's b1 failed, b2 is well.
  private static Jid mixed() throws Exception {
    Jid jid = newJid();
    rig.writer("a")
        .write(
            batch(
                published(jid, "test.ping", "a1", "a2", "a3", "a4", "a5"),
                answer(jid, "a1", true),
                failure(jid, "a2"),
                answer(jid, "a3", true),
                failure(jid, "a4")));
    for (String id : List.of("b1", "b2")) {
      Sql.execute(
          rig.sql,
          "INSERT INTO salt_returns (fun, jid, `return`, id, success, full_ret)"
              + " VALUES ('test.ping', ?, 'true', ?, '0', ?)",
          jid.text(),
          id,
          id.equals("b1") ? "{\"retcode\": 1}" : "{\"retcode\": 0}");
    }
    return jid;
  }

  private static List<String> shown(List<JobMinion> minions) {
    return minions.stream().map(m -> m.minion() + " " + m.standing()).toList();
  }

  @Test
  void failedComeBeforeMissingBeforeWell() throws Exception {
    Jid jid = mixed();

    List<JobMinion> all = rig.lookup.minionsOf(jid, Optional.empty(), ALL, Optional.empty(), 100);

    assertThat(shown(all))
        .containsExactly(
            "a2 FAILED", "a4 FAILED", "b1 FAILED", "a5 MISSING", "a1 OK", "a3 OK", "b2 OK");
    assertThat(all.getFirst().retcode()).contains(3L);
    assertThat(all.getFirst().node()).isEqualTo("a");
    assertThat(all.getFirst().storedAt()).isPresent();
    assertThat(all.get(3).node()).isEqualTo("a");
  }

  @Test
  void pagesOfThemGoOnWhereTheLastEnded() throws Exception {
    Jid jid = mixed();
    List<JobMinion> all = rig.lookup.minionsOf(jid, Optional.empty(), ALL, Optional.empty(), 100);

    List<JobMinion> paged = new ArrayList<>();
    Optional<JobMinion.Key> after = Optional.empty();
    for (int page = 0; page < 20; page++) {
      List<JobMinion> rows = rig.lookup.minionsOf(jid, Optional.empty(), ALL, after, 2);
      paged.addAll(rows);
      after = rows.isEmpty() ? after : Optional.of(rows.getLast().key());
    }

    assertThat(paged).isEqualTo(all);
  }

  @Test
  void someOfThemByStandingAndId() throws Exception {
    Jid jid = mixed();

    assertThat(
            shown(
                rig.lookup.minionsOf(
                    jid, Optional.of("*[1-3]"), Set.of(Standing.FAILED), Optional.empty(), 9)))
        .containsExactly("a2 FAILED", "b1 FAILED");
    assertThat(
            shown(
                rig.lookup.minionsOf(
                    jid, Optional.of("a*"), Set.of(Standing.MISSING), Optional.empty(), 9)))
        .containsExactly("a5 MISSING");
  }

  @ParameterizedTest
  @CsvSource({
    "a[9-1], ''",
    "[z-a]*, ''",
    "a[!9-1], 'a1 a2 a3 a4 a5'",
    "a[9-12], a2",
    "a[1-], a1",
    "a[-1], a1",
    "a[1-2-], 'a1 a2'"
  })
  void aRangeTheWrongWayRoundHasNoCharacterInIt(String glob, String ids) throws Exception {
    Jid jid = mixed();

    assertThat(
            rig.lookup.minionsOf(jid, Optional.of(glob), ALL, Optional.empty(), 9).stream()
                .map(m -> m.minion().text())
                .sorted()
                .collect(Collectors.joining(" ")))
        .isEqualTo(ids);
  }

  @Test
  void oneReturnIsFoundByItsKey() throws Exception {
    Jid jid = mixed();

    assertThat(rig.lookup.returned(jid, new MinionId("a2")))
        .hasValueSatisfying(r -> assertThat(r.failed()).isTrue());
    assertThat(rig.lookup.returned(jid, new MinionId("a5"))).isEmpty();
    assertThat(rig.lookup.returned(jid, new MinionId("A2"))).isEmpty();
  }

  @Test
  void aPageOfReturnsEndsAtItsBytesAndHasOneRowAtLeast() throws Exception {
    Jid jid = newJid();
    String big = "x".repeat(3000);
    for (String id : List.of("m1", "m2", "m3", "m4", "m5")) {
      rig.writer("a").write(batch(answer(jid, id, big)));
    }

    assertThat(pages(jid, new PageBound(100, 7000)))
        .containsExactly(List.of("m1", "m2"), List.of("m3", "m4"), List.of("m5"));
    assertThat(pages(jid, new PageBound(100, 1))).hasSize(5);
    assertThat(pages(jid, new PageBound(3, 1 << 20)))
        .containsExactly(List.of("m1", "m2", "m3"), List.of("m4", "m5"));
  }

  @Test
  void aReturnWithABodyOfItsOwnHasAPageOfItsOwn() throws Exception {
    Jid jid = newJid();
    String huge = "x".repeat(5 << 20);
    rig.writer("a").write(batch(answer(jid, "m1", 1), answer(jid, "m2", huge)));
    rig.writer("a").write(batch(answer(jid, "m3", huge), answer(jid, "m4", 1)));

    assertThat(pages(jid, PageBound.ofRows(100)))
        .containsExactly(List.of("m1"), List.of("m2"), List.of("m3"), List.of("m4"));
    assertThat(rig.lookup.returned(jid, new MinionId("m3")).orElseThrow().value())
        .isEqualTo(new Data.Text(huge));
  }

  private static List<List<String>> pages(Jid jid, PageBound bound) throws Exception {
    List<List<String>> pages = new ArrayList<>();
    Optional<MinionId> after = Optional.empty();
    for (int page = 0; page < 20; page++) {
      ReturnPage found = rig.lookup.returns(jid, ReturnFilter.ALL, after, bound);
      pages.add(found.returns().stream().map(StoredReturn::minion).map(MinionId::text).toList());
      if (found.next().isEmpty()) {
        return pages;
      }
      after = found.next();
    }
    throw new AssertionError("the pages do not end");
  }

  @Test
  void aJobTellsWhereItCameFromAndHowFarEachNodeIs() throws Exception {
    Jid jid = newJid();
    rig.writer("a").write(batch(published(jid, "state.apply", "a1", "a2"), answer(jid, "a1", 1)));
    rig.writer("b").write(batch(published(jid, "state.apply", "b1"), answer(jid, "b1", 1)));

    JobDetail open = rig.lookup.detail(jid).orElseThrow();
    assertThat(open.mom()).isEqualTo("mom1");
    assertThat(open.internal()).isFalse();
    assertThat(open.summary().started()).isPresent();
    assertThat(open.summary().progress().complete()).contains(false);
    assertThat(open.nodes())
        .containsExactly(
            new JobDetail.AtNode("a", 2, 1, false, Optional.empty()),
            new JobDetail.AtNode("b", 1, 0, false, Optional.empty()));

    Instant asked = Instant.parse("2026-11-24T12:01:00.000001Z");
    rig.writer("a")
        .write(
            batch(
                new Completion(
                    jid, asked, 2, true, Map.of(new MinionId("a2"), MinionState.NO_ANSWER))));

    JobDetail done = rig.lookup.detail(jid).orElseThrow();
    assertThat(done.summary().progress().complete()).contains(true);
    assertThat(done.nodes().getFirst())
        .isEqualTo(new JobDetail.AtNode("a", 2, 1, true, Optional.of(asked)));
    assertThat(rig.lookup.detail(newJid())).isEmpty();
  }

  @Test
  void jobsAreFoundByHowTheyStand() throws Exception {
    Jid running = newJid();
    Jid complete = newJid();
    Jid failed = newJid();
    String fun = "by_status." + running;
    rig.writer("a")
        .write(
            batch(
                published(running, fun, "a1", "a2"),
                answer(running, "a1", 1),
                published(complete, fun, "a1"),
                answer(complete, "a1", 1),
                published(failed, fun, "a1", "a2"),
                failure(failed, "a1"),
                new Completion(
                    failed,
                    Instant.parse("2026-11-24T12:01:00Z"),
                    2,
                    true,
                    Map.of(new MinionId("a2"), MinionState.NO_ANSWER))));

    JobCacheRig.count(rig.database);

    assertThat(jids(fun, JobStatus.RUNNING)).containsExactly(running);
    assertThat(jids(fun, JobStatus.COMPLETE)).containsExactly(failed, complete);
    assertThat(jids(fun, JobStatus.FAILED)).containsExactly(failed);
    assertThat(jids(fun, JobStatus.MISSING)).containsExactly(failed, running);
  }

  private static List<Jid> jids(String fun, JobStatus status) throws Exception {
    JobQuery q = JobQuery.newest(50);
    JobQuery query =
        new JobQuery(
            Optional.of(fun),
            q.minion(),
            q.tgt(),
            q.user(),
            q.since(),
            q.until(),
            false,
            Optional.of(status),
            false,
            q.before(),
            q.limit());
    return rig.lookup.jobs(query).jobs().stream().map(j -> j.jid()).toList();
  }
}
