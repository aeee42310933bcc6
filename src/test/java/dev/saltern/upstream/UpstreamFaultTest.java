package dev.saltern.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.channel.Endpoint;
import dev.saltern.channel.FrozenLine;
import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.simulator.FakeMom;
import dev.saltern.simulator.Fault;
import dev.saltern.simulator.Job;
import dev.saltern.simulator.MasterSettings;
import dev.saltern.simulator.SaltRelease;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.SignatureAlgorithm;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// What a MoM may do to a link, and what the link makes of it.
@Timeout(180)
class UpstreamFaultTest extends UpstreamRig {
  private static final String RETURNS = "_syndic_return";

  private static MomConfig.Habits habits(Duration request) {
    var patience =
        new MomConfig.Patience(
            request, Duration.ofSeconds(10), QUICK.acceptance(), QUICK.reconnect());
    return new MomConfig.Habits(false, false, false, false, patience);
  }

  private static int signIns(FakeMom mom) {
    return mom.received().eventsTagged("salt/auth").size();
  }

  @Test
  void answerThatIsLateIsNeverTakenForTheNext() throws Exception {
    FakeMom mom = mom(SaltRelease.V3006_18);
    var patience = Duration.ofSeconds(4);
    Upstream upstream = upstream(mom, at(mom), habits(patience));
    awaitStarts(mom, 1);
    Upstream.Sender sender = sender(upstream);

    mom.faults().next(RETURNS, new Fault.Late(patience.plusMillis(300)));
    assertThat(sender.syndicReturns(returns("a1"))).isInstanceOf(UpstreamAnswer.Unreachable.class);
    // If the late answer, which is on its way now, were taken for this one's, its nonce would not
    // fit.
    assertThat(sender.syndicReturns(returns("a2"))).isEqualTo(new UpstreamAnswer.Acked());
    assertThat(sender.syndicReturns(returns("a3"))).isEqualTo(new UpstreamAnswer.Acked());
    assertThat(mom.received().returnsOf(JID).keySet().stream().map(MinionId::text))
        .containsExactly("a1", "a2", "a3");
  }

  @Test
  void signInThatIsAnsweredWithGarbageLateOrNotAtAllIsTriedAgain() throws Exception {
    FakeMom mom = mom(SaltRelease.V3006_18);
    mom.faults()
        .next("_auth", new Fault.Garbage(new byte[] {(byte) 0xc1, 0}))
        .next("_auth", new Fault.WrongSignature())
        .next("_auth", new Fault.WrongNonce())
        .next("_auth", new Fault.Late(Duration.ofMillis(1500)))
        .next("_auth", new Fault.Disconnect())
        .next("_auth", new Fault.ErrorText("bad load"));
    upstream(mom, at(mom), habits(Duration.ofSeconds(1)));
    awaitStarts(mom, 1);
    mom.publish(Job.of("test.ping", "*"));
    awaitPublished(1);
  }

  @Test
  void momThatIsGoneBetweenRequestAndAnswerIsTriedAgainAndGivenTheSame() throws Exception {
    FakeMom mom = mom(SaltRelease.V3006_18);
    Upstream.Sender sender = sender(connected(mom));
    mom.faults().next(RETURNS, new Fault.Disconnect());
    assertThat(sender.syndicReturns(returns("a1"))).isInstanceOf(UpstreamAnswer.Unreachable.class);
    await()
        .pollInSameThread()
        .atMost(LONG)
        .until(() -> sender.syndicReturns(returns("a1")) instanceof UpstreamAnswer.Acked);
    assertThat(mom.received().returnsOf(JID)).containsEntry(new MinionId("a1"), 2);
    awaitStarts(mom, 2);
  }

  @Test
  void momThatFallsSilentWithoutHangingUpDuringARequestIsNotWaitedForLonger() throws Exception {
    FakeMom mom = mom(SaltRelease.V3006_18);
    // Only requests pass through the line; what finds a silent publish port is SubChannelTest's.
    try (FrozenLine line = FrozenLine.to(at(mom))) {
      Endpoint through = line.endpoint();
      Upstream upstream = upstream(mom, through, habits(Duration.ofSeconds(1)));
      awaitStarts(mom, 1);
      Upstream.Sender sender = sender(upstream);
      assertThat(sender.syndicReturns(returns("a1"))).isEqualTo(new UpstreamAnswer.Acked());
      line.freeze();
      assertThat(sender.syndicReturns(returns("a2")))
          .isInstanceOf(UpstreamAnswer.Unreachable.class);
    }
  }

  @Test
  void floodIsBoundedAndDelaysNoOtherMom() throws Exception {
    FakeMom flooding = started(MasterSettings.of("mom", home.resolve("1"), SaltRelease.V3006_18));
    FakeMom calm = started(MasterSettings.of("calm", home.resolve("2"), SaltRelease.V3006_18));
    var stuck = new CountDownLatch(1);
    Upstream upstream = unstarted(flooding, at(flooding), habits(Duration.ofSeconds(5)));
    upstream.start(
        (_, load) -> {
          stuck.await();
          published.add(load);
        });
    upstream(calm, at(calm), habits(Duration.ofSeconds(5)));
    awaitStarts(flooding, 1);
    awaitStarts(calm, 1);

    // When: 40 MiB, of which 32 fit
    String big = "x".repeat(1 << 20);
    for (int i = 0; i < 40; i++) {
      flooding.publish(Job.of("test.echo", "*", big));
    }

    // Then
    await().atMost(LONG).until(() -> taken(upstream) == 40);
    assertThat(upstream.counts().dropped()).isBetween(7L, 9L);
    assertThat(upstream.check().ok()).isFalse();
    assertThat(upstream.check().message()).contains("were dropped");
    Jid ping = calm.publish(Job.of("test.ping", "*"));
    awaitPublished(1);
    assertThat(published.getFirst().text("jid")).hasValue(ping.text());
    // Its requests are answered, and its connection stands.
    assertThat(sender(upstream).syndicReturns(returns("a1"))).isEqualTo(new UpstreamAnswer.Acked());
    assertThat(flooding.received().starts()).containsEntry("sm1", 1);

    // When
    stuck.countDown();
    await().atMost(LONG).until(() -> published.size() == 41 - upstream.counts().dropped());
    Jid last = flooding.publish(Job.of("test.ping", "*"));

    // Then
    await()
        .atMost(LONG)
        .until(() -> published.getLast().text("jid").orElseThrow().equals(last.text()));
    await().atMost(LONG).until(() -> upstream.check().ok());
  }

  private static long taken(Upstream upstream) {
    return upstream.counts().received() + upstream.counts().dropped();
  }

  @Test
  void whileASignInFailsNeitherSideTriesBeforeItsTime() throws Exception {
    FakeMom mom = mom(SaltRelease.V3006_18);
    mom.keys().autoAccept(false);
    var patience =
        new MomConfig.Patience(
            Duration.ofSeconds(5),
            Duration.ofSeconds(10),
            new Backoff(Duration.ofMinutes(10), Duration.ofMinutes(10)),
            QUICK.reconnect());
    Upstream upstream =
        upstream(mom, at(mom), new MomConfig.Habits(false, false, false, false, patience));
    await().atMost(LONG).until(() -> upstream.check().message().contains("salt-key -a sm1"));
    Upstream.Sender sender = sender(upstream);
    for (int i = 0; i < 20; i++) {
      assertThat(sender.syndicReturns(returns("a1")))
          .isInstanceOf(UpstreamAnswer.Unreachable.class);
    }
    assertThat(signIns(mom)).isEqualTo(1);
  }

  @Test
  void keyThatProvesWrongAgainAndAgainDoesNotMakeUsSignInWithoutEnd() throws Exception {
    FakeMom mom = mom(SaltRelease.V3006_18);
    Upstream upstream = connected(mom);
    Upstream.Sender sender = sender(upstream);
    int before = signIns(mom);
    mom.faults().next(RETURNS, Integer.MAX_VALUE, new Fault.ErrorText("bad load"));
    long begin = System.nanoTime();
    for (int i = 0; i < 50; i++) {
      sender.syndicReturns(returns("a1"));
    }
    long seconds = 1 + (System.nanoTime() - begin) / 1_000_000_000L;
    assertThat(signIns(mom) - before)
        .isBetween(1, (int) (seconds + 1) * (SharedSession.QUICK_MAX + 2));
    mom.faults().clear();
    await()
        .pollInSameThread()
        .atMost(LONG)
        .until(() -> sender.syndicReturns(returns("a1")) instanceof UpstreamAnswer.Acked);
  }

  @Test
  void signedReturnsVerifyWithOurKey() throws Exception {
    FakeMom mom = mom(SaltRelease.V3006_18);
    Upstream upstream =
        upstream(mom, at(mom), new MomConfig.Habits(false, false, true, false, QUICK));
    awaitStarts(mom, 1);
    assertThat(sender(upstream).syndicReturns(returns("a1"))).isEqualTo(new UpstreamAnswer.Acked());

    Data.Dict got = mom.received().requests(RETURNS).getLast();
    Data.Dict signed = Data.dict("cmd", RETURNS, "load", got.get("load").orElseThrow());
    byte[] bytes = DataCodec.encode(signed, DataCodec.Spec.OLD);
    byte[] signature = got.get("sig").flatMap(Data::asBytes).orElseThrow();
    var ours = dev.saltern.wire.RsaPublicKey.parse(KEY.publicPem());
    assertThat(ours.verify(bytes, signature, SignatureAlgorithm.SHA1)).isTrue();
    bytes[bytes.length - 1] ^= 1;
    assertThat(ours.verify(bytes, signature, SignatureAlgorithm.SHA1)).isFalse();
  }
}
