package dev.saltern.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.SignatureAlgorithm;
import dev.saltern.wire.WireException;
import dev.saltern.wire.WrongKeyException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.zeromq.ZMQ;

class FakeMomTest {
  private static final MinionId SYNDIC = new MinionId("sm1");
  private static final Jid JID = new Jid("20261124120000000000");
  private static final int SHORT_MILLIS = 500;
  private static final int LONG_MILLIS = 10_000;

  @TempDir Path directory;
  private FakeMom mom;
  private RawClient syndic;

  @BeforeEach
  void start() throws IOException {
    mom = start(MasterSettings.of("mom", directory, SaltRelease.V3006_18));
    syndic = new RawClient(SYNDIC, mom.host(), mom.retPort());
  }

  private static FakeMom start(MasterSettings settings) throws IOException {
    FakeMom started = new FakeMom(settings, Clock.systemUTC());
    started.start();
    return started;
  }

  @AfterEach
  void stop() {
    syndic.close();
    mom.close();
  }

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

  @Test
  void aPublicationIsSignedAndCarriesASerial() throws Exception {
    // Given
    MinionKey.Session session = syndic.signIn().orElseThrow();
    try (ZMQ.Socket subscriber = subscribe(mom, "")) {
      // When
      Jid jid = mom.publish(Job.of("test.echo", "*", "hi").waiting(15));
      mom.publish(Job.of("test.ping", "*"));
      mom.faults().nextPublication(new Fault.ReplaySerial());
      mom.publish(Job.of("test.ping", "*"));
      mom.faults().nextPublication(new Fault.WrongSignature());
      mom.publish(Job.of("test.ping", "*"));

      // Then
      Data.Dict first = received(subscriber);
      byte[] sealed = first.get("load").flatMap(Data::asBytes).orElseThrow();
      assertThat(verifies(first)).isTrue();
      assertThat(session.shared().open(sealed))
          .isEqualTo(
              Data.dict(
                  "fun",
                  "test.echo",
                  "arg",
                  List.of("hi"),
                  "tgt",
                  "*",
                  "jid",
                  jid,
                  "ret",
                  "",
                  "tgt_type",
                  "glob",
                  "to",
                  15,
                  "user",
                  "root",
                  "auth_list",
                  List.of(),
                  "serial",
                  1));
      assertThat(serial(session, received(subscriber))).isEqualTo(2);
      assertThat(serial(session, received(subscriber))).isEqualTo(2);
      assertThat(verifies(received(subscriber))).isFalse();
    }
  }

  @Test
  void withFilteringSyndicsHearWhatIsForKnownMinions() throws Exception {
    // Given
    try (FakeMom filtering =
            start(
                MasterSettings.of("mom", directory.resolve("f"), SaltRelease.V3006_18)
                    .withZmqFiltering());
        ZMQ.Socket subscriber = subscribe(filtering, "syndic")) {
      filtering.keys().accept(SYNDIC, syndic.publicPem());

      // When: nobody is known to match the first, so it is broadcast
      filtering.publish(Job.of("test.ping", "nobody"));
      filtering.publish(Job.of("test.ping", "sm*"));

      // Then
      assertThat(new String(Objects.requireNonNull(subscriber.recv()), StandardCharsets.US_ASCII))
          .isEqualTo("syndic");
      assertThat(serialOf(filtering, DataCodec.decodeDict(subscriber.recv()))).isEqualTo(2);
    }
  }

  @Test
  void anotherAesKeyIsNoticedAtTheNextRequest() throws Exception {
    // Given
    try (FakeMom old =
            start(MasterSettings.of("mom", directory.resolve("o"), SaltRelease.V3006_0));
        RawClient client = new RawClient(SYNDIC, old.host(), old.retPort())) {
      MinionKey.Session before = client.signIn().orElseThrow();
      byte[] request = sealedByHand(before, syndicReturn("m1"));

      // When, Then: the old key is good until somebody comes with the new one
      old.rotateKey();
      assertThat(DataCodec.decode(client.ask(request, LONG_MILLIS).orElseThrow()).asBytes())
          .isPresent();
      MinionKey.Session after = client.signIn().orElseThrow();
      assertThat(client.ask(sealedByHand(after, syndicReturn("m2")), LONG_MILLIS)).isPresent();
      assertThat(DataCodec.decode(client.ask(request, LONG_MILLIS).orElseThrow()))
          .isEqualTo(Data.of("bad load"));
      assertThat(old.received().returnsInAll()).isEqualTo(2);
    }
  }

  @Test
  void aRestartKeepsPortsAndTheMasterKeyAndStartsSerialsAnew() throws Exception {
    // Given
    String pem = mom.publicKey().pem();
    mom.publish(Job.of("test.ping", "*"));

    // When
    mom.restart();

    // Then
    MinionKey.Session session = syndic.signIn().orElseThrow();
    assertThat(mom.publicKey().pem()).isEqualTo(pem);
    try (ZMQ.Socket subscriber = subscribe(mom, "")) {
      mom.publish(Job.of("test.ping", "*"));
      assertThat(serial(session, received(subscriber))).isEqualTo(1);
    }

    // When
    mom.restartAsAnotherMaster();

    // Then
    assertThat(mom.publicKey().pem()).isNotEqualTo(pem);
    assertThat(syndic.signIn()).isPresent();
  }

  private ZMQ.Socket subscribe(FakeMom to, String topic) {
    long before = to.subscriptions();
    ZMQ.Socket socket = syndic.subscribe(to.host(), to.publishPort(), topic);
    await().atMost(Duration.ofSeconds(10)).until(() -> to.subscriptions() > before);
    return socket;
  }

  private static Data.Dict received(ZMQ.Socket subscriber) throws WireException {
    return DataCodec.decodeDict(Objects.requireNonNull(subscriber.recv(), "nothing came"));
  }

  private boolean verifies(Data.Dict payload) {
    return mom.publicKey()
        .verify(
            payload.get("load").flatMap(Data::asBytes).orElseThrow(),
            payload.get("sig").flatMap(Data::asBytes).orElseThrow(),
            SignatureAlgorithm.SHA1);
  }

  private static long serial(MinionKey.Session session, Data.Dict payload) throws WireException {
    byte[] sealed = payload.get("load").flatMap(Data::asBytes).orElseThrow();
    return ((Data.Dict) session.shared().open(sealed)).integer("serial").orElseThrow();
  }

  private static long serialOf(FakeMom master, Data.Dict payload) throws WireException {
    byte[] sealed = payload.get("load").flatMap(Data::asBytes).orElseThrow();
    return ((Data.Dict) master.secrets().shared().open(sealed)).integer("serial").orElseThrow();
  }

  private static byte[] sealedByHand(MinionKey.Session session, Data.Dict load) {
    byte[] envelope = session.shared().seal(load.with("nonce", Data.of("1".repeat(32))));
    return ServerChannel.encode(Data.dict("enc", "aes", "load", envelope, "version", 2));
  }

  private static Data.Dict syndicReturn(String... minions) {
    Data.Dict returns = Data.Dict.EMPTY;
    for (String minion : minions) {
      Data one = Data.dict("return", true, "retcode", 0, "success", true, "fun_args", List.of());
      returns = returns.with(minion, one);
    }
    Data job =
        Data.dict(
            "id",
            "sm1",
            "jid",
            JID,
            "fun",
            "test.ping",
            "arg",
            null,
            "tgt",
            null,
            "tgt_type",
            null,
            "load",
            Data.dict("fun", "test.ping"),
            "return",
            returns);
    return Data.dict("cmd", "_syndic_return", "load", List.of(job));
  }
}
