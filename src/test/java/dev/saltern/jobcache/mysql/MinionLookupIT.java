package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.Arrivals.answer;
import static dev.saltern.jobcache.Arrivals.batch;
import static dev.saltern.jobcache.Arrivals.failure;
import static dev.saltern.jobcache.Arrivals.newJid;
import static dev.saltern.jobcache.Arrivals.published;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.jobcache.MinionLookup.Answered;
import dev.saltern.jobcache.MinionLookup.Highstate;
import dev.saltern.jobcache.MinionLookup.History;
import dev.saltern.jobcache.MinionLookup.Minion;
import dev.saltern.jobcache.MinionLookup.Unanswered;
import dev.saltern.jobcache.Outcome;
import dev.saltern.jobcache.StateOfRun;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class MinionLookupIT {
  private static final Jid PING = newJid();
  private static final Jid APPLY = newJid();
  private static final Jid FAILED = newJid();
  private static final Jid FIND = newJid();
  private static final Jid OPEN = newJid();
  private static final MinionId WEB1 = new MinionId("web1");
  private static JobCacheRig rig;

  @BeforeAll
  static void store() throws Exception {
    rig = new JobCacheRig();
    rig.writer("a")
        .write(
            batch(
                published(PING, "test.ping", "web1", "web2", "db1"),
                answer(PING, "web1", true),
                answer(PING, "web2", true),
                answer(PING, "db1", true),
                published(APPLY, "state.apply", "web1"),
                applied(APPLY, "web1"),
                failure(FAILED, "web1"),
                with(answer(FIND, "web1", Data.Dict.EMPTY), "saltutil.find_job"),
                published(OPEN, "cmd.run", "web1", "db1"),
                answer(OPEN, "db1", 1)));
    rig.writer("a").write(batch(answer(new Jid("99999999999999999999"), "web1", 1)));
  }

  private static Return with(Return answer, String fun) {
    return new Return(
        answer.jid(), answer.minion(), answer.body().with("fun", Data.of(fun)), Source.BUS);
  }

  private static Return applied(Jid jid, String id) {
    Data.Dict states =
        Data.dict(
            "pkg_|-vim_|-vim_|-installed",
            Data.dict(
                "result",
                true,
                "changes",
                Data.dict("vim", "9"),
                "comment",
                "installed",
                "__run_num__",
                0,
                "__sls__",
                "edit",
                "__id__",
                "vim",
                "name",
                "vim",
                "duration",
                12),
            "service_|-x_|-x_|-running",
            Data.dict("result", true, "changes", Data.Dict.EMPTY, "__run_num__", 1));
    return with(answer(jid, id, states), "state.apply");
  }

  @AfterAll
  static void drop() throws Exception {
    rig.close();
  }

  @Test
  void minionsComeByTheirIdsWithWhatTheyDidLast() throws Exception {
    List<Minion> all = rig.lookup.minions(Optional.empty(), Optional.empty(), 10);

    assertThat(all).extracting(m -> m.id().text()).containsExactly("db1", "web1", "web2");
    Minion web1 = all.get(1);
    assertThat(web1.last().jid()).isEqualTo(FIND);
    assertThat(web1.last().fun()).isEqualTo("saltutil.find_job");
    assertThat(web1.highstate().orElseThrow().jid()).isEqualTo(APPLY);
    assertThat(all.getFirst().last().jid()).isEqualTo(OPEN);
    assertThat(all.getFirst().highstate()).isEmpty();
  }

  @Test
  void minionsComeInPagesAndByAGlob() throws Exception {
    assertThat(rig.lookup.minions(Optional.empty(), Optional.of(new MinionId("db1")), 1))
        .extracting(m -> m.id().text())
        .containsExactly("web1");
    assertThat(rig.lookup.minions(Optional.of("web*"), Optional.of(WEB1), 5))
        .extracting(m -> m.id().text())
        .containsExactly("web2");
    assertThat(rig.lookup.minions(Optional.of("Web*"), Optional.empty(), 5)).isEmpty();
  }

  @Test
  void theHistoryOfAMinionIsNewestFirstWithoutToolNoise() throws Exception {
    List<Answered> history = rig.lookup.history(WEB1, History.newest(10));

    assertThat(history).extracting(Answered::jid).containsExactly(FAILED, APPLY, PING);
    assertThat(history.getFirst().failed()).isTrue();
    assertThat(history.getFirst().retcode()).contains(3L);
    assertThat(history.getFirst().node()).isEqualTo("a");
    assertThat(history.get(1).failed()).isFalse();
  }

  @Test
  void theHistoryIsFiltered() throws Exception {
    assertThat(history(Optional.of("state.*"), false, false, Optional.empty()))
        .containsExactly(APPLY);
    assertThat(history(Optional.empty(), true, false, Optional.empty())).containsExactly(FAILED);
    assertThat(history(Optional.empty(), false, true, Optional.empty()))
        .containsExactly(FIND, FAILED, APPLY, PING);
    assertThat(history(Optional.empty(), false, false, Optional.of(APPLY))).containsExactly(PING);
  }

  private static List<Jid> history(
      Optional<String> fun, boolean failed, boolean internal, Optional<Jid> before)
      throws Exception {
    History wanted =
        new History(fun, failed, Optional.empty(), Optional.empty(), internal, before, 10);
    return rig.lookup.history(WEB1, wanted).stream().map(Answered::jid).toList();
  }

  @Test
  void theLastHighstateIsCounted() throws Exception {
    Highstate run = rig.lookup.highstate(WEB1).orElseThrow();

    assertThat(run.jid()).isEqualTo(APPLY);
    assertThat(run.outcome()).isEqualTo(Outcome.OK);
    assertThat(List.of(run.states(), run.ok(), run.changed(), run.failed()))
        .containsExactly(2, 1, 1, 0);
    assertThat(run.millis()).isEqualByComparingTo("12");
    assertThat(rig.lookup.highstate(new MinionId("db1"))).isEmpty();
  }

  @Test
  void theStatesOfARunThatAreKept() throws Exception {
    List<StateOfRun> states = rig.lookup.states(APPLY, WEB1, -1, 10);

    assertThat(states)
        .singleElement()
        .satisfies(
            s -> {
              assertThat(s.result()).isEqualTo("changed");
              assertThat(s.name())
                  .isEqualTo(new StateOfRun.Name("edit", "vim", "vim", "pkg", "installed"));
              assertThat(s.comment()).isEqualTo("installed");
              assertThat(s.changes()).isTrue();
            });
    assertThat(rig.lookup.states(APPLY, WEB1, 0, 10)).isEmpty();
  }

  @Test
  void theJobsAMinionHasNotAnswered() throws Exception {
    assertThat(rig.lookup.unanswered(WEB1, Optional.empty(), 10))
        .containsExactly(new Unanswered(OPEN, "cmd.run", "a", Optional.empty()));
    assertThat(rig.lookup.unanswered(WEB1, Optional.of(OPEN), 10)).isEmpty();
    assertThat(rig.lookup.unanswered(new MinionId("db1"), Optional.empty(), 10)).isEmpty();
  }
}
