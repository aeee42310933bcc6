package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Tag;
import dev.saltern.simulator.FakeMaster;
import dev.saltern.simulator.FakeMinions;
import dev.saltern.simulator.Job;
import dev.saltern.simulator.Scenario;
import dev.saltern.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real node that was not there, cut off or shown half of it, beside a simulated master, with a
/// real database.
class NodeGapIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int MINIONS = 4;
  private static final Scenario.Plan PLAN =
      Scenario.Plan.of(1, MINIONS, 0)
          .with(Scenario.Options.standard().withMode(FakeMinions.Mode.DIRECT));

  /// Twice what the bus lets through.
  private static final int BIG = 2 << 20;

  @TempDir Path folder;

  private TestDatabase database;
  private Scenario scenario;
  private FakeMaster master;
  private Optional<Node> node = Optional.empty();

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.migrated();
    scenario = Scenario.of(PLAN);
    master = scenario.master(1);
    startNode();
  }

  @AfterEach
  void end() throws Exception {
    stopNode();
    scenario.close();
    database.close();
  }

  @Test
  void whatReturnedWhileTheNodeWasAwayIsStoredOnceAfterItsStart() throws Exception {
    Jid before = master.publish(Job.of("test.ping", "*")).orElseThrow();
    await().atMost(PATIENCE).until(() -> rows(before) == MINIONS);
    stopNode();
    Jid away = master.publish(Job.of("test.ping", "*")).orElseThrow();
    await().atMost(PATIENCE).until(() -> returnFiles(away) == MINIONS);

    startNode();

    await().atMost(PATIENCE).until(() -> rows(away) == MINIONS);
    await().atMost(PATIENCE).until(() -> gaps("start") == 1);
    assertThat(rows(before)).isEqualTo(MINIONS);
    assertThat(count("SELECT COUNT(*) FROM jids WHERE jid = ? AND fun = 'test.ping'", away.text()))
        .isEqualTo(1);
    assertThat(count("SELECT SUM(minion_count) FROM salt_expected_set WHERE jid = ?", away.text()))
        .isEqualTo(MINIONS);
    assertThat(count("SELECT recovered FROM salt_gaps WHERE reason = ?", "start"))
        .isGreaterThan(MINIONS);
    await()
        .atMost(PATIENCE)
        .until(() -> scenario.mom().received().returnsOf(away).size() == MINIONS);
    assertThat(scenario.mom().received().returnsOf(away).values()).containsOnly(1);
  }

  @Test
  void aFirstStartLeavesTheWeeksBeforeAloneAndTellsOfNoGap() throws Exception {
    stopNode();
    deleteSpool();
    Jid old = master.publish(Job.of("test.ping", "*")).orElseThrow();
    await().atMost(PATIENCE).until(() -> returnFiles(old) == MINIONS);
    // What the file system says must be older than the window's slack.
    makeOld(master.jobDirectory(old));

    startNode();
    Jid next = master.publish(Job.of("test.ping", "*")).orElseThrow();

    await().atMost(PATIENCE).until(() -> rows(next) == MINIONS);
    assertThat(rows(old)).isZero();
    assertThat(gaps("start")).isZero();
  }

  @Test
  void whatReturnedWhileTheBusWasCutOffIsStoredOnce() throws Exception {
    Jid before = master.publish(Job.of("test.ping", "*")).orElseThrow();
    await().atMost(PATIENCE).until(() -> rows(before) == MINIONS);
    master.bus().stop();
    Jid during = master.publish(Job.of("test.ping", "*")).orElseThrow();
    await().atMost(PATIENCE).until(() -> returnFiles(during) == MINIONS);

    master.bus().start();

    await().atMost(PATIENCE).until(() -> rows(during) == MINIONS);
    await().atMost(PATIENCE).until(() -> gaps("disconnect") == 1);
    Jid after = master.publish(Job.of("test.ping", "*")).orElseThrow();
    await().atMost(PATIENCE).until(() -> rows(after) == MINIONS);
    await()
        .atMost(PATIENCE)
        .until(() -> scenario.mom().received().returnsOf(after).size() == MINIONS);
    assertThat(scenario.mom().received().returnsOf(before).values())
        .as("none goes up a second time because the bus broke")
        .containsOnly(1);
    assertThat(scenario.mom().received().returnsOf(during).values()).containsOnly(1);
  }

  @Test
  void aReturnThatTheBusCutIsStoredWhole() throws Exception {
    Jid jid = master.publish(Job.of("cmd.run", "sm1-m0002", "true")).orElseThrow();
    await().atMost(PATIENCE).until(() -> rows(jid) == 1);

    master.deliver(
        Data.dict(
            "cmd",
            "_return",
            "jid",
            jid,
            "id",
            "sm1-m0001",
            "fun",
            "cmd.run",
            "fun_args",
            List.of("true"),
            "return",
            "x".repeat(BIG),
            "retcode",
            0,
            "success",
            true));

    await()
        .atMost(PATIENCE)
        .until(
            () ->
                count(
                        "SELECT COUNT(*) FROM salt_returns WHERE id = 'sm1-m0001' AND jid = ?"
                            + " AND LENGTH(`return`) > "
                            + BIG,
                        jid.text())
                    == 1);
    assertThat(rows(jid)).isEqualTo(2);
    assertThat(gaps("start") + gaps("disconnect")).isZero();
  }

  @Test
  void besideAMomItKeepsRunsUnderTheMastersIdAndSignsInNowhere() throws Exception {
    stopNode();
    Path file = master.configDirectory().resolve("master");
    Files.writeString(file, Files.readString(file).replaceAll("(?m)^syndic_master.*$", ""));
    long signedIn = scenario.mom().received().starts().size();
    startNode();
    Jid run = new Jid("20261124120000000000");
    Data.Dict began =
        Data.dict(
            "fun",
            "runner.state.orchestrate",
            "jid",
            run,
            "user",
            "root",
            "fun_args",
            List.of("deploy"));

    master.bus().fire(new Tag("salt/run/" + run + "/new"), began);
    master
        .bus()
        .fire(
            new Tag("salt/run/" + run + "/ret"),
            began.with("return", Data.dict("done", true)).with("success", Data.of(true)));
    Jid ping = master.publish(Job.of("test.ping", "*")).orElseThrow();

    await().atMost(PATIENCE).until(() -> rows(run) == 1 && rows(ping) == MINIONS);
    assertThat(count("SELECT COUNT(*) FROM salt_returns WHERE id = 'sm1_master' AND jid = ?", run))
        .isEqualTo(1);
    assertThat(count("SELECT COUNT(*) FROM jids WHERE fun LIKE 'runner.%' AND jid = ?", run))
        .isEqualTo(1);
    assertThat(scenario.mom().received().starts().size()).isEqualTo((int) signedIn);
    assertThat(node.orElseThrow().check().ok()).isTrue();
  }

  private void startNode() throws Exception {
    Path config = master.configDirectory();
    Files.writeString(config.resolve("saltern"), settings());
    node = Optional.of(Node.start(NodeConfig.read(config, Map.of()), Clock.systemUTC()));
    await().atMost(PATIENCE).until(() -> master.bus().subscribers() > 0);
  }

  private void stopNode() {
    node.ifPresent(Node::close);
    node = Optional.empty();
  }

  private String settings() {
    return database.settings() + "spool.path: " + folder + "/node/spool.db\nforward.returns: all\n";
  }

  private long returnFiles(Jid jid) throws IOException {
    long files = 0;
    for (MinionId minion : master.keys().accepted()) {
      if (Files.exists(master.jobDirectory(jid).resolve(minion.text()).resolve("return.p"))) {
        files++;
      }
    }
    return files;
  }

  private void deleteSpool() throws IOException {
    try (Stream<Path> files = Files.list(folder.resolve("node"))) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
  }

  private static void makeOld(Path job) throws IOException {
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofHours(2)));
    try (Stream<Path> files = Files.walk(job)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, old);
      }
    }
  }

  private int rows(Jid jid) throws Exception {
    return count("SELECT COUNT(*) FROM salt_returns WHERE jid = ?", jid);
  }

  private int gaps(String reason) throws Exception {
    return count("SELECT COUNT(*) FROM salt_gaps WHERE reason = ?", reason);
  }

  private int count(String sql, Jid jid) throws Exception {
    return count(sql, jid.text());
  }

  private int count(String sql, String value) throws Exception {
    return database.count(sql, value);
  }
}
