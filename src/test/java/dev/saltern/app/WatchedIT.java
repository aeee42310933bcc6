package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.job.Jid;
import dev.saltern.jobcache.mysql.Migrate;
import dev.saltern.simulator.FakeMaster;
import dev.saltern.simulator.FakeMinions;
import dev.saltern.simulator.FakeMom;
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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What `forward.returns: watched` lets up: a real node beside a simulated master, below a
/// simulated MoM.
class WatchedIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /// `watched.release`.
  private static final Duration RELEASE = Duration.ofSeconds(8);

  private static final int MINIONS = 5;

  private static final Scenario.Plan PLAN =
      Scenario.Plan.of(1, MINIONS, 0)
          .with(Scenario.Options.standard().withMode(FakeMinions.Mode.DIRECT));

  @TempDir Path folder;

  private TestDatabase database;
  private Scenario scenario;
  private FakeMom mom;
  private final List<Node> nodes = new ArrayList<>();

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.empty();
    new Migrate(database.config(), Clock.systemUTC()).run();
    scenario = Scenario.of(PLAN);
    mom = scenario.mom();
  }

  @AfterEach
  void end() throws Exception {
    nodes.forEach(Node::close);
    scenario.close();
    database.close();
  }

  @Test
  void aJobForFewMinionsGoesUpAndIsTheDefault() throws Exception {
    startNode("");

    Jid jid = mom.publish(Job.of("cmd.run", "*", "hostname"));

    await().atMost(PATIENCE).until(() -> mom.received().returnsOf(jid).size() == MINIONS);
    assertThat(mom.received().loadsOf(jid)).isEmpty();
  }

  @Test
  void aJobForManyMinionsStaysAndItsKinDoesNot() throws Exception {
    startNode("watched.minions_max: 4");

    Jid many = mom.publish(Job.of("cmd.run", "*", "hostname"));
    Jid few = mom.publish(Job.of("cmd.run", "sm1-m000[1-4]", "hostname"));
    Jid waiting = mom.publish(Job.of("cmd.run", "*", "hostname").waiting(16));
    Jid ping = mom.publish(Job.of("test.ping", "*"));

    await().atMost(PATIENCE).until(() -> rows(many) == MINIONS);
    await().atMost(PATIENCE).until(() -> mom.received().returnsOf(few).size() == 4);
    await().atMost(PATIENCE).until(() -> mom.received().returnsOf(waiting).size() == MINIONS);
    await().atMost(PATIENCE).until(() -> mom.received().returnsOf(ping).size() == MINIONS);
    assertThat(mom.received().returnsOf(many)).isEmpty();
  }

  @Test
  void aFindJobReleasesWhatHasReturnedAndLetsTheRestUp() throws Exception {
    startNode("watched.minions_max: 0");
    Jid done = mom.publish(Job.of("cmd.run", "*", "hostname"));
    Jid slow = mom.publish(Job.of("test.sleep", "*", 4));
    Jid other = mom.publish(Job.of("cmd.run", "*", "hostname"));
    await().atMost(PATIENCE).until(() -> rows(done) + rows(other) == 2 * MINIONS);
    assertThat(mom.received().returnsInAll()).isZero();

    mom.publish(Job.of("saltutil.find_job", "*", done.text()));
    mom.publish(Job.of("saltutil.find_job", "*", slow.text()));

    await().atMost(RELEASE).until(() -> mom.received().returnsOf(done).size() == MINIONS);
    await().atMost(PATIENCE).until(() -> mom.received().returnsOf(slow).size() == MINIONS);
    await().atMost(PATIENCE).until(() -> rows(slow) == MINIONS);
    assertThat(mom.received().returnsOf(other)).isEmpty();
    assertThat(mom.received().loadsOf(done)).isEmpty();
  }

  @Test
  void aWatchOutlivesTheNode() throws Exception {
    startNode("watched.minions_max: 0");
    Jid jid = mom.publish(Job.of("test.sleep", "*", 3));
    mom.publish(Job.of("saltutil.find_job", "*", jid.text()));
    await().atMost(PATIENCE).until(() -> scenario.master(1).jobDirectory(jid).toFile().exists());
    await().atMost(PATIENCE).until(() -> mom.received().returnsInAll() == MINIONS);
    nodes.removeLast().close();
    await().atMost(PATIENCE).until(() -> returned(jid) == MINIONS);

    startNode("watched.minions_max: 0");

    await().atMost(PATIENCE).until(() -> mom.received().returnsOf(jid).size() == MINIONS);
  }

  @Test
  void aDeniedEventStaysAndTheListsOfMinionsDoNot() throws Exception {
    startNode("forward.events.deny: ['salt/job/*']");

    Jid jid = mom.publish(Job.of("test.ping", "*"));

    await().atMost(PATIENCE).until(() -> mom.received().returnsOf(jid).size() == MINIONS);
    assertThat(mom.received().eventsTagged(jid.text())).isNotEmpty();
    assertThat(mom.received().eventsTagged("salt/job/" + jid + "/new")).isEmpty();
  }

  /// How many minions' returns the local master has.
  private long returned(Jid jid) throws Exception {
    try (var files = Files.list(scenario.master(1).jobDirectory(jid))) {
      return files.filter(Files::isDirectory).count();
    }
  }

  private void startNode(String more) throws Exception {
    FakeMaster master = scenario.master(1);
    Path config = master.configDirectory();
    Files.writeString(config.resolve("saltern"), settings() + more + "\n");
    int starts = mom.received().starts().getOrDefault("sm1", 0);
    long subscriptions = mom.subscriptions();
    nodes.add(Node.start(NodeConfig.read(config, Map.of()), Clock.systemUTC()));
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                mom.received().starts().getOrDefault("sm1", 0) > starts
                    && mom.subscriptions() > subscriptions);
  }

  private String settings() {
    return database.settings() + "spool.path: " + folder + "/spool.db\n";
  }

  private int rows(Jid jid) throws Exception {
    return database.count("SELECT COUNT(*) FROM salt_returns WHERE jid = ?", jid.text());
  }
}
