package dev.saltern.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.job.Tag;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReturnPolicyTest {
  @Test
  void allLetsEveryReturnUp() {
    var policy = new ReturnPolicy(ReturnPolicy.Mode.ALL, List.of());

    assertThat(goesUp(policy, returned("state.apply"), true)).isTrue();
    assertThat(goesUp(policy, returned("state.apply"), false)).isTrue();
  }

  @Test
  void neverLetsOnlyTheKinOfTheMomsOwnJobsUp() {
    var policy = new ReturnPolicy(ReturnPolicy.Mode.NEVER, List.of());

    assertThat(goesUp(policy, returned("test.ping"), true)).isTrue();
    assertThat(goesUp(policy, returned("saltutil.find_job"), true)).isTrue();
    assertThat(goesUp(policy, returned("test.ping"), false)).isFalse();
    assertThat(goesUp(policy, returned("state.apply"), true)).isFalse();
  }

  @Test
  void aConfiguredFunctionGoesUpWhoeverPublishedIt() {
    var policy = new ReturnPolicy(ReturnPolicy.Mode.NEVER, List.of("state.*", "x[!a]z", "p?"));

    assertThat(goesUp(policy, returned("state.apply"), false)).isTrue();
    assertThat(goesUp(policy, returned("xbz"), false)).isTrue();
    assertThat(goesUp(policy, returned("xaz"), false)).isFalse();
    assertThat(goesUp(policy, returned("pq"), false)).isTrue();
    assertThat(goesUp(policy, returned("cmd.run"), false)).isFalse();
  }

  @Test
  void eventsGoUpUnlessTheyCarryARetcode() {
    var policy = new EventPolicy(false, List.of(), List.of());

    assertThat(policy.goesUp(new Event(new Tag("my/beacon"), Data.dict("load", 1)))).isTrue();
    assertThat(policy.goesUp(new Event(new Tag("x"), Data.dict("retcode", 0)))).isFalse();
  }

  @Test
  void inAClusterOnlyTheListsOfMinionsGoUp() {
    var policy = new EventPolicy(true, List.of(), List.of());

    assertThat(policy.goesUp(new Event(new Tag("my/beacon"), Data.dict("load", 1)))).isFalse();
    assertThat(
            policy.goesUp(
                new Event(new Tag("20261124120000000000"), Data.dict("minions", List.of("a")))))
        .isTrue();
  }

  @Test
  void globsKeepEventsHereButNeverTheListsOfMinions() {
    var policy =
        new EventPolicy(false, List.of("salt/beacon/*", "my/*"), List.of("salt/beacon/*/load/*"));

    assertThat(policy.goesUp(event("my/thing"))).isTrue();
    assertThat(policy.goesUp(event("salt/beacon/web1/diskusage/"))).isTrue();
    assertThat(policy.goesUp(event("salt/beacon/web1/load/"))).isFalse();
    assertThat(policy.goesUp(event("salt/minion/web1/start"))).isFalse();
    assertThat(policy.goesUp(event("20261124120000000000"))).isFalse();
    var minions = Data.dict("minions", List.of("a"));
    assertThat(policy.goesUp(new Event(new Tag("20261124120000000000"), minions))).isTrue();
    assertThat(policy.goesUp(new Event(new Tag("salt/job/20261124120000000000/new"), minions)))
        .isFalse();
  }

  private static Event event(String tag) {
    return new Event(new Tag(tag), Data.dict("x", 1));
  }

  private static boolean goesUp(ReturnPolicy policy, Return r, boolean published) {
    return policy.of(r.fun(), r.source(), published) == ReturnPolicy.Verdict.UP;
  }

  private static Return returned(String fun) {
    return new Return(
        new Jid("20261124120000000000"),
        new MinionId("web1"),
        Data.dict("fun", fun, "return", true),
        Source.BUS);
  }
}
