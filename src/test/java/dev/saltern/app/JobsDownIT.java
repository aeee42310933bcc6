package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.mysql.Migrate;
import dev.saltern.localmaster.HashType;
import dev.saltern.localmaster.JobDirectory;
import dev.saltern.simulator.Behaviour;
import dev.saltern.simulator.Behaviours;
import dev.saltern.simulator.FakeMaster;
import dev.saltern.simulator.FakeMinions;
import dev.saltern.simulator.FakeMom;
import dev.saltern.simulator.Job;
import dev.saltern.simulator.Reaction;
import dev.saltern.simulator.Scenario;
import dev.saltern.testing.TestDatabase;
import dev.saltern.wire.DataCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What real nodes publish at simulated masters, and what they find out of the minions there.
class JobsDownIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String SLOW = "sm1-m0001";
  private static final int MINIONS = 6;

  @TempDir Path folder;

  private final List<AutoCloseable> open = new ArrayList<>();
  private TestDatabase database;
  private Scenario scenario;
  private FakeMom mom;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.empty();
    new Migrate(database.config(), Clock.systemUTC()).run();
    var options =
        Scenario.Options.standard()
            .withMode(FakeMinions.Mode.DIRECT)
            .withBehaviours(Behaviours.standard().with("cmd.run", silentAtTheSlowOne()));
    scenario = Scenario.of(Scenario.Plan.of(2, 3, 0).with(options));
    mom = scenario.mom();
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable node : open.reversed()) {
      node.close();
    }
    scenario.close();
    database.close();
  }

  @Test
  void aFindJobReachesOnlyTheMinionThatHasNotReturned() throws Exception {
    startNodes("all");
    Jid job = mom.publish(Job.of("cmd.run", "*", "true"));
    await().atMost(PATIENCE).until(() -> mom.received().returnsOf(job).size() == MINIONS - 1);
    List<String> asked = new ArrayList<>();
    for (int i = 1; i <= 3; i++) {
      asked.addAll(List.of("sm1-m000" + i, "sm2-m000" + i, "elsewhere" + i));
    }

    Jid findJob = mom.publish(Job.of("saltutil.find_job", "*", job.text()).onList(asked));
    Jid after = mom.publish(Job.of("test.ping", "*"));

    await().atMost(PATIENCE).until(() -> mom.received().returnsOf(after).size() == MINIONS);
    await().atMost(PATIENCE).until(() -> mom.received().returnsOf(findJob).size() == 1);
    assertThat(mom.received().returnsOf(findJob)).containsOnlyKeys(new MinionId(SLOW));
    assertThat(target(1, findJob)).isEqualTo(Data.of(List.of(SLOW)));
    assertThat(scenario.master(2).jobDirectory(findJob)).doesNotExist();
  }

  @Test
  void theNodeAsksByItselfAlsoAMasterThatHasRestartedAndNothingOfItGoesUp() throws Exception {
    startNodes("all");
    Jid job = mom.publish(Job.of("cmd.run", "*", "true").waiting(3));
    await().atMost(PATIENCE).until(() -> mom.received().returnsOf(job).size() == MINIONS - 1);

    scenario.master(1).restart();

    String complete =
        "SELECT COUNT(*) FROM salt_completion WHERE jid = ? AND complete = 1 AND expected = 3";
    await().atMost(PATIENCE).until(() -> count(complete, job) == 2);
    assertThat(
            count(
                "SELECT COUNT(*) FROM salt_missing WHERE jid = ? AND state = 2 AND id = '"
                    + SLOW
                    + "'",
                job))
        .isEqualTo(1);
    assertThat(count("SELECT COUNT(*) FROM jids WHERE jid <> ? AND jid LIKE '%saltern'", job))
        .isZero();
    assertThat(
            count("SELECT COUNT(*) FROM salt_returns WHERE jid <> ? AND jid LIKE '%saltern'", job))
        .isZero();
    assertThat(mom.received().jobs()).extracting(Jid::text).noneMatch(j -> j.contains("saltern"));
    assertThat(mom.received().events())
        .extracting(e -> e.tag().text())
        .noneMatch(tag -> tag.contains("saltern"));
  }

  @Test
  void aMomIsToldTheCountsOfAJobWhoseReturnsDoNotGoUp() throws Exception {
    startNodes("never");
    Jid job = mom.publish(Job.of("state.apply", "*", "web"));

    await().atMost(PATIENCE).until(() -> !digests(job, "sm1").isEmpty());
    await().atMost(PATIENCE).until(() -> !digests(job, "sm2").isEmpty());

    Data.Dict last = digests(job, "sm2").getLast().data();
    assertThat(last.integer("answered")).contains(3L);
    assertThat(last.integer("expected")).contains(3L);
    assertThat(last.bool("complete")).contains(true);
    assertThat(mom.received().returnsOf(job)).isEmpty();
    assertThat(
            count("SELECT COUNT(*) FROM salt_events WHERE ? <> '' AND tag LIKE '%progress'", job))
        .isZero();
  }

  /// One minion never answers `cmd.run`; asked, it says that it runs no such job.
  private static Behaviour silentAtTheSlowOne() {
    return (minion, _) -> minion.text().equals(SLOW) ? new Reaction.Silence() : Reaction.of("done");
  }

  private List<Event> digests(Jid jid, String syndic) {
    return mom.received().eventsTagged("salt/job/" + jid + "/syndic/" + syndic + "/progress");
  }

  private Data target(int master, Jid jid) throws Exception {
    Path jobs = scenario.master(master).cacheDirectory().resolve("jobs");
    Load load =
        new JobDirectory(jobs, HashType.SHA256, DataCodec.Limits.DEFAULT).load(jid).orElseThrow();
    return load.body().get("tgt").orElseThrow();
  }

  private void startNodes(String forward) throws Exception {
    startNodes(forward, "");
  }

  private void startNodes(String forward, String more) throws Exception {
    for (FakeMaster master : scenario.masters()) {
      Path config = master.configDirectory();
      Files.writeString(
          config.resolve("master"), "gather_job_timeout: 2\n", StandardOpenOption.APPEND);
      Path spool = folder.resolve(master.syndicId().text());
      Files.writeString(config.resolve("saltern"), settings(forward, spool) + more);
      open.add(Node.start(NodeConfig.read(config, Map.of()), Clock.systemUTC()));
    }
    await()
        .atMost(PATIENCE)
        .until(() -> mom.received().starts().size() >= 2 && mom.subscriptions() >= 2);
  }

  private String settings(String forward, Path spool) {
    return database.settings()
        + "spool.path: "
        + spool
        + "/spool.db\n"
        + "forward.returns: "
        + forward
        + "\n";
  }

  private int count(String sql, Jid jid) throws Exception {
    return database.count(sql, jid.text());
  }
}
