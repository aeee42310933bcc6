package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.job.Jid;
import dev.saltern.jobcache.mysql.Migrate;
import dev.saltern.simulator.FakeMaster;
import dev.saltern.simulator.FakeMinions;
import dev.saltern.simulator.FakeMom;
import dev.saltern.simulator.Fault;
import dev.saltern.simulator.Job;
import dev.saltern.simulator.Scenario;
import dev.saltern.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real nodes beside simulated masters, below a simulated MoM, with a real database.
class NodeIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /// Three minions on each of two masters, two on both.
  private static final Scenario.Plan PLAN =
      Scenario.Plan.of(2, 3, 2).with(Scenario.Options.standard().withMode(FakeMinions.Mode.DIRECT));

  private static final int MINIONS = 8;

  @TempDir Path folder;

  private final List<AutoCloseable> open = new ArrayList<>();
  private TestDatabase database;
  private Scenario scenario;
  private FakeMom mom;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.empty();
    scenario = Scenario.of(PLAN);
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
  void aJobOfTheMomIsKeptOnceAndItsReturnsGoUp() throws Exception {
    migrate();
    startNodes("all");

    Jid jid = mom.publish(Job.of("test.ping", "*"));

    await().atMost(PATIENCE).until(() -> rows(jid) == MINIONS);
    await().atMost(PATIENCE).until(() -> mom.received().returnsOf(jid).size() == MINIONS);
    assertThat(count("SELECT COUNT(*) FROM jids WHERE jid = ?", jid)).isEqualTo(1);
    assertThat(
            count(
                """
                SELECT COUNT(DISTINCT x.id) FROM salt_expected_set e
                JOIN salt_minion_set s ON s.hash = e.hash
                JOIN JSON_TABLE(s.minions, '$[*]' COLUMNS (id varchar(255) PATH '$')) x
                WHERE e.jid = ?""",
                jid))
        .as("a minion of two masters is one")
        .isEqualTo(MINIONS);
    assertThat(mom.received().expectedOf(jid).values().stream().flatMap(Set::stream).distinct())
        .hasSize(MINIONS);
    // What we send up carries no load of the MoM's own job: it would overwrite the MoM's.
    assertThat(mom.received().loadsOf(jid)).isEmpty();
    assertThat(mom.received().starts()).containsOnlyKeys("sm1", "sm2");
  }

  @Test
  void neverSendsUpTheKinOnlyAndKeepsEverything() throws Exception {
    migrate();
    startNodes("never");

    Jid state = mom.publish(Job.of("state.apply", "*", "web"));
    Jid ping = mom.publish(Job.of("test.ping", "*"));

    await().atMost(PATIENCE).until(() -> rows(state) + rows(ping) == 2 * MINIONS);
    await().atMost(PATIENCE).until(() -> mom.received().returnsOf(ping).size() == MINIONS);
    assertThat(mom.received().returnsOf(state)).isEmpty();
  }

  @Test
  void aPublicationThatProvesNothingHasNoEffectAndTheNextOneHas() throws Exception {
    migrate();
    startNodes("all");

    Jid good = mom.publish(Job.of("test.ping", "*"));
    await().atMost(PATIENCE).until(() -> rows(good) == MINIONS);
    mom.faults().nextPublication(new Fault.ReplaySerial());
    Jid replayed = mom.publish(Job.of("test.ping", "*"));
    mom.faults().nextPublication(new Fault.WrongSignature());
    Jid forged = mom.publish(Job.of("test.ping", "*"));
    mom.faults()
        .nextPublication(
            new Fault.Garbage("no msgpack".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    Jid garbled = mom.publish(Job.of("test.ping", "*"));
    Jid next = mom.publish(Job.of("test.ping", "*"));

    await().atMost(PATIENCE).until(() -> rows(next) == MINIONS);
    assertThat(rows(forged) + rows(replayed) + rows(garbled)).isZero();
    assertThat(scenario.master(1).jobDirectory(forged)).doesNotExist();
    assertThat(scenario.master(1).jobDirectory(replayed)).doesNotExist();
  }

  @Test
  void anAesRotationAtTheMomLosesNoJob() throws Exception {
    migrate();
    startNodes("all");
    Jid before = mom.publish(Job.of("test.ping", "*"));
    await().atMost(PATIENCE).until(() -> rows(before) == MINIONS);

    mom.rotateKey();
    Jid after = mom.publish(Job.of("test.ping", "*"));

    await().atMost(PATIENCE).until(() -> rows(after) == MINIONS);
    await().atMost(PATIENCE).until(() -> mom.received().returnsOf(after).size() == MINIONS);
  }

  @Test
  void aMomThatRestartsGetsWhatWaitedForIt() throws Exception {
    migrate();
    startNodes("all");
    mom.faults().always(new Fault.DropRequest());
    Jid jid = mom.publish(Job.of("test.ping", "*"));
    await().atMost(PATIENCE).until(() -> rows(jid) == MINIONS);
    assertThat(mom.received().returnsOf(jid)).isEmpty();

    mom.restart();
    mom.faults().clear();

    await().atMost(PATIENCE).until(() -> mom.received().returnsOf(jid).size() == MINIONS);
  }

  @Test
  void withoutTablesAtTheStartEverythingWaitsAndIsThenStored() throws Exception {
    startNodes("all");

    Jid jid = mom.publish(Job.of("test.ping", "*"));
    await().atMost(PATIENCE).until(() -> mom.received().returnsOf(jid).size() == MINIONS);
    migrate();

    await().atMost(PATIENCE).until(() -> rows(jid) == MINIONS);
  }

  @Test
  void aRestartOfTheLocalMasterNeedsNoRestartOfTheNode() throws Exception {
    migrate();
    startNodes("all");
    scenario.master(1).restart();
    await().atMost(PATIENCE).until(() -> scenario.master(1).bus().subscribers() > 0);

    Jid jid = mom.publish(Job.of("test.ping", "sm1-*"));

    await().atMost(PATIENCE).until(() -> rows(jid) == 3);
  }

  private void migrate() throws Exception {
    new Migrate(database.config(), Clock.systemUTC()).run();
  }

  private void startNodes(String forward) throws Exception {
    var nodes = new ArrayList<Node>();
    for (FakeMaster master : scenario.masters()) {
      Path config = master.configDirectory();
      Files.writeString(
          config.resolve("saltern"), settings(forward, folder.resolve(master.syndicId().text())));
      nodes.add(Node.start(NodeConfig.read(config, Map.of()), Clock.systemUTC()));
      open.add(nodes.getLast());
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

  private int rows(Jid jid) throws Exception {
    return count("SELECT COUNT(*) FROM salt_returns WHERE jid = ?", jid);
  }

  private int count(String sql, Jid jid) throws Exception {
    return database.count(sql, jid.text());
  }
}
