package dev.saltern.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.wire.DataCodec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ScenarioTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @ParameterizedTest
  @CsvSource({
    "WIRE, V3006_18, false", "WIRE, V3006_18, true",
    "WIRE, V3006_0, false", "DIRECT, V3006_18, false"
  })
  void aJobOfAMasterComesBackFromAllItsMinions(
      FakeMinions.Mode mode, SaltRelease release, boolean zmqFiltering) throws Exception {
    // Given
    var options = Scenario.Options.standard().withMode(mode).withRelease(release);
    options = zmqFiltering ? options.withZmqFiltering() : options;
    try (var scenario = Scenario.of(Scenario.Plan.of(1, 5, 2).with(options));
        var bus = new Subscriber(scenario.master(1).bus())) {
      // When
      Jid jid = scenario.master(1).publish(Job.of("test.ping", "*")).orElseThrow();

      // Then
      Path job = scenario.master(1).jobDirectory(jid);
      await()
          .atMost(LONG)
          .untilAsserted(
              () ->
                  assertThat(bus.tags())
                      .filteredOn(tag -> tag.startsWith("salt/job/" + jid + "/ret/"))
                      .hasSize(7));
      assertThat(bus.tags()).contains(jid.text(), "salt/job/" + jid + "/new");
      var event = bus.event("salt/job/" + jid + "/ret/sm1-m0001").orElseThrow().data();
      assertThat(event.get("return")).contains(Data.of(true));
      assertThat(event.text("_stamp")).isPresent();
      await()
          .atMost(LONG)
          .untilAsserted(() -> assertThat(job.resolve("shared-0002/return.p")).exists());
      assertThat(DataCodec.decode(Files.readAllBytes(job.resolve("sm1-m0001/return.p"))))
          .isEqualTo(Data.dict("return", true, "retcode", 0, "success", true));
      assertThat(Files.readString(job.resolve("jid"))).isEqualTo(jid.text());
    }
  }

  @Test
  void aSharedMinionReturnsTheSameThroughBothMasters() throws Exception {
    // Given
    try (var scenario = Scenario.of(Scenario.Plan.of(2, 0, 1));
        var bus1 = new Subscriber(scenario.master(1).bus());
        var bus2 = new Subscriber(scenario.master(2).bus())) {
      // When: what a MoM's job does, at both masters under one jid
      Jid jid = scenario.master(1).publish(Job.of("state.apply", "*")).orElseThrow();
      scenario.master(2).publish(Job.of("state.apply", "*"), jid);

      // Then
      String tag = "salt/job/" + jid + "/ret/shared-0001";
      await().atMost(LONG).until(() -> bus1.event(tag).isPresent() && bus2.event(tag).isPresent());
      assertThat(bus1.event(tag).get().data().get("return"))
          .isEqualTo(bus2.event(tag).get().data().get("return"));
      assertThat(bus1.event(tag).get().data().text("out")).contains("highstate");
    }
  }

  @ParameterizedTest
  @EnumSource(FakeMinions.Mode.class)
  void minionsBehaveAsTold(FakeMinions.Mode mode) throws Exception {
    // Given
    var behaviours =
        Behaviours.standard()
            .with("cmd.run", Behaviour.text(5000))
            .with("test.silent", Behaviour.silence())
            .with("test.twice", Behaviour.value(1).twice())
            .with("test.late", Behaviour.value(2).late(Duration.ofSeconds(1)));
    var options = Scenario.Options.standard().withMode(mode).withBehaviours(behaviours);
    try (var scenario = Scenario.of(Scenario.Plan.of(1, 1, 0).with(options));
        var bus = new Subscriber(scenario.master(1).bus())) {
      FakeMaster master = scenario.master(1);

      // When
      Jid late = master.publish(Job.of("test.late", "*")).orElseThrow();
      Jid find = master.publish(Job.of("saltutil.find_job", "*", late.text())).orElseThrow();
      Jid silent = master.publish(Job.of("test.silent", "*")).orElseThrow();
      Jid run = master.publish(Job.of("cmd.run", "*")).orElseThrow();
      Jid twice = master.publish(Job.of("test.twice", "*")).orElseThrow();
      Jid unknown = master.publish(Job.of("no.such", "*")).orElseThrow();

      // Then
      await().atMost(LONG).until(() -> bus.event(ret(late)).isPresent());
      assertThat(bus.tags()).contains(ret(unknown)).doesNotContain(ret(silent));
      assertThat(bus.tags()).filteredOn(ret(twice)::equals).hasSize(2);
      assertThat(bus.tags().indexOf(ret(late))).isGreaterThan(bus.tags().indexOf(ret(unknown)));
      assertThat(bus.event(ret(run)).orElseThrow().data().text("return").orElseThrow())
          .hasSize(5000);
      assertThat(bus.event(ret(find)).orElseThrow().data().dict("return").orElseThrow().text("jid"))
          .contains(late.text());
      Data.Dict refused = bus.event(ret(unknown)).orElseThrow().data();
      assertThat(refused.integer("retcode")).contains(254L);
      assertThat(refused.bool("success")).contains(false);
    }
  }

  @Test
  void theSameSeedGivesTheSameReturns() {
    // Given
    var publication =
        Data.dict("fun", "state.apply", "jid", "20261124120000000000", "arg", List.of());
    var minion = new dev.saltern.job.MinionId("web1");

    // When
    var one = new Fleet(Behaviours.standard(), 7).react(minion, publication).orElseThrow();
    var same = new Fleet(Behaviours.standard(), 7).react(minion, publication).orElseThrow();
    var other = new Fleet(Behaviours.standard(), 8).react(minion, publication).orElseThrow();

    // Then
    assertThat(one).isEqualTo(same).isNotEqualTo(other);
  }

  @Test
  void minionsFindTheirWayBackAfterARestartOfTheirMaster() throws Exception {
    // Given
    try (var scenario = Scenario.of(Scenario.Plan.of(1, 3, 0))) {
      FakeMaster master = scenario.master(1);
      long before = master.subscriptions();

      // When
      master.restart();

      // Then
      await().atMost(LONG).until(() -> master.subscriptions() > before);
      try (var bus = new Subscriber(master.bus())) {
        Jid jid = master.publish(Job.of("test.ping", "*")).orElseThrow();
        await()
            .atMost(LONG)
            .untilAsserted(
                () ->
                    assertThat(bus.tags())
                        .filteredOn(tag -> tag.startsWith("salt/job/" + jid + "/ret/"))
                        .hasSize(3));
      }
    }
  }

  @Test
  void closingLeavesNothingBehind() throws Exception {
    // Given
    Path home;
    try (var scenario = Scenario.of(Scenario.Plan.of(1, 1, 0))) {
      home = scenario.configDirectory(1);
      assertThat(home).isDirectory();
    }

    // Then
    assertThat(home).doesNotExist();
  }

  @Test
  void twoMomsStandAboveEachMasterUnderTheirOwnAddresses() throws Exception {
    try (var scenario = Scenario.of(Scenario.Plan.of(1, 0, 0).withMoms(2))) {
      FakeMom one = scenario.moms().get(0);
      FakeMom two = scenario.moms().get(1);

      // Then: what one syndic can be told of both
      assertThat(one.host()).isNotEqualTo(two.host());
      assertThat(one.retPort()).isEqualTo(two.retPort());
      assertThat(one.publishPort()).isEqualTo(two.publishPort());
      assertThat(one.publicKey()).isEqualTo(two.publicKey());
      assertThat(Files.readString(scenario.configDirectory(1).resolve("master")))
          .contains("syndic_master: [" + one.host() + ", " + two.host() + "]");

      // When: each goes its own way
      one.faults().always(new Fault.DropRequest());
      Jid jid = two.publish(Job.of("test.ping", "*"));

      // Then
      assertThat(one.publish(Job.of("test.ping", "*"))).isNotEqualTo(jid);
      for (FakeMom mom : scenario.moms()) {
        assertThat(mom.keys().accepted()).containsExactly(scenario.master(1).syndicId());
        assertThat(mom.received().returnsInAll()).isZero();
      }
      one.stop();
      two.publish(Job.of("test.ping", "*"));
    }
  }

  private static String ret(Jid jid) {
    return "salt/job/" + jid + "/ret/sm1-m0001";
  }
}
