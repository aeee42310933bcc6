package dev.saltern.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import dev.saltern.wire.WrongKeyException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class FakeMomTest extends FakeMomRig {
  @Test
  void aSyndicReturnIsRecordedMinionByMinion() throws Exception {
    // Given
    MinionKey.Session session = syndic.signIn().orElseThrow();

    // When
    syndic.decoded(syndicReturn("m1", "m2"), session);
    syndic.decoded(syndicReturn("m2"), session);

    // Then
    assertThat(mom.received().returnsOf(JID))
        .isEqualTo(Map.of(new MinionId("m1"), 1, new MinionId("m2"), 2));
    assertThat(mom.received().returnOf(JID, new MinionId("m1")).orElseThrow())
        .isEqualTo(
            Data.dict(
                "jid",
                JID,
                "id",
                "m1",
                "return",
                true,
                "retcode",
                0,
                "success",
                true,
                "fun_args",
                List.of(),
                "fun",
                "test.ping"));
    assertThat(mom.received().returnsInAll()).isEqualTo(3);
    assertThat(mom.received().loadsOf(JID)).hasSize(2);
    assertThat(mom.received().eventsTagged("salt/job/" + JID + "/ret/m2")).hasSize(2);
  }

  @Test
  void eventsAreFiredTwiceAndTheirMinionsExpected() throws Exception {
    // Given
    MinionKey.Session session = syndic.signIn().orElseThrow();
    Data announced = Data.dict("minions", List.of("m1"), "jid", JID);
    Data events =
        Data.of(
            List.of(
                Data.dict("tag", "salt/job/" + JID + "/new", "data", announced),
                Data.dict("tag", "my/tag", "data", Data.dict("x", 1))));

    // When
    syndic.decoded(
        Data.dict("cmd", "_minion_event", "id", "sm1", "pretag", "syndic/sm1", "events", events),
        session);

    // Then: a master's own tag is not fired, yet what it says is taken
    assertThat(mom.received().expectedOf(JID)).isEqualTo(Map.of(SYNDIC, Set.of("m1")));
    assertThat(mom.received().eventsTagged("my/tag")).hasSize(1);
    assertThat(mom.received().eventsTagged("syndic/sm1/my/tag")).hasSize(1);
    assertThat(mom.received().eventsTagged("salt/job/" + JID + "/new")).isEmpty();
  }

  @Test
  void aStartIsCounted() throws Exception {
    // Given
    MinionKey.Session session = syndic.signIn().orElseThrow();

    // When
    syndic.decoded(
        Data.dict(
            "cmd",
            "_minion_event",
            "id",
            "sm1",
            "pretag",
            null,
            "tag",
            "salt/syndic/sm1/start",
            "data",
            "Syndic sm1 started"),
        session);

    // Then
    assertThat(mom.received().starts()).isEqualTo(Map.of("sm1", 1));
  }

  @Test
  void aClientMayHaveToWaitOrBeRefused() throws Exception {
    // Given, When, Then
    mom.keys().autoAccept(false);
    assertThat(syndic.signIn()).isEmpty();
    assertThat(mom.keys().pending()).containsExactly(SYNDIC);
    mom.keys().reject(SYNDIC, syndic.publicPem());
    assertThat(syndic.signIn()).isEmpty();
    mom.keys().accept(SYNDIC, syndic.publicPem());
    assertThat(syndic.signIn()).isPresent();
    mom.keys().minionsMax(0);
    assertThat(syndic.signIn()).isPresent();
    mom.keys().delete(SYNDIC);
    assertThat(syndic.signIn()).isEmpty();
  }

  @Test
  void faultsHitTheRequestsTheyArePlannedFor() throws Exception {
    // Given
    MinionKey.Session session = syndic.signIn().orElseThrow();
    Data.Dict load = syndicReturn("m1");
    String cmd = "_syndic_return";

    // When, Then: nothing heard, but done
    mom.faults().next(cmd, new Fault.DropReply());
    assertThat(syndic.answer(load, session, SHORT_MILLIS)).isEmpty();
    assertThat(mom.received().returnsInAll()).isEqualTo(1);

    // nothing heard, nothing done
    mom.faults().next(cmd, new Fault.DropRequest());
    assertThat(syndic.answer(load, session, SHORT_MILLIS)).isEmpty();
    assertThat(mom.received().returnsInAll()).isEqualTo(1);

    // a text, nothing done
    mom.faults().next(cmd, new Fault.ErrorText("bad load"));
    assertThat(syndic.decoded(load, session)).isEqualTo(Data.of("bad load"));
    assertThat(mom.received().returnsInAll()).isEqualTo(1);

    // done, but the answer is none
    mom.faults().next(cmd, new Fault.Garbage(new byte[] {1, 2, 3}));
    assertThat(syndic.answer(load, session, LONG_MILLIS)).contains(new byte[] {1, 2, 3});
    mom.faults().next(cmd, new Fault.WrongSignature());
    byte[] tampered = syndic.decoded(load, session).asBytes().orElseThrow();
    assertThatThrownBy(() -> session.own().open(tampered)).isInstanceOf(WrongKeyException.class);
    mom.faults().next(cmd, new Fault.WrongNonce());
    byte[] other = syndic.decoded(load, session).asBytes().orElseThrow();
    assertThat(session.own().open(other, "0".repeat(32))).isEqualTo(Data.Nil.NIL);
    assertThat(mom.received().returnsInAll()).isEqualTo(4);

    // done and answered late, or never as the connection broke
    mom.faults().next(cmd, new Fault.Late(Duration.ofMillis(2 * SHORT_MILLIS)));
    assertThat(syndic.answer(load, session, SHORT_MILLIS)).isEmpty();
    mom.faults().next(cmd, new Fault.Late(Duration.ofMillis(1)));
    assertThat(syndic.answer(load, session, LONG_MILLIS)).isPresent();
    mom.faults().next(cmd, new Fault.Disconnect());
    assertThat(syndic.answer(load, session, SHORT_MILLIS)).isEmpty();
    assertThat(mom.received().returnsInAll()).isEqualTo(7);

    // all well again
    assertThat(syndic.answer(load, session, LONG_MILLIS)).isPresent();
  }

  @Test
  void aFaultOfChanceIsTheSameForTheSameSeed() {
    // Given
    var one = new Faults().sometimes("_return", 0.5, 42, new Fault.DropReply());
    var other = new Faults().sometimes("_return", 0.5, 42, new Fault.DropReply());

    // Then
    int hits = 0;
    for (int i = 0; i < 100; i++) {
      boolean hit = one.takeFor("_return").isPresent();
      hits += hit ? 1 : 0;
      assertThat(other.takeFor("_return").isPresent()).isEqualTo(hit);
    }
    assertThat(hits).isBetween(30, 70);
    assertThat(one.takeFor("_auth")).isEmpty();
  }
}
