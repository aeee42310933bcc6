package dev.saltern.relay;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Arrival;
import dev.saltern.job.Data;
import dev.saltern.job.Gap;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.job.Unverified;
import dev.saltern.localmaster.HashType;
import dev.saltern.localmaster.JobDirectory;
import dev.saltern.returner.Journal;
import dev.saltern.returner.JournalConfig;
import dev.saltern.returner.JournalReader;
import dev.saltern.returner.JournalRecord;
import dev.saltern.returner.RetryPolicy;
import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolConfig;
import dev.saltern.spool.SqliteSpool;
import dev.saltern.testing.HandClock;
import dev.saltern.wire.DataCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The filler, its turns taken by hand, with a real spool and a real job cache directory.
class GapFillerTest {
  private static final Jid JID = new Jid("20261124115900000000");
  private static final MinionId WEB1 = new MinionId("web1");
  private static final MinionId WEB2 = new MinionId("web2");
  private static final Duration AN_HOUR = Duration.ofHours(1);

  @TempDir Path folder;

  private final HandClock clock = new HandClock();
  private final RetryPolicy retry = RetryPolicy.standard(new Random(1), clock);
  private Path jobs;
  private Spool spool;
  private Journal journal;
  private JournalReader reader;
  private GapFiller filler;
  private Duration first = Duration.ZERO;
  private Instant newest = Instant.EPOCH;

  @BeforeEach
  void start() throws Exception {
    jobs = Files.createDirectories(folder.resolve("jobs"));
    open(directory());
    filler.resume();
  }

  @AfterEach
  void end() {
    journal.close();
    spool.close();
  }

  @Test
  void whatWasWrittenInTheWindowIsTakenOnceAndNothingElse() throws Exception {
    save(JID, WEB1, "whole", at(-30));
    save(JID, WEB2, "too old", at(-7200));
    Gap gap = gap(-60);
    filler.missed(gap);

    turns(60);

    List<Arrival> taken = taken();
    assertThat(taken)
        .endsWith(new Gap(gap.from(), gap.to(), Gap.Reason.DISCONNECT, 2))
        .filteredOn(Gap.class::isInstance)
        .hasSize(1);
    assertThat(taken)
        .filteredOn(Return.class::isInstance)
        .singleElement()
        .satisfies(
            r -> {
              assertThat(((Return) r).minion()).isEqualTo(WEB1);
              assertThat(((Return) r).source()).isEqualTo(Source.DIRECTORY);
            });
    assertThat(filler.counts()).isEqualTo(new GapFiller.Counts(1, 2, 0, 0));
  }

  @Test
  void aFileThatComesAfterTheFirstLookIsFoundByALaterOne() throws Exception {
    filler.missed(gap(-60));
    filler.turn();
    save(JID, WEB1, "late", at(20));

    turns(60);

    assertThat(returns()).containsExactly("web1");
  }

  @Test
  void whatTheBusShowedAMomentAgoIsNotTakenAgain() throws Exception {
    save(JID, WEB1, "seen", at(5));
    save(JID, WEB2, "missed", at(-1));
    filler.took(JournalRecord.of(ret(WEB1, Data.of("seen"), Source.BUS)));
    filler.missed(gap(-60));

    turns(60);

    assertThat(returns()).containsExactly("web2");
  }

  @Test
  void aBusThatBreaksEverySecondMakesOneWindow() throws Exception {
    save(JID, WEB1, "once", at(-30));
    for (int i = 0; i < 100; i++) {
      filler.missed(Gap.between(at(-1), clock.instant(), Gap.Reason.DISCONNECT));
      filler.missed(gap(-60));
      filler.turn();
      clock.forward(Duration.ofSeconds(1));
    }

    turns(60);

    assertThat(filler.counts().windows()).isEqualTo(1);
    assertThat(returns()).containsExactly("web1");
  }

  @Test
  void whatADamagedSpoolLostIsReadFromTheDirectoryAgain() throws Exception {
    save(JID, WEB1, "taken and lost", at(-30));
    filler.took(JournalRecord.of(ret(WEB1, Data.of("taken and lost"), Source.BUS)));
    spool.notes().put(Map.of("spool/loss", (at(-60).toEpochMilli() + " 1").getBytes(UTF_8)));

    turns(60);

    assertThat(returns()).containsExactly("web1");
    assertThat(spool.loss()).isEmpty();
  }

  @Test
  void whereANodeWasHereBeforeAndItsSpoolIsNewTheTimeSinceIsRead() throws Exception {
    save(JID, WEB1, "while the spool was lost", at(-30));
    filler.seenBefore(Duration.ofMinutes(2));

    turns(60);

    assertThat(returns()).containsExactly("web1");
  }

  @Test
  void whereTheSpoolKnowsTheLastRunTheJobCacheIsNotAsked() throws Exception {
    spool.notes().put(Map.of("gap/seen", at(-1).toString().getBytes(UTF_8)));
    reopen();
    filler.resume();
    save(JID, WEB1, "seen by the last run", at(-30));
    filler.seenBefore(Duration.ofMinutes(2));

    turns(60);

    assertThat(returns()).isEmpty();
  }

  @Test
  void aWindowThatWasNotFilledGoesOnAfterAKill() throws Exception {
    filler.missed(gap(-60));
    filler.turn();
    save(JID, WEB1, "after the kill", at(3));

    reopen();
    clock.forward(Duration.ofSeconds(3));
    filler.resume();
    turns(60);

    assertThat(returns()).containsExactly("web1");
    assertThat(filler.counts().windows()).isEqualTo(1);
  }

  @Test
  void theFirstStartEverReadsNothingOfTheWeeksBefore() throws Exception {
    save(JID, WEB1, "old", at(-300));
    Instant begun = clock.instant();
    Instant from = filler.resume();
    filler.missed(Gap.between(from, begun.plusMillis(3), Gap.Reason.START));

    turns(60);

    assertThat(from).isEqualTo(begun);
    assertThat(taken()).isEmpty();
  }

  @Test
  void theFirstStartReadsAsFarBackAsConfigured() throws Exception {
    first = AN_HOUR;
    reopen();
    save(JID, WEB1, "before us", at(-300));

    filler.missed(Gap.between(filler.resume(), clock.instant(), Gap.Reason.START));
    turns(60);

    assertThat(returns()).containsExactly("web1");
  }

  @Test
  void theNextStartBeginsWhereTheLastOneSawTheBus() throws Exception {
    Instant seen = at(-7);
    GapFiller started = filler;
    started.start(() -> seen);
    started.close();

    reopen();
    clock.forward(AN_HOUR);

    assertThat(filler.resume()).isEqualTo(seen);
  }

  @Test
  void aStampOfTheFutureDoesNotHideTheNextGap() throws Exception {
    filler.start(() -> Instant.parse("2999-01-01T00:00:00Z"));
    filler.close();
    Instant closed = clock.instant();

    reopen();
    clock.forward(AN_HOUR);

    assertThat(filler.resume()).isEqualTo(closed);
  }

  @Test
  void aMarkThatIsStillToComeLooksBack() throws Exception {
    clock.forward(Duration.ofDays(1));
    filler.start(clock::instant);
    filler.close();

    reopen();
    clock.forward(Duration.ofDays(1).negated());

    assertThat(filler.resume()).isEqualTo(clock.instant().minus(AN_HOUR));
  }

  @Test
  void theWholeOfACutReturnIsTakenWhenItsFileIsThere() throws Exception {
    Data.Dict shown = Data.dict("stdout", "VALUE_TRIMMED");
    took(ret(WEB1, shown, Source.TRIMMED, "master_id", "mom1"));
    turns(3);
    assertThat(returns()).as("nothing to take yet").isEmpty();
    save(JID, WEB1, "all of it", clock.instant());

    turns(10);

    assertThat(taken())
        .singleElement()
        .satisfies(
            a -> {
              Return r = (Return) a;
              assertThat(r.source()).isEqualTo(Source.DIRECTORY);
              assertThat(r.value()).isEqualTo(Data.of("all of it"));
              assertThat(r.body().text("master_id")).contains("mom1");
            });
    assertThat(filler.counts().whole()).isEqualTo(1);
  }

  @Test
  void aCutReturnWhoseFileNeverComesIsTakenAsItIs() throws Exception {
    Data.Dict shown = Data.dict("stdout", "VALUE_TRIMMED", "rc", 0);
    took(ret(WEB1, shown, Source.TRIMMED));

    turns(110);
    assertThat(returns()).isEmpty();
    turns(20);

    assertThat(taken()).containsExactly(ret(WEB1, shown, Source.BUS), new Unverified(JID, WEB1));
    assertThat(filler.counts().cut()).isEqualTo(1);
    turns(200);
    assertThat(taken()).isEmpty();
  }

  @Test
  void aCutReturnIsNotForgottenByAKill() throws Exception {
    Data.Dict shown = Data.dict("stdout", "VALUE_TRIMMED");
    took(ret(WEB1, shown, Source.TRIMMED));
    filler.turn();

    reopen();
    clock.forward(AN_HOUR);
    filler.resume();
    turns(1);

    assertThat(taken()).containsExactly(ret(WEB1, shown, Source.BUS), new Unverified(JID, WEB1));
  }

  @Test
  void whatTheMinionHasCutAlreadyIsTakenFromTheDirectoryAllTheSame() throws Exception {
    took(ret(WEB1, Data.of("VALUE_TRIMMED"), Source.TRIMMED));
    save(JID, WEB1, "VALUE_TRIMMED", clock.instant());

    turns(5);

    assertThat(taken())
        .singleElement()
        .satisfies(a -> assertThat(((Return) a).source()).isEqualTo(Source.DIRECTORY));
    assertThat(filler.counts()).isEqualTo(new GapFiller.Counts(0, 0, 0, 1));
  }

  @Test
  void anAnswerWithoutAFileIsUnverifiedWhenItsFileHasHadTimeToCome() throws Exception {
    answered(WEB1);
    turns(119);
    assertThat(taken()).isEmpty();
    turns(10);

    assertThat(taken()).containsExactly(new Unverified(JID, WEB1));
    assertThat(filler.checked()).isEqualTo(new GapFiller.Checked(0, 1, 0, 0));
  }

  @Test
  void anAnswerWithAFileIsFineHoweverLateItComes() throws Exception {
    save(JID, WEB1, "at once", clock.instant());
    answered(WEB1);
    answered(WEB2);
    turns(60);
    save(JID, WEB2, "late", clock.instant());
    turns(200);

    assertThat(taken()).isEmpty();
    assertThat(filler.checked()).isEqualTo(new GapFiller.Checked(0, 0, 0, 0));
  }

  @Test
  void anAnswerInDoubtIsNotForgottenByAKill() throws Exception {
    answered(WEB1);
    turns(3);
    reopen();
    clock.forward(AN_HOUR);
    filler.resume();
    turns(1);

    assertThat(taken()).containsExactly(new Unverified(JID, WEB1));
  }

  @Test
  void ofTwoAnswersThatDifferTheOneOfTheDirectoryIsTaken() throws Exception {
    filler.differ(JID, WEB1);
    turns(30);
    save(JID, WEB1, "what it returned", clock.instant());
    turns(30);

    assertThat(taken())
        .singleElement()
        .satisfies(
            a -> {
              assertThat(((Return) a).source()).isEqualTo(Source.DIRECTORY);
              assertThat(((Return) a).value()).isEqualTo(Data.of("what it returned"));
            });
    assertThat(filler.checked()).isEqualTo(new GapFiller.Checked(1, 0, 0, 0));
  }

  @Test
  void whatIsReturnedToAJobThatTheMasterKeepsNothingOfIsNotInDoubt() throws Exception {
    Path job = Files.createDirectories(directory().orElseThrow().of(JID));
    Files.createFile(job.resolve("nocache"));
    answered(WEB1);
    turns(200);

    assertThat(taken()).isEmpty();
    assertThat(filler.checked()).isEqualTo(new GapFiller.Checked(0, 0, 0, 0));
  }

  @Test
  void answersBeyondTheBoundAreCounted() throws Exception {
    for (int i = 0; i < AnswerCheck.WAITING_MAX + 3; i++) {
      answered(WEB1);
    }

    assertThat(filler.checked().unchecked()).isEqualTo(3);
  }

  @Test
  void aDirectoryThatCannotBeReadIsTriedAgainAndSaid() throws Exception {
    save(JID, WEB1, "behind a closed door", at(-30));
    Path aside = Files.move(jobs, folder.resolve("aside"));
    // A link to itself cannot be listed by anyone, root included.
    Files.createSymbolicLink(jobs, jobs);
    filler.missed(gap(-60));

    turns(120);
    assertThat(filler.check().ok()).isFalse();
    assertThat(filler.counts().windows()).isZero();
    Files.delete(jobs);
    Files.move(aside, jobs);
    turns(120);

    assertThat(returns()).containsExactly("web1");
    assertThat(filler.check().ok()).isTrue();
  }

  @Test
  void withoutAJobCacheItSaysSoAndWaitsForNothing() throws Exception {
    end();
    open(Optional.empty());
    filler.resume();
    took(ret(WEB1, Data.of("VALUE_TRIMMED"), Source.TRIMMED));
    filler.missed(gap(-60));

    turns(1);

    assertThat(filler.check().ok()).isFalse();
    assertThat(filler.check().message()).contains("master_job_cache");
    assertThat(filler.counts().windows()).isEqualTo(1);
    assertThat(returns()).containsExactly("web1");
  }

  private void open(Optional<JobDirectory> from) throws Exception {
    spool = SqliteSpool.open(SpoolConfig.at(folder.resolve("spool").resolve("spool.db")), clock);
    journal = new Journal(spool, JournalConfig.DEFAULT, retry);
    journal.start();
    reader = journal.reader("test");
    var settings = new GapFiller.Settings(from, true, first);
    filler = new GapFiller(settings, journal, spool.notes(), retry);
  }

  private Optional<JobDirectory> directory() {
    return Optional.of(new JobDirectory(jobs, HashType.SHA256, DataCodec.Limits.DEFAULT));
  }

  /// What a kill leaves: what is on disk.
  private void reopen() throws Exception {
    end();
    open(directory());
  }

  private void turns(int seconds) throws InterruptedException {
    for (int second = 0; second <= seconds; second++) {
      filler.turn();
      clock.forward(Duration.ofSeconds(1));
    }
  }

  private List<Arrival> taken() throws Exception {
    journal.flush(Duration.ofSeconds(10));
    var taken = new ArrayList<Arrival>();
    var entries = reader.next(1000, 1 << 20, Duration.ZERO);
    while (!entries.isEmpty()) {
      taken.addAll(Records.opened(entries));
      reader.advance(entries.getLast().position());
      entries = reader.next(1000, 1 << 20, Duration.ZERO);
    }
    return taken;
  }

  private List<String> returns() throws Exception {
    return taken().stream()
        .filter(Return.class::isInstance)
        .map(a -> ((Return) a).minion().text())
        .toList();
  }

  /// The bus showed it and it is accepted, but for the journal.
  private void took(Return shown) {
    filler.took(JournalRecord.of(shown));
  }

  /// The bus showed it under the tag of a return.
  private void answered(MinionId minion) {
    filler.answered(JournalRecord.Answer.of(ret(minion, Data.of(true), Source.BUS)));
  }

  private Instant at(long seconds) {
    return clock.instant().plusSeconds(seconds);
  }

  private Gap gap(long from) {
    return Gap.between(at(from), clock.instant(), Gap.Reason.DISCONNECT);
  }

  private static Return ret(MinionId minion, Data value, Source source, Object... more) {
    Data.Dict body = Data.dict("jid", JID, "id", minion, "return", value);
    for (int i = 0; i < more.length; i += 2) {
      body = body.with((String) more[i], Data.of(more[i + 1]));
    }
    return new Return(JID, minion, body, source);
  }

  /// Writes a return as the master does, as if at that time.
  private void save(Jid jid, MinionId minion, String value, Instant time) throws IOException {
    Path job = directory().orElseThrow().of(jid);
    Path own = Files.createDirectories(job.resolve(minion.text()));
    Files.writeString(job.resolve("jid"), jid.text());
    write(job.resolve(".load.p"), Data.dict("jid", jid, "fun", "test.arg", "tgt", "*"));
    write(own.resolve("return.p"), Data.dict("return", value, "retcode", 0, "success", true));
    Files.setLastModifiedTime(own, FileTime.from(time));
    newest = time.isAfter(newest) ? time : newest;
    Files.setLastModifiedTime(job, FileTime.from(newest));
  }

  private static void write(Path file, Data value) throws IOException {
    Files.write(file, DataCodec.encode(value, DataCodec.Spec.NEW));
  }
}
