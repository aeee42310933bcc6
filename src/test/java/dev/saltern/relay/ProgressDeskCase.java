package dev.saltern.relay;

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
import dev.saltern.returner.JournalRecord;
import dev.saltern.returner.Outage;
import dev.saltern.returner.RetryPolicy;
import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolConfig;
import dev.saltern.spool.SpoolException;
import dev.saltern.spool.SqliteSpool;
import dev.saltern.testing.HandClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// A desk whose arrivals, clock and local master are the test's.
abstract class ProgressDeskCase {
  static final Jid JOB = new Jid("20261124120000000000");
  static final Jid OTHER = new Jid("20261124120000000001");
  static final Duration MINUTE = Duration.ofMinutes(1);
  static final Digest.Settings DIGESTS =
      new Digest.Settings(Duration.ofSeconds(5), List.of("cmd.*"), 0, Duration.ofDays(100));

  /// `to` is 10 s, `gather_job_timeout` 10 s.
  static final Duration DUE = Duration.ofSeconds(20);

  static final Duration GATHER = Duration.ofSeconds(10);

  @TempDir Path folder;

  final HandClock clock = new HandClock();
  final FakeLocalMinions local = new FakeLocalMinions("a", "b", "c");
  final List<PublishRequest> probes = new ArrayList<>();
  final List<Arrival> found = new ArrayList<>();
  PublishAnswer answer = new PublishAnswer.Published(JOB, List.of(), List.of());
  JobProgress.Bounds bounds = JobProgress.Bounds.DEFAULT;
  Digest.Settings digests = Digest.Settings.OFF;
  boolean syndicsBelow;
  boolean mayAsk = true;
  Spool spool;
  JobBook book;
  ProgressDesk desk;

  final JobForwarder.Way way =
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

  ProgressDesk newDesk() {
    var settings =
        new JobProgress.Settings(
            "sm1", Duration.ofSeconds(5), GATHER, true, syndicsBelow, bounds, digests, clock);
    var retry = new RetryPolicy(MINUTE, MINUTE, new Random(1), clock);
    return new ProgressDesk(
        settings, local, book, new JobNotes(spool.notes()), new Outage("find_job", retry));
  }

  List<Event> events() {
    return found.stream().filter(Event.class::isInstance).map(Event.class::cast).toList();
  }

  void publish(Jid jid, String fun, String... ids) throws Exception {
    Data.Dict body = Data.dict("fun", fun, "tgt", "*", "to", 10);
    take(new Load(jid, body, "mom1", List.of(), Source.BUS), clock.instant());
    take(announced(jid, fun, ids), clock.instant());
  }

  void take(Arrival arrival, Instant now) throws SpoolException {
    desk.take(JournalRecord.of(arrival), now);
  }

  static Load announced(Jid jid, String fun, String... ids) {
    List<MinionId> expected = Arrays.stream(ids).map(MinionId::new).toList();
    return new Load(jid, Data.dict("fun", fun, "tgt", "*"), "", expected, Source.BUS);
  }

  void returns(Jid jid, String... ids) throws Exception {
    for (String id : ids) {
      take(
          returned(jid, id, Data.dict("fun", "state.apply", "return", true, "retcode", 0)),
          clock.instant());
    }
  }

  void answers(String id, Data value) throws Exception {
    take(
        returned(
            new Jid(probes.getLast().jid()),
            id,
            Data.dict("fun", "saltutil.find_job", "return", value, "retcode", 0)),
        clock.instant());
  }

  static Return returned(Jid jid, String id, Data.Dict body) {
    return new Return(jid, new MinionId(id), body, Source.BUS);
  }

  void forward(Duration by) throws Exception {
    clock.forward(by);
    turn();
  }

  void turn() throws Exception {
    desk.turn(mayAsk ? Optional.of(way) : Optional.empty(), true, clock.instant());
    found.addAll(desk.findings());
    desk.save();
  }

  /// When it was asked is the clock's affair: in these tests the last one that was found says it.
  Completion completion(int expected, boolean complete, Map<MinionId, MinionState> open) {
    var asked = ((Completion) found.getLast()).asked();
    return new Completion(JOB, asked, expected, complete, open);
  }
}
