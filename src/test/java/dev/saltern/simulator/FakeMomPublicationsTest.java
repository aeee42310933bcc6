package dev.saltern.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.SignatureAlgorithm;
import dev.saltern.wire.WireException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.awaitility.core.ConditionTimeoutException;
import org.junit.jupiter.api.Test;
import org.zeromq.ZMQ;

class FakeMomPublicationsTest extends FakeMomRig {
  private static final int SOCKETS_MAX = 5;

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

  /// Subscribes, with another socket where the first is lost: of a jeromq subscriber that had to
  /// connect a second time a jeromq publisher sees no subscription (a libzmq one, which masters
  /// have, sees each).
  private ZMQ.Socket subscribe(FakeMom to, String topic) {
    ZMQ.Socket socket = syndic.subscribe(to.host(), to.publishPort(), topic);
    for (int again = 1; !isSubscribed(to) && again < SOCKETS_MAX; again++) {
      socket.close();
      socket = syndic.subscribe(to.host(), to.publishPort(), topic);
    }
    assertThat(to.subscriptions()).isPositive();
    return socket;
  }

  private static boolean isSubscribed(FakeMom to) {
    try {
      await().atMost(Duration.ofSeconds(3)).until(() -> to.subscriptions() > 0);
      return true;
    } catch (ConditionTimeoutException _) {
      return false;
    }
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
}
