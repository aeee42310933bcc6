package dev.saltern.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Tag;
import dev.saltern.simulator.FakeMom;
import dev.saltern.simulator.Fault;
import dev.saltern.simulator.Job;
import dev.saltern.simulator.MasterSettings;
import dev.saltern.simulator.SaltRelease;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// A simulated MoM on real sockets, and what it does to us.
@Timeout(180)
class UpstreamTest extends UpstreamRig {
  @Test
  void bothVersionsBringJobsDownAndReturnsUp() throws Exception {
    for (SaltRelease release : List.of(SaltRelease.V3006_0, SaltRelease.V3006_18)) {
      FakeMom mom = started(MasterSettings.of("mom", home.resolve(release.name()), release));
      published.clear();
      Upstream upstream = connected(mom);

      assertThat(upstream.check().ok()).isTrue();
      assertThat(upstream.check().message())
          .contains("version " + (release == SaltRelease.V3006_0 ? 2 : 3));
      Jid jid = mom.publish(Job.of("test.ping", "*"));
      awaitPublished(1);
      assertThat(published.getFirst().text("jid")).hasValue(jid.text());
      Upstream.Sender sender = sender(upstream);
      assertThat(sender.syndicReturns(returns("a1", "a2"))).isEqualTo(new UpstreamAnswer.Acked());
      assertThat(mom.received().returnsOf(JID))
          .containsExactlyInAnyOrderEntriesOf(Map.of(new MinionId("a1"), 1, new MinionId("a2"), 1));
      assertThat(mom.received().returnOf(JID, new MinionId("a1")).orElseThrow().text("out"))
          .hasValue("nested");
      var event = new Event(new Tag("my/tag"), Data.dict("a", 1));
      assertThat(sender.events(List.of(event))).isEqualTo(new UpstreamAnswer.Acked());
      assertThat(mom.received().eventsTagged("my/tag")).hasSize(1);
      assertThat(mom.received().eventsTagged("syndic/sm1/my/tag")).hasSize(1);
      assertThat(mom.received().eventsTagged("syndic_start")).hasSize(1);
    }
  }

  @Test
  void rotatedKeyCostsNeitherAJobNorAReturn() throws Exception {
    FakeMom mom = mom(SaltRelease.V3006_0);
    Upstream upstream = connected(mom);
    Upstream.Sender sender = sender(upstream);
    mom.rotateKey();
    mom.publish(Job.of("test.ping", "*"));
    awaitPublished(1);
    mom.rotateKey();
    assertThat(sender.syndicReturns(returns("a1"))).isEqualTo(new UpstreamAnswer.Acked());
    mom.publish(Job.of("test.ping", "*"));
    awaitPublished(2);
  }

  @Test
  void renewedSessionKeyCostsNoReturn() throws Exception {
    FakeMom mom = mom(SaltRelease.V3006_18);
    Upstream.Sender sender = sender(connected(mom));
    mom.renewSessions();
    assertThat(sender.syndicReturns(returns("a1"))).isEqualTo(new UpstreamAnswer.Acked());
  }

  @Test
  void restartedMomIsFoundAgainAndToldOfOurStart() throws Exception {
    FakeMom mom = mom(SaltRelease.V3006_18);
    connected(mom);
    mom.restart();
    awaitStarts(mom, 2);
    mom.publish(Job.of("test.ping", "*"));
    awaitPublished(1);
  }

  @Test
  void anotherMasterUnderTheSameAddressIsRefused() throws Exception {
    FakeMom mom = mom(SaltRelease.V3006_18);
    Upstream upstream = connected(mom);
    mom.restartAsAnotherMaster();
    await().atMost(LONG).until(() -> upstream.check().message().contains("key changed"));
    assertThat(upstream.check().ok()).isFalse();
    assertThat(mom.received().starts()).containsEntry("sm1", 1);
  }

  @Test
  void pendingKeyWaitsUntilItIsAccepted() throws Exception {
    FakeMom mom = mom(SaltRelease.V3006_18);
    mom.keys().autoAccept(false);
    Upstream upstream = upstream(mom, false, false);
    await().atMost(LONG).until(() -> upstream.check().message().contains("salt-key -a"));
    mom.keys().accept(SM1, KEY.publicPem());
    awaitStarts(mom, 1);
  }

  @Test
  void publicationsThatAreNotProvenOrSeenBeforeHaveNoEffect() throws Exception {
    FakeMom mom = mom(SaltRelease.V3006_18);
    Upstream upstream = connected(mom);
    mom.publish(Job.of("test.one", "*"));
    awaitPublished(1);
    mom.faults().nextPublication(new Fault.Twice());
    mom.publish(Job.of("test.two", "*"));
    mom.faults().nextPublication(new Fault.ReplaySerial());
    mom.publish(Job.of("test.replayed", "*"));
    mom.faults().nextPublication(new Fault.WrongSignature());
    mom.publish(Job.of("test.forged", "*"));
    mom.faults().nextPublication(new Fault.Garbage(new byte[] {1, 2, 3}));
    mom.publish(Job.of("test.garbage", "*"));
    mom.publish(Job.of("test.last", "*"));

    await()
        .atMost(LONG)
        .until(() -> published.stream().anyMatch(l -> l.text("fun").get().equals("test.last")));
    assertThat(published.stream().map(l -> l.text("fun").orElseThrow()))
        .containsExactly("test.one", "test.two", "test.last");
    assertThat(upstream.counts()).isEqualTo(new Upstream.Counts(3, 4, 0, 1));
  }

  @Test
  void unsignedPublicationCountsUnlessASignatureIsDemanded() throws Exception {
    FakeMom mom = started(MasterSettings.of("mom", home, SaltRelease.V3006_18).withoutSignatures());
    Upstream strict = upstream(mom, false, true);
    awaitStarts(mom, 1);
    mom.publish(Job.of("test.ping", "*"));
    await().atMost(LONG).until(() -> strict.counts().refused() == 1);
    assertThat(published).isEmpty();
    upstream(mom, false, false);
    awaitStarts(mom, 2);
    mom.publish(Job.of("test.ping", "*"));
    awaitPublished(1);
  }

  @Test
  void topicsAreSubscribedToWhereTheMomFilters() throws Exception {
    FakeMom mom = started(MasterSettings.of("mom", home, SaltRelease.V3006_18).withZmqFiltering());
    upstream(mom, true, false);
    awaitStarts(mom, 1);
    mom.publish(Job.of("test.ping", "*"));
    awaitPublished(1);
  }

  @Test
  void whatAMomAnswersIsTold() throws Exception {
    FakeMom mom = mom(SaltRelease.V3006_18);
    Upstream.Sender sender = sender(connected(mom));
    String cmd = "_syndic_return";
    var failed = new Fault.ErrorText("Some exception handling minion payload");

    mom.faults().next(cmd, failed);
    assertThat(sender.syndicReturns(returns("a1"))).isEqualTo(new UpstreamAnswer.Acked());
    mom.faults().next(cmd, 2, failed);
    assertThat(sender.syndicReturns(returns("a1"))).isInstanceOf(UpstreamAnswer.Refused.class);
    mom.faults().next(cmd, 2, new Fault.ErrorText("bad load"));
    assertThat(sender.syndicReturns(returns("a1"))).isInstanceOf(UpstreamAnswer.Unreachable.class);
    mom.faults().next(cmd, new Fault.WrongNonce());
    assertThat(sender.syndicReturns(returns("a1"))).isInstanceOf(UpstreamAnswer.Unreachable.class);
    mom.faults().next(cmd, new Fault.Garbage(new byte[] {(byte) 0xc1}));
    assertThat(sender.syndicReturns(returns("a1"))).isInstanceOf(UpstreamAnswer.Unreachable.class);
    mom.faults().next(cmd, new Fault.DropReply());
    assertThat(sender.syndicReturns(returns("a1"))).isInstanceOf(UpstreamAnswer.Unreachable.class);
    assertThat(sender.syndicReturns(returns("a1"))).isEqualTo(new UpstreamAnswer.Acked());
  }
}
