package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.Tag;
import dev.saltern.jobcache.mysql.Migrate;
import dev.saltern.simulator.FakeMinions;
import dev.saltern.simulator.FakeMom;
import dev.saltern.simulator.Job;
import dev.saltern.simulator.Scenario;
import dev.saltern.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real node below two simulated MoMs without a `master_id`.
class TwoMomsIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int MINIONS = 4;

  @TempDir Path folder;

  private TestDatabase database;
  private Scenario scenario;
  private Node node;

  @BeforeEach
  void start() throws Exception {
    database = TestDatabase.empty();
    new Migrate(database.config(), Clock.systemUTC()).run();
    scenario =
        Scenario.of(
            Scenario.Plan.of(1, MINIONS, 0)
                .withMoms(2)
                .with(Scenario.Options.standard().withMode(FakeMinions.Mode.DIRECT)));
    Path config = scenario.configDirectory(1);
    Files.writeString(config.resolve("saltern"), settings());
    node = Node.start(NodeConfig.read(config, Map.of()), Clock.systemUTC());
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                scenario.moms().stream()
                    .allMatch(
                        m -> m.received().starts().containsKey("sm1") && m.subscriptions() > 0));
  }

  @AfterEach
  void end() throws Exception {
    node.close();
    scenario.close();
    database.close();
  }

  @Test
  void whoeverWaitsGetsAllAnswersAndOnlyToItsOwnJobs() throws Exception {
    FakeMom one = scenario.moms().getFirst();
    FakeMom two = scenario.moms().getLast();
    List<Jid> ofOne = IntStream.range(0, 5).mapToObj(_ -> publish(one)).toList();
    List<Jid> ofTwo = IntStream.range(0, 5).mapToObj(_ -> publish(two)).toList();
    Jid both = new Jid("20261124120000000000");
    one.publish(Job.of("cmd.run", "*", "hostname"), both);
    two.publish(Job.of("cmd.run", "*", "hostname"), both);

    ofOne.forEach(jid -> awaitAll(one, jid));
    ofTwo.forEach(jid -> awaitAll(two, jid));
    awaitAll(one, both);
    awaitAll(two, both);
    assertThat(one.received().jobs()).doesNotContainAnyElementsOf(ofTwo);
    assertThat(two.received().jobs()).doesNotContainAnyElementsOf(ofOne);
  }

  @Test
  void aDeadMomDelaysNoOtherAndGetsWhatWaitedForIt() throws Exception {
    FakeMom one = scenario.moms().getFirst();
    FakeMom two = scenario.moms().getLast();
    Jid first = publish(two);
    awaitAll(two, first);
    one.stop();

    Jid meanwhile = publish(two);
    awaitAll(two, meanwhile);
    scenario.master(1).bus().fire(new Tag("my/beacon"), Data.dict("load", 1));
    await().atMost(PATIENCE).until(() -> !two.received().eventsTagged("my/beacon").isEmpty());

    one.restart();
    await().atMost(PATIENCE).until(() -> !one.received().eventsTagged("my/beacon").isEmpty());
    assertThat(one.received().jobs()).doesNotContainAnyElementsOf(Set.of(first, meanwhile));
  }

  private static Jid publish(FakeMom mom) {
    return mom.publish(Job.of("cmd.run", "*", "hostname"));
  }

  private static void awaitAll(FakeMom mom, Jid jid) {
    await().atMost(PATIENCE).until(() -> mom.received().returnsOf(jid).size() == MINIONS);
  }

  private String settings() {
    return database.settings() + "spool.path: " + folder + "/spool.db\n";
  }
}
