package dev.saltern.relay;

import static dev.saltern.relay.UpRig.JID;
import static dev.saltern.relay.UpRig.OTHER;
import static dev.saltern.relay.UpRig.expecting;
import static dev.saltern.relay.UpRig.findJob;
import static dev.saltern.relay.UpRig.publication;
import static dev.saltern.relay.UpRig.returned;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.job.Completion;
import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Gap;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.job.Tag;
import dev.saltern.upstream.JobReturns;
import dev.saltern.upstream.UpstreamAnswer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MomForwarderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /// A job of this one says that all before it has been decided.
  private static final Jid LAST = new Jid("20261124120000000009");

  private final FakeLine mom = new FakeLine("mom1");
  private final UpRig rig;

  MomForwarderTest(@TempDir Path folder) throws Exception {
    rig = new UpRig(folder, UpRig.settings(2), InstantSource.system());
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aJobForFewGoesUpAndOneForManyStays() throws Exception {
    MomForwarder up = rig.start(mom);
    publish(JID, publication("cmd.run", "x"));
    publish(OTHER, publication("cmd.run", "x"));

    rig.journal.accept(expecting(JID, 2));
    rig.journal.accept(expecting(OTHER, 3));
    rig.journal.accept(returned(JID, "m1"));
    rig.journal.accept(returned(OTHER, "m1"));
    rig.journal.accept(returned(JID, "m2"));
    awaitAll();

    assertThat(mom.returnsOf(JID)).containsOnlyKeys("m1", "m2");
    assertThat(mom.returnsOf(OTHER)).isEmpty();
    assertThat(up.verdicts().stays()).isEqualTo(1);
    assertThat(up.verdicts().up()).isGreaterThanOrEqualTo(2);
    assertThat(up.roundTrips().count()).isEqualTo(up.counts().messages());
    assertThat(mom.messages())
        .allSatisfy(m -> assertThat(m.getFirst().load()).isEqualTo(Data.Dict.EMPTY));
  }

  @Test
  void aLongTimeoutLetsAJobForManyUp() throws Exception {
    rig.start(mom);
    publish(JID, publication("cmd.run", "x").with("to", Data.of(16)));
    publish(OTHER, publication("cmd.run", "x").with("to", Data.of(15)));

    for (Jid jid : List.of(JID, OTHER)) {
      rig.journal.accept(expecting(jid, 3));
      rig.journal.accept(returned(jid, "m1"));
    }
    awaitAll();

    assertThat(mom.returnsOf(JID)).containsOnlyKeys("m1");
    assertThat(mom.returnsOf(OTHER)).isEmpty();
  }

  @Test
  void whatNoMomPublishedStaysUnlessItsFunctionIsConfigured() throws Exception {
    rig.start(mom);

    rig.journal.accept(expecting(JID, 1));
    rig.journal.accept(returned(JID, "m1"));
    rig.journal.accept(returned(JID, "m2", "test.ping"));
    rig.journal.accept(returned(OTHER, "m1", "conf.get"));
    awaitAll();

    assertThat(mom.returnsOf(JID)).isEmpty();
    assertThat(mom.returnsOf(OTHER)).containsOnlyKeys("m1");
  }

  @Test
  void aFindJobReleasesWhatIsThereAndLetsTheRestUp() throws Exception {
    MomForwarder forwarder = rig.start(mom);
    publish(JID, publication("cmd.run", "x"));
    rig.journal.accept(expecting(JID, 3));
    bus(returned(JID, "m1"));
    awaitAll();
    assertThat(mom.returnsOf(JID)).isEmpty();

    publish(OTHER, findJob(JID));
    await().atMost(PATIENCE).until(() -> mom.returnsOf(JID).containsKey("m1"));
    bus(returned(JID, "m2"));
    await().atMost(PATIENCE).until(() -> mom.returnsOf(JID).containsKey("m2"));
    publish(OTHER, findJob(JID));
    bus(returned(JID, "m3"));

    await().atMost(PATIENCE).until(() -> mom.returnsOf(JID).containsKey("m3"));
    assertThat(mom.returnsOf(JID)).as("each once").isEqualTo(Map.of("m1", 1, "m2", 1, "m3", 1));
    assertThat(forwarder.counts().late()).isZero();
  }

  @Test
  void aFindJobOfAMomThatDidNotPublishTheJobReleasesNothing() throws Exception {
    rig.start(mom);
    rig.book.published(JID, "mom2");
    rig.journal.accept(expecting(JID, 3));
    bus(returned(JID, "m1"));

    publish(OTHER, findJob(JID));
    awaitAll();

    assertThat(mom.returnsOf(JID)).isEmpty();
    assertThat(rig.watches.watches()).isEmpty();
  }

  @Test
  void aReturnThatComesBeforeItsJobsMinionsAreKnownGoesUpOnceTheyAreFew() throws Exception {
    rig.start(mom);
    publish(JID, publication("cmd.run", "x"));
    bus(returned(JID, "m1"));
    awaitAll();
    assertThat(mom.returnsOf(JID)).isEmpty();

    rig.journal.accept(expecting(JID, 2));

    await().atMost(PATIENCE).until(() -> mom.returnsOf(JID).containsKey("m1"));
  }

  @Test
  void aWatchThatIsOnDiskIsReleasedAfterTheStart() throws Exception {
    rig.book.published(JID, "mom1");
    rig.past.add(returned(JID, "m1"));
    rig.watches.watch(JID, "mom1", Instant.now().plusSeconds(60));

    rig.start(mom);

    await().atMost(PATIENCE).until(() -> mom.returnsOf(JID).containsKey("m1"));
  }

  @Test
  void aReleaseOfManyIsCutAndOtherJobsAreNotHeldUp() throws Exception {
    publish(JID, publication("cmd.run", "x"));
    String text = "x".repeat(1000);
    for (int i = 0; i < 3000; i++) {
      rig.past.add(
          new Return(JID, new MinionId("m" + i), Data.dict("return", text), Source.DIRECTORY));
    }
    var third = new Jid("20261124120000000003");
    publish(third, publication("cmd.run", "x").with("to", Data.of(60)));
    var taken = new AtomicInteger();
    mom.answers(
        () -> {
          if (taken.incrementAndGet() == 3) {
            accept(returned(third, "m1"));
          }
          return new UpstreamAnswer.Acked();
        });
    rig.start(mom);

    publish(OTHER, findJob(JID));

    await().atMost(PATIENCE).until(() -> mom.returnsOf(JID).size() == 3000);
    List<Jid> order = mom.messages().stream().map(m -> m.getFirst().jid()).toList();
    assertThat(order.indexOf(third)).isPositive().isLessThan(order.lastIndexOf(JID));
    assertThat(mom.messages())
        .hasSizeGreaterThan(30)
        .allSatisfy(m -> assertThat(weight(m)).isLessThanOrEqualTo(100_000));
  }

  private void accept(Return answer) {
    try {
      rig.journal.acceptAndForce(List.of(answer));
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void oneThatIsBiggerThanAMessageGoesAlone() throws Exception {
    rig.start(mom, ReturnPolicy.Mode.ALL, rig.route("mom1"));
    publish(JID, publication("cmd.run", "x"));
    rig.journal.accept(returned(JID, "m1"));
    rig.journal.accept(
        new Return(JID, new MinionId("m2"), Data.dict("return", "x".repeat(200_000)), Source.BUS));
    rig.journal.accept(returned(JID, "m3"));

    await().atMost(PATIENCE).until(() -> mom.returnsOf(JID).size() == 3);
    assertThat(mom.messages().stream().filter(m -> weight(m) > 100_000))
        .singleElement()
        .satisfies(m -> assertThat(m.getFirst().returns()).hasSize(1));
  }

  @Test
  void aMessageWithoutAnAnswerIsSentAgainAsItWas() throws Exception {
    mom.silent();
    rig.start(mom, ReturnPolicy.Mode.ALL, rig.route("mom1"));
    publish(JID, publication("cmd.run", "x"));
    rig.journal.accept(returned(JID, "m1"));
    await().atMost(PATIENCE).until(() -> mom.refused().size() > 2);
    rig.journal.accept(returned(JID, "m2"));
    int tried = mom.refused().size();
    await().atMost(PATIENCE).until(() -> mom.refused().size() > tried + 2);

    mom.takes();

    await().atMost(PATIENCE).until(() -> mom.returnsOf(JID).size() == 2);
    assertThat(Set.copyOf(mom.refused())).containsExactly(mom.messages().getFirst());
    assertThat(mom.returnsOf(JID)).isEqualTo(Map.of("m1", 1, "m2", 1));
  }

  @Test
  void aMessageThatIsRefusedAgainAndAgainIsGivenUpAndCounted() throws Exception {
    mom.answers(() -> new UpstreamAnswer.Refused("as the test says"));
    MomForwarder forwarder = rig.start(mom, ReturnPolicy.Mode.ALL, rig.route("mom1"));
    publish(JID, publication("cmd.run", "x"));
    rig.journal.accept(returned(JID, "m1"));
    await().atMost(PATIENCE).until(() -> forwarder.counts().refused() == 1);

    mom.takes();
    rig.journal.accept(returned(JID, "m2"));

    await().atMost(PATIENCE).until(() -> mom.returnsOf(JID).size() == 1);
    assertThat(mom.returnsOf(JID)).containsOnlyKeys("m2");
  }

  @Test
  void aDeadMomDelaysNoOtherAndGetsItsOwnLater() throws Exception {
    var dead = new FakeLine("mom2");
    dead.silent();
    Route route = rig.route("mom1", "mom2");
    rig.start(dead, ReturnPolicy.Mode.ALL, route);
    rig.start(mom, ReturnPolicy.Mode.ALL, route);
    rig.book.published(JID, "mom1");
    rig.book.published(JID, "mom2");
    rig.book.published(OTHER, "mom2");
    rig.journal.accept(returned(OTHER, "m1"));
    rig.journal.accept(returned(JID, "m1"));
    awaitAll();
    assertThat(mom.returnsOf(JID)).containsOnlyKeys("m1");
    assertThat(dead.messages()).isEmpty();

    dead.takes();

    await().atMost(PATIENCE).until(() -> dead.returnsOf(JID).size() == 1);
    assertThat(dead.returnsOf(OTHER)).containsOnlyKeys("m1");
    assertThat(mom.returnsOf(OTHER)).isEmpty();
  }

  @Test
  void anotherMomStandsInForOneThatIsDownAndNothingIsSentTwice() throws Exception {
    var first = new FakeLine("mom0");
    first.silent();
    var down = new AtomicBoolean();
    var route =
        new Route(
            List.of("mom0", "mom1"), rig.book, true, name -> name.equals("mom0") && down.get());
    rig.start(first, ReturnPolicy.Mode.ALL, route);
    rig.start(mom, ReturnPolicy.Mode.ALL, route);
    rig.journal.accept(returned(JID, "m1"));
    awaitAll();
    assertThat(mom.returnsOf(JID)).as("it may be back at once").isEmpty();

    down.set(true);
    rig.journal.accept(returned(OTHER, "m2"));
    await().atMost(PATIENCE).until(() -> mom.returnsOf(OTHER).size() == 1);
    down.set(false);
    first.takes();
    await().atMost(PATIENCE).until(() -> first.returnsOf(JID).size() == 1);
    rig.journal.accept(returned(JID, "m3"));
    await().atMost(PATIENCE).until(() -> first.returnsOf(JID).size() == 2);

    assertThat(first.returnsOf(OTHER)).isEmpty();
    assertThat(mom.returnsOf(OTHER)).isEqualTo(Map.of("m2", 1));
    assertThat(mom.returnsOf(JID)).isEmpty();
  }

  @Test
  void ownFindingsRunsAndCutReturnsStay() throws Exception {
    rig.start(mom, ReturnPolicy.Mode.ALL, rig.route("mom1"));
    publish(JID, publication("cmd.run", "x"));
    rig.journal.accept(new Completion(JID, Instant.EPOCH, 0, true, Map.of()));
    rig.journal.accept(Gap.between(Instant.EPOCH, Instant.now(), Gap.Reason.START));
    rig.journal.accept(returned(JID, "sm1_master", "runner.jobs.active"));
    rig.journal.accept(returned(JID, "sm1_master", "wheel.key.list_all"));
    Return cut = returned(JID, "m1");
    rig.journal.accept(new Return(JID, cut.minion(), cut.body(), Source.TRIMMED));
    awaitAll();
    assertThat(mom.returnsOf(JID)).isEmpty();

    rig.journal.accept(new Return(JID, cut.minion(), cut.body(), Source.DIRECTORY));

    await().atMost(PATIENCE).until(() -> mom.returnsOf(JID).containsKey("m1"));
  }

  @Test
  void aDigestGoesUpToWhoPublishedTheJob() throws Exception {
    var other = new FakeLine("mom2");
    Route route = rig.route("mom1", "mom2");
    rig.start(mom, ReturnPolicy.Mode.WATCHED, route);
    rig.start(other, ReturnPolicy.Mode.WATCHED, route);
    rig.book.published(JID, "mom1");
    String tag = "salt/job/" + JID + "/syndic/sm1/progress";

    rig.journal.accept(new Event(new Tag(tag), Data.dict("answered", 1)));
    rig.journal.accept(new Event(new Tag("my/beacon"), Data.dict("x", 1)));

    await().atMost(PATIENCE).until(() -> other.tags().contains("my/beacon"));
    await().atMost(PATIENCE).until(() -> mom.tags().contains("my/beacon"));
    assertThat(mom.tags()).contains(tag);
    assertThat(other.tags()).doesNotContain(tag);
  }

  private void publish(Jid jid, Data.Dict publication) throws Exception {
    rig.book.published(jid, "mom1");
    rig.watcher.published("mom1", jid, publication);
  }

  /// On the bus, and in the master's job cache.
  private void bus(Return r) throws Exception {
    rig.past.add(r);
    rig.journal.accept(r);
  }

  /// Waits until the MoM has got something that was journaled after all the rest.
  private void awaitAll() throws Exception {
    int before = mom.returnsOf(LAST).size();
    rig.book.published(LAST, "mom1");
    rig.journal.accept(returned(LAST, "last" + before, "test.ping"));
    await().atMost(PATIENCE).until(() -> mom.returnsOf(LAST).size() > before);
  }

  private static long weight(List<JobReturns> message) {
    return message.stream()
        .flatMap(job -> job.returns().values().stream())
        .mapToLong(Weight::of)
        .sum();
  }
}
