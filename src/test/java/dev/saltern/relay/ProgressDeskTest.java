package dev.saltern.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Arrival;
import dev.saltern.job.Completion;
import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.MinionState;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.localmaster.PublishAnswer;
import dev.saltern.localmaster.PublishRequest;
import dev.saltern.returner.JobBook;
import dev.saltern.returner.JobNotes;
import dev.saltern.returner.Outage;
import dev.saltern.returner.RetryPolicy;
import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolConfig;
import dev.saltern.spool.SqliteSpool;
import dev.saltern.testing.HandClock;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressDeskTest {
  private static final Jid JOB = new Jid("20261124120000000000");
  private static final Jid OTHER = new Jid("20261124120000000001");
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Digest.Settings DIGESTS =
      new Digest.Settings(Duration.ofSeconds(5), List.of("cmd.*"), 0, Duration.ofDays(100));

  /// `to` is 10 s, `gather_job_timeout` 10 s.
  private static final Duration DUE = Duration.ofSeconds(20);

  private static final Duration GATHER = Duration.ofSeconds(10);

  @TempDir Path folder;

  private final HandClock clock = new HandClock();
  private final FakeLocalMinions local = new FakeLocalMinions("a", "b", "c");
  private final List<PublishRequest> probes = new ArrayList<>();
  private final List<Arrival> found = new ArrayList<>();
  private PublishAnswer answer = new PublishAnswer.Published(JOB, List.of(), List.of());
  private JobProgress.Bounds bounds = JobProgress.Bounds.DEFAULT;
  private Digest.Settings digests = Digest.Settings.OFF;
  private boolean syndicsBelow;
  private boolean mayAsk = true;
  private Spool spool;
  private JobBook book;
  private ProgressDesk desk;

  private final JobForwarder.Way way =
      new JobForwarder.Way() {
        @Override
        public PublishAnswer publish(PublishRequest request) {
          probes.add(request);
          return answer;
        }

        @Override
        public void close() {}
      };

  @BeforeEach
  void open() throws Exception {
    spool = SqliteSpool.open(SpoolConfig.at(folder.resolve("spool.db")), clock);
    book = new JobBook(spool.notes(), Duration.ofDays(7), clock);
    desk = newDesk();
  }

  @AfterEach
  void close() {
    spool.close();
  }

  private ProgressDesk newDesk() {
    var settings =
        new JobProgress.Settings(
            "sm1", Duration.ofSeconds(5), GATHER, true, syndicsBelow, bounds, digests, clock);
    var retry = new RetryPolicy(MINUTE, MINUTE, new Random(1), clock);
    return new ProgressDesk(
        settings, local, book, new JobNotes(spool.notes()), new Outage("find_job", retry));
  }

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
    desk.take(
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
  void tooManyJobsMakeTheOldestGiveWay() throws Exception {
    bounds = new JobProgress.Bounds(2, 1000, 60);
    desk = newDesk();
    for (int i = 0; i < 3; i++) {
      publish(new Jid("2026112412000000000" + i), "state.apply", "a");
      turn();
    }
    forward(DUE);

    assertThat(probes).hasSize(2);
    assertThat(desk.tally().counts().dropped()).isEqualTo(1);
    assertThat(new JobNotes(spool.notes()).all(10)).hasSize(2);
  }

  @Test
  void tooManyMinionsMakeTheOldestJobGiveWayButNeverTheOnlyOne() throws Exception {
    bounds = new JobProgress.Bounds(100, 2, 60);
    desk = newDesk();
    publish(JOB, "state.apply", "a", "b", "c");
    turn();
    assertThat(desk.tally().counts().open()).isEqualTo(1);

    publish(OTHER, "state.apply", "a");
    turn();

    assertThat(desk.tally().counts().open()).isEqualTo(1);
    returns(OTHER, "a");
    turn();
    assertThat(((Completion) found.getLast()).jid()).isEqualTo(OTHER);
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

  @Test
  void belowAMasterWithSyndicsOnlyItsOwnMinionsAreFollowed() throws Exception {
    syndicsBelow = true;
    desk = newDesk();
    publish(JOB, "state.apply", "a", "x", "y");
    returns(JOB, "a");
    turn();

    assertThat(found).containsExactly(completion(1, true, Map.of()));
  }

  @Test
  void countsAreToldWhileTheyChangeAndOnceAtTheEnd() throws Exception {
    digests = DIGESTS;
    desk = newDesk();
    publish(JOB, "state.apply", "a", "b", "c");
    returns(JOB, "a");
    turn();
    assertThat(events()).isEmpty();
    forward(Duration.ofSeconds(5));
    forward(Duration.ofSeconds(1));
    assertThat(events()).hasSize(1);
    desk.take(
        returned(JOB, "b", Data.dict("fun", "state.apply", "return", "x", "retcode", 2)),
        clock.instant());
    turn();
    assertThat(events()).hasSize(1);
    forward(Duration.ofSeconds(5));
    forward(Duration.ofSeconds(5));
    assertThat(events()).hasSize(2);
    returns(JOB, "c");
    turn();

    assertThat(events()).hasSize(3);
    assertThat(events())
        .extracting(e -> e.tag().text())
        .containsOnly("salt/job/" + JOB + "/syndic/sm1/progress");
    Data.Dict last = events().getLast().data();
    assertThat(last.integer("expected")).contains(3L);
    assertThat(last.integer("answered")).contains(3L);
    assertThat(last.integer("failed")).contains(1L);
    assertThat(last.integer("open")).contains(0L);
    assertThat(last.bool("complete")).contains(true);
    for (String key : List.of("error", "minions", "missing", "return", "retcode", "syndic")) {
      assertThat(last.get(key)).as(key).isEmpty();
    }
  }

  @Test
  void aJobOfNoMomAndOneWhoseReturnsGoUpAreNotTold() throws Exception {
    digests = DIGESTS;
    desk = newDesk();
    desk.take(announced(JOB, "state.apply", "a"), clock.instant());
    publish(OTHER, "cmd.run", "a");
    publish(new Jid("20261124120000000002"), "test.ping", "a");
    forward(Duration.ofSeconds(6));

    assertThat(events()).isEmpty();
  }

  @Test
  void filesThatCannotBeReadAreNoReasonToStop() throws Exception {
    publish(JOB, "state.apply", "a");
    local.broken = true;
    returns(JOB, "a");
    turn();

    assertThat(found).containsExactly(completion(1, true, Map.of()));
  }

  @Test
  void keysThatCannotBeReadMakeNobodyUnaccepted() throws Exception {
    publish(JOB, "state.apply", "a");
    local.broken = true;
    forward(DUE);
    answers("a", Data.dict("jid", JOB));
    forward(GATHER);

    assertThat(found)
        .containsExactly(completion(1, false, Map.of(new MinionId("a"), MinionState.RUNNING)));
  }

  private List<Event> events() {
    return found.stream().filter(Event.class::isInstance).map(Event.class::cast).toList();
  }

  private void publish(Jid jid, String fun, String... ids) throws Exception {
    Data.Dict body = Data.dict("fun", fun, "tgt", "*", "to", 10);
    desk.take(new Load(jid, body, "mom1", List.of(), Source.BUS), clock.instant());
    desk.take(announced(jid, fun, ids), clock.instant());
  }

  private static Load announced(Jid jid, String fun, String... ids) {
    List<MinionId> expected = Arrays.stream(ids).map(MinionId::new).toList();
    return new Load(jid, Data.dict("fun", fun, "tgt", "*"), "", expected, Source.BUS);
  }

  private void returns(Jid jid, String... ids) throws Exception {
    for (String id : ids) {
      desk.take(
          returned(jid, id, Data.dict("fun", "state.apply", "return", true, "retcode", 0)),
          clock.instant());
    }
  }

  private void answers(String id, Data value) throws Exception {
    desk.take(
        returned(
            new Jid(probes.getLast().jid()),
            id,
            Data.dict("fun", "saltutil.find_job", "return", value, "retcode", 0)),
        clock.instant());
  }

  private static Return returned(Jid jid, String id, Data.Dict body) {
    return new Return(jid, new MinionId(id), body, Source.BUS);
  }

  private void forward(Duration by) throws Exception {
    clock.forward(by);
    turn();
  }

  private void turn() throws Exception {
    desk.turn(mayAsk ? Optional.of(way) : Optional.empty(), true, clock.instant());
    found.addAll(desk.findings());
    desk.save();
  }

  /// When it was asked is the clock's affair: in these tests the last one that was found says it.
  private Completion completion(int expected, boolean complete, Map<MinionId, MinionState> open) {
    var asked = ((Completion) found.getLast()).asked();
    return new Completion(JOB, asked, expected, complete, open);
  }
}
