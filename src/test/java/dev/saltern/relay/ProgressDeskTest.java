package dev.saltern.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Completion;
import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.MinionState;
import dev.saltern.localmaster.PublishAnswer;
import dev.saltern.localmaster.PublishRequest;
import dev.saltern.returner.JobNotes;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ProgressDeskTest extends ProgressDeskCase {
  @Test
  void aJobWhoseMinionsAllReturnIsCompleteAtOnce() throws Exception {
    publish(JOB, "state.apply", "a", "b");
    returns(JOB, "a");
    turn();
    assertThat(found).isEmpty();

    returns(JOB, "b");
    turn();

    assertThat(found).containsExactly(completion(2, true, Map.of()));
    assertThat(probes).isEmpty();
  }

  @Test
  void aReturnSeenTwiceCountsOnce() throws Exception {
    publish(JOB, "state.apply", "a", "b");
    returns(JOB, "a", "a", "a");
    turn();

    assertThat(found).isEmpty();
  }

  @Test
  void nobodyIsAskedBeforeTheTimeToWaitIsOver() throws Exception {
    publish(JOB, "state.apply", "a", "b");
    forward(DUE.minusSeconds(1));
    assertThat(probes).isEmpty();

    forward(Duration.ofSeconds(1));

    assertThat(probes).hasSize(1);
    PublishRequest probe = probes.getFirst();
    assertThat(probe.fun()).isEqualTo(new Data.Text("saltutil.find_job"));
    assertThat(probe.tgt()).isEqualTo(Data.of(List.of("a", "b")));
    assertThat(probe.tgtType()).isEqualTo("list");
    assertThat(probe.arg()).isEqualTo(Data.of(List.of(JOB)));
    assertThat(OwnTraffic.isProbe(new Jid(probe.jid()))).isTrue();
    assertThat(probe.kwargs().bool("nocache")).contains(true);
  }

  @Test
  void aJobWhoseReturnsStillComeIsAskedAboutWhenTheyHaveCeased() throws Exception {
    publish(JOB, "state.apply", "a", "b", "c");
    forward(DUE.minusSeconds(1));
    returns(JOB, "a");
    forward(GATHER.minusSeconds(1));
    returns(JOB, "b");
    forward(GATHER.minusSeconds(1));
    assertThat(probes).isEmpty();

    forward(Duration.ofSeconds(1));

    assertThat(probes).hasSize(1);
    assertThat(probes.getFirst().tgt()).isEqualTo(Data.of(List.of("c")));
  }

  @Test
  void aJobWhoseReturnsTrickleInForEverIsAskedAboutInTheEnd() throws Exception {
    publish(JOB, "state.apply", "a", "b");
    for (int i = 0; i < 80; i++) {
      forward(GATHER.minusSeconds(1));
      returns(JOB, "a");
    }
    turn();

    assertThat(probes).isNotEmpty();
  }

  @Test
  void whoReturnedIsNotAskedEvenIfItsReturnWasNotSeen() throws Exception {
    publish(JOB, "state.apply", "a", "b");
    local.returns(JOB, "a");
    forward(DUE);

    assertThat(probes.getFirst().tgt()).isEqualTo(Data.of(List.of("b")));
  }

  @Test
  void returnsThatOnlyTheMastersDirectoryHasMakeAJobComplete() throws Exception {
    publish(JOB, "state.apply", "a", "b");
    local.returns(JOB, "a", "b");
    forward(DUE);

    assertThat(found).containsExactly(completion(2, true, Map.of()));
    assertThat(probes).isEmpty();
  }

  @Test
  void answersSayWhoRunsItAndWhoDoesNot() throws Exception {
    local.accepted.remove(new MinionId("c"));
    publish(JOB, "state.apply", "a", "b", "c");
    forward(DUE);
    answers("a", Data.dict("jid", JOB, "pid", 7));
    answers("b", Data.Dict.EMPTY);
    turn();
    assertThat(found).isEmpty();

    forward(GATHER);

    assertThat(found)
        .containsExactly(
            completion(
                3,
                false,
                Map.of(
                    new MinionId("a"), MinionState.RUNNING,
                    new MinionId("b"), MinionState.NOT_RUNNING,
                    new MinionId("c"), MinionState.NOT_ACCEPTED)));
  }

  @Test
  void whoRunsItIsAskedAgainAndTheOthersAreNot() throws Exception {
    publish(JOB, "state.apply", "a", "b");
    forward(DUE);
    answers("a", Data.dict("jid", JOB));
    answers("b", Data.Dict.EMPTY);
    forward(GATHER);
    forward(MINUTE.minusSeconds(1));
    assertThat(probes).hasSize(1);

    forward(Duration.ofSeconds(1));
    assertThat(probes).hasSize(2);
    assertThat(probes.getLast().tgt()).isEqualTo(Data.of(List.of("a")));
    returns(JOB, "a");
    turn();

    assertThat(found.getLast())
        .isEqualTo(completion(2, true, Map.of(new MinionId("b"), MinionState.NOT_RUNNING)));
  }

  @Test
  void whoDoesNotAnswerIsAskedTwiceAndThenGivenUp() throws Exception {
    publish(JOB, "state.apply", "a");
    forward(DUE);
    forward(GATHER);
    assertThat(found)
        .containsExactly(completion(1, false, Map.of(new MinionId("a"), MinionState.NO_ANSWER)));

    forward(MINUTE);
    assertThat(probes).hasSize(2);
    forward(GATHER);

    assertThat(found.getLast())
        .isEqualTo(completion(1, true, Map.of(new MinionId("a"), MinionState.NO_ANSWER)));
    forward(Duration.ofHours(1));
    assertThat(probes).hasSize(2);
  }

  @Test
  void aFindJobThatFailsAtTheMinionCountsAsNotRunning() throws Exception {
    publish(JOB, "state.apply", "a");
    forward(DUE);
    take(
        returned(
            new Jid(probes.getLast().jid()),
            "a",
            Data.dict("fun", "saltutil.find_job", "return", "no such function", "retcode", 254)),
        clock.instant());
    forward(GATHER);

    assertThat(found)
        .containsExactly(completion(1, true, Map.of(new MinionId("a"), MinionState.NOT_RUNNING)));
  }

  @Test
  void answersWaitUntilAllThatArrivedWasRead() throws Exception {
    publish(JOB, "state.apply", "a");
    forward(DUE);
    clock.forward(GATHER);
    desk.turn(Optional.of(way), false, clock.instant());
    assertThat(desk.findings()).isEmpty();

    answers("a", Data.dict("jid", JOB));
    turn();

    assertThat(found)
        .containsExactly(completion(1, false, Map.of(new MinionId("a"), MinionState.RUNNING)));
  }

  @Test
  void theLongerAJobRunsTheLessOftenItsMinionsAreAsked() throws Exception {
    publish(JOB, "state.apply", "a");
    for (int minutes = 0; minutes < 23 * 60; minutes++) {
      forward(MINUTE);
      if (probes.size() > 0) {
        answers("a", Data.dict("jid", JOB));
      }
    }

    // Each minute at first, each ten minutes after an hour and a half, and the time to answer.
    assertThat(probes).hasSizeBetween(100, 160);
    forward(Duration.ofHours(1));
    forward(MINUTE.multipliedBy(10));
    forward(MINUTE.multipliedBy(10));
    assertThat(((Completion) found.getLast()).complete()).isFalse();
    assertThat(desk.tally().counts().abandoned()).isEqualTo(1);
    int asked = probes.size();
    forward(Duration.ofHours(1));
    assertThat(probes).hasSize(asked);
  }

  @Test
  void manyMinionsAreAskedInPieces() throws Exception {
    String[] ids = IntStream.range(0, 2500).mapToObj(i -> "m" + i).toArray(String[]::new);
    Arrays.stream(ids).map(MinionId::new).forEach(local.accepted::add);
    publish(JOB, "state.apply", ids);
    forward(DUE);

    assertThat(probes).hasSize(3);
    assertThat(probes).extracting(PublishRequest::jid).doesNotHaveDuplicates();
    assertThat(probes)
        .extracting(p -> ((Data.Seq) p.tgt()).items().size())
        .containsExactly(1000, 1000, 500);
  }

  @Test
  void onlySoManyJobsAreAskedAboutInAMinute() throws Exception {
    bounds = new JobProgress.Bounds(100, 1000, 2);
    desk = newDesk();
    for (int i = 0; i < 5; i++) {
      publish(new Jid("2026112412000000000" + i), "state.apply", "a");
    }
    forward(DUE);
    assertThat(probes).hasSize(2);
    forward(MINUTE.minusSeconds(1));
    assertThat(probes).hasSize(2);

    forward(Duration.ofSeconds(10));
    assertThat(probes).hasSize(4);
  }

  @Test
  void aMasterThatIsAwayIsLeftAloneForAWhile() throws Exception {
    answer = new PublishAnswer.Unreachable("refused");
    publish(JOB, "state.apply", "a");
    publish(OTHER, "state.apply", "a");
    forward(DUE);
    turn();
    assertThat(probes).hasSize(1);

    answer = new PublishAnswer.Published(JOB, List.of(), List.of());
    forward(MINUTE);

    assertThat(probes).hasSize(3);
    assertThat(found).isEmpty();
  }

  @Test
  void whoDoesNotAnswerAPingIsNotAskedWhetherItRunsOne() throws Exception {
    publish(JOB, "test.ping", "a", "b");
    returns(JOB, "a");
    forward(DUE);

    assertThat(probes).isEmpty();
    assertThat(found)
        .containsExactly(completion(2, true, Map.of(new MinionId("b"), MinionState.NO_ANSWER)));
  }

  @Test
  void toolNoiseIsNotFollowed() throws Exception {
    publish(JOB, "saltutil.find_job", "a");
    forward(Duration.ofHours(1));

    assertThat(found).isEmpty();
    assertThat(probes).isEmpty();
  }

  @Test
  void askingSwitchedOffNobodyIsAskedAndNothingIsMadeUp() throws Exception {
    mayAsk = false;
    publish(JOB, "state.apply", "a", "b");
    forward(Duration.ofHours(1));
    assertThat(found).isEmpty();
    local.returns(JOB, "a", "b");

    forward(Duration.ofHours(1));

    assertThat(probes).isEmpty();
    assertThat(found).containsExactly(completion(2, true, Map.of()));
  }

  @Test
  void aRestartForgetsNoOpenJob() throws Exception {
    publish(JOB, "state.apply", "a", "b");
    publish(OTHER, "state.apply", "a");
    returns(OTHER, "a");
    turn();
    found.clear();
    local.returns(JOB, "a");

    desk = newDesk();
    desk.restore();
    forward(DUE);

    assertThat(probes).hasSize(1);
    assertThat(probes.getFirst().tgt()).isEqualTo(Data.of(List.of("b")));
    assertThat(probes.getFirst().arg()).isEqualTo(Data.of(List.of(JOB)));
  }

  @Test
  void aJobThatIsCompleteIsForgottenOnDisk() throws Exception {
    publish(JOB, "state.apply", "a");
    turn();
    returns(JOB, "a");
    turn();

    assertThat(new JobNotes(spool.notes()).all(10)).isEmpty();
  }

  @Test
  void aJidPublishedAgainForOthersExpectsThemAll() throws Exception {
    publish(JOB, "state.apply", "a");
    returns(JOB, "a");
    turn();
    book.expect(JOB, List.of(new MinionId("a")));
    local.returns(JOB, "a");
    publish(JOB, "state.apply", "b");
    returns(JOB, "b");
    turn();

    assertThat(found).containsExactly(completion(1, true, Map.of()), completion(2, true, Map.of()));
  }
}
