package dev.saltern.relay;

import static dev.saltern.relay.UpRig.JID;
import static dev.saltern.relay.UpRig.OTHER;
import static dev.saltern.relay.UpRig.findJob;
import static dev.saltern.relay.UpRig.publication;
import static dev.saltern.relay.UpRig.returned;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.testing.HandClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Releases by hand-moved time, without a thread.
class ReleasesTest {
  private static final long BYTES = 10_000;

  private final HandClock clock = new HandClock();
  private final UpRig rig;
  private final Releases releases;

  ReleasesTest(@TempDir Path folder) throws Exception {
    rig = new UpRig(folder, UpRig.settings(0), clock);
    releases = rig.watcher.releases("mom1");
  }

  @BeforeEach
  void publish() throws Exception {
    rig.book.published(JID, "mom1");
    rig.watcher.published("mom1", JID, publication("cmd.run", "x"));
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aReleaseLooksAgainForFilesThatComeAfterTheirEvent() throws Exception {
    rig.watcher.published("mom1", OTHER, findJob(JID));
    assertThat(sent()).isEmpty();
    rig.past.add(returned(JID, "m1"));
    assertThat(sent()).as("not yet").isEmpty();

    clock.forward(Duration.ofSeconds(1));
    assertThat(sent()).containsExactly("m1");
    rig.past.add(returned(JID, "m2"));
    assertThat(releases.pause(Duration.ofMinutes(1))).isEqualTo(Duration.ofSeconds(2));

    clock.forward(Duration.ofSeconds(2));
    assertThat(sent()).as("what was sent is not sent again").containsExactly("m2");
    assertThat(releases.pause(Duration.ofMinutes(1))).isEqualTo(Duration.ofMinutes(1));
    assertThat(releases.counts()).isEqualTo(new Releases.Counts(2, 0));
  }

  @Test
  void aReleaseThatIsNotThroughInTimeIsLateOnce() throws Exception {
    rig.past.add(returned(JID, "m1"));
    rig.past.add(returned(JID, "m2"));
    rig.watcher.published("mom1", OTHER, findJob(JID));
    List<Return> first = releases.next(1);
    assertThat(first).hasSize(1);
    releases.released(first);
    clock.forward(Duration.ofSeconds(8));
    assertThat(releases.overdue()).as("just in time").isZero();

    clock.forward(Duration.ofMillis(1));
    assertThat(releases.overdue()).isEqualTo(1);
    assertThat(sent()).hasSize(1);

    assertThat(releases.overdue()).isZero();
    assertThat(releases.counts()).isEqualTo(new Releases.Counts(2, 1));
    assertThat(sent()).isEmpty();
    assertThat(releases.counts().late()).isEqualTo(1);
  }

  @Test
  void aReleaseThatNobodyWaitsForAnyMoreIsDroppedAndLate() throws Exception {
    rig.past.add(returned(JID, "m1"));
    rig.watcher.published("mom1", OTHER, findJob(JID));

    clock.forward(Duration.ofMinutes(2));

    assertThat(sent()).isEmpty();
    assertThat(releases.counts()).isEqualTo(new Releases.Counts(0, 1));
    assertThat(releases.overdue()).isZero();
  }

  @Test
  void aNewFindJobLooksAgain() throws Exception {
    rig.watcher.published("mom1", OTHER, findJob(JID));
    assertThat(sent()).isEmpty();
    clock.forward(Duration.ofSeconds(1));
    assertThat(sent()).isEmpty();
    clock.forward(Duration.ofSeconds(2));
    assertThat(sent()).isEmpty();
    rig.past.add(returned(JID, "m1"));
    clock.forward(Duration.ofSeconds(12));
    assertThat(sent()).isEmpty();

    rig.watcher.published("mom1", OTHER, findJob(JID));

    assertThat(sent()).containsExactly("m1");
  }

  @Test
  void aJobCacheThatCannotBeReadIsReadAgain() throws Exception {
    rig.past.add(returned(JID, "m1"));
    rig.past.broken(true);
    rig.watcher.published("mom1", OTHER, findJob(JID));
    assertThat(sent()).isEmpty();
    rig.past.broken(false);

    clock.forward(Duration.ofSeconds(1));

    assertThat(sent()).containsExactly("m1");
  }

  @Test
  void aWatchLastsForTwoRoundsOfFindJobAndTheJobsOwnTimeout() throws Exception {
    rig.watcher.published("mom1", OTHER, findJob(JID));

    assertThat(rig.watches.watches())
        .singleElement()
        .satisfies(
            watch ->
                assertThat(Duration.between(clock.instant(), watch.until()))
                    .isEqualTo(Duration.ofSeconds(2 * (10 + 5) + 15)));
    clock.forward(Duration.ofSeconds(40));
    assertThat(releases.awaits(JID, new MinionId("m1"))).isTrue();
    clock.forward(Duration.ofSeconds(5));
    assertThat(releases.awaits(JID, new MinionId("m1"))).isFalse();
  }

  @Test
  void aFindJobAmongSeveralFunctionsIsOne() throws Exception {
    Data.Dict publication =
        Data.dict(
            "fun",
            List.of("test.ping", "saltutil.find_job"),
            "arg",
            List.of(List.of(OTHER), List.of(JID)));

    assertThat(FoundJobs.of(publication)).containsExactly(JID);
    assertThat(FoundJobs.of(publication("saltutil.find_job", "no jid"))).isEmpty();
    assertThat(FoundJobs.of(publication("saltutil.find_job"))).isEmpty();
    assertThat(FoundJobs.of(publication("test.ping", JID))).isEmpty();
    assertThat(FoundJobs.of(Data.Dict.EMPTY)).isEmpty();
    assertThat(FoundJobs.of(publication("saltutil.find_job", new java.math.BigInteger(JID.text()))))
        .containsExactly(JID);
  }

  @Test
  void manyJobsTakeTurns() throws Exception {
    rig.book.published(OTHER, "mom1");
    for (Jid jid : List.of(JID, OTHER)) {
      rig.past.add(returned(jid, "m1"));
      rig.past.add(returned(jid, "m2"));
      rig.watcher.published("mom1", new Jid("20261124120000000007"), findJob(jid));
    }

    assertThat(List.of(turn(), turn(), turn(), turn()))
        .containsExactly(List.of(JID), List.of(OTHER), List.of(JID), List.of(OTHER));
  }

  /// The jobs of a message that holds one return.
  private List<Jid> turn() throws Exception {
    List<Return> found = releases.next(1);
    releases.released(found);
    return found.stream().map(Return::jid).toList();
  }

  /// Takes one turn and says whose returns were sent.
  private List<String> sent() throws Exception {
    List<Return> found = releases.next(BYTES);
    releases.released(found);
    return found.stream().map(r -> r.minion().text()).toList();
  }
}
