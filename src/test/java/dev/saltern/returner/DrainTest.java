package dev.saltern.returner;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.job.Arrival;
import dev.saltern.job.Event;
import dev.saltern.job.Return;
import dev.saltern.spool.SpoolException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DrainTest {
  private static final DrainConfig CONFIG = new DrainConfig(2, 10, 100, 1 << 20, 50);

  private final Path directory;
  private final FakeJobWriter jobCache = new FakeJobWriter();
  private ReturnerRig rig;
  private Drain drain;

  DrainTest(@TempDir Path directory) throws SpoolException {
    this.directory = directory;
    this.rig = new ReturnerRig(directory, jobCache);
    this.drain = rig.drain(StoreFilter.ALL, CONFIG);
  }

  @BeforeEach
  void start() throws SpoolException {
    rig.journal.start();
  }

  @AfterEach
  void close() {
    drain.close();
    rig.close();
  }

  private void restart() throws SpoolException {
    close();
    rig = new ReturnerRig(directory, jobCache);
    drain = rig.drain(StoreFilter.ALL, CONFIG);
    rig.journal.start();
    drain.start();
  }

  private static List<Arrival> returns(int count) {
    var arrivals = new ArrayList<Arrival>();
    for (int i = 0; i < count; i++) {
      arrivals.add(Arrivals.ret("web" + i));
    }
    return arrivals;
  }

  private Ledger.Counts counts(Kind kind) throws SpoolException {
    return rig.journal.ledger().counts().getOrDefault(kind, new Ledger.Counts(-1, 0, 0, 0, 0));
  }

  private void awaitDrained() {
    await()
        .atMost(30, SECONDS)
        .until(
            () -> rig.journal.ledger().counts().values().stream().allMatch(c -> c.pending() == 0));
  }

  @Test
  void everyKindIsStoredAndCountedApart() throws Exception {
    drain.start();

    rig.journal.acceptAndForce(
        List.of(Arrivals.load("mom1"), Arrivals.ret("web1"), Arrivals.event("salt/auth")));
    rig.journal.acceptAndForce(List.of(Arrivals.ret("web1"), Arrivals.ret("web2")));
    awaitDrained();

    assertThat(jobCache.stored()).hasSize(4);
    assertThat(counts(Kind.LOAD)).isEqualTo(new Ledger.Counts(1, 1, 0, 0, 0));
    assertThat(counts(Kind.RETURN)).isEqualTo(new Ledger.Counts(3, 2, 1, 0, 0));
    assertThat(counts(Kind.EVENT)).isEqualTo(new Ledger.Counts(1, 1, 0, 0, 0));
    assertThat(drain.check().ok()).isTrue();
    Drain.Counts counts = drain.counts();
    assertThat(counts.rows()).isEqualTo(5);
    assertThat(counts.batches().count()).isBetween(1L, 3L);
    assertThat(counts.lag())
        .hasEntrySatisfying(Kind.EVENT, lag -> assertThat(lag.count()).isEqualTo(1))
        .hasEntrySatisfying(Kind.RETURN, lag -> assertThat(lag.count()).isZero());
    assertThat(counts.trouble()).isEqualTo(new Drain.Trouble(0, 0));
  }

  @Test
  void whileTheJobCacheIsAwayNothingIsLostAndTheCheckIsRed() throws Exception {
    jobCache.away(true);
    drain.start();
    rig.journal.acceptAndForce(returns(100));
    await().atMost(30, SECONDS).until(() -> jobCache.failures() > 5);

    assertThat(drain.check().ok()).isFalse();
    assertThat(drain.check().message())
        .contains("mysql failing for")
        .contains("connection refused")
        .contains("100 arrivals wait");
    assertThat(counts(Kind.RETURN).pending()).isEqualTo(100);
    assertThat(drain.counts().trouble().unavailable()).isGreaterThan(5);
    assertThat(drain.counts().rows()).isZero();
    jobCache.away(false);
    awaitDrained();

    assertThat(jobCache.stored()).hasSize(100);
    assertThat(drain.check().ok()).isTrue();
  }

  @Test
  void onePoisonArrivalIsFoundAndTheOthersAreStored() throws Exception {
    jobCache.refuse(a -> a.equals(Arrivals.ret("web13")));
    drain.start();

    rig.journal.acceptAndForce(returns(40));
    awaitDrained();

    assertThat(jobCache.stored()).hasSize(39);
    assertThat(counts(Kind.RETURN)).isEqualTo(new Ledger.Counts(40, 39, 0, 0, 1));
    assertThat(drain.counts().trouble().divided()).isPositive();
    List<DeadLetters.DeadLetter> letters = rig.journal.letters().list(0, 10);
    assertThat(letters).hasSize(1);
    assertThat(letters.getFirst().arrival()).contains(Arrivals.ret("web13"));
    assertThat(letters.getFirst().kind()).contains(Kind.RETURN);
    assertThat(letters.getFirst().cause()).isEqualTo("data too long for column");
    assertThat(letters.getFirst().attempts()).isGreaterThan(1);
  }

  @Test
  void aMistakeOfTheWriterIsADeadLetterToo() throws Exception {
    jobCache.breakOn(a -> a.equals(Arrivals.ret("web3")));
    drain.start();

    rig.journal.acceptAndForce(returns(10));
    awaitDrained();

    assertThat(jobCache.stored()).hasSize(9);
    assertThat(rig.journal.letters().list(0, 10).getFirst().cause())
        .isEqualTo("a mistake of the writer");
  }

  @Test
  void aRetriedLetterIsStoredAndNoLongerDead() throws Exception {
    jobCache.refuse(a -> a.equals(Arrivals.ret("web0")));
    drain.start();
    rig.journal.acceptAndForce(returns(2));
    awaitDrained();
    long position = rig.journal.letters().list(0, 10).getFirst().position();

    jobCache.refuse(_ -> false);
    assertThat(rig.journal.letters().retry(position)).isTrue();
    awaitDrained();

    assertThat(jobCache.stored()).hasSize(2);
    assertThat(counts(Kind.RETURN)).isEqualTo(new Ledger.Counts(2, 2, 0, 0, 0));
  }

  @Test
  void aDiscardedLetterStaysCounted() throws Exception {
    jobCache.refuse(_ -> true);
    drain.start();
    rig.journal.acceptAndForce(returns(1));
    awaitDrained();

    assertThat(rig.journal.letters().discard(1)).isTrue();

    assertThat(rig.journal.letters().count()).isZero();
    assertThat(counts(Kind.RETURN)).isEqualTo(new Ledger.Counts(1, 0, 0, 0, 1));
  }

  @Test
  void whereAllIsRefusedTheDrainStopsAtTheBoundUntilSomeoneLooked() throws Exception {
    jobCache.refuse(_ -> true);
    drain.start();
    rig.journal.acceptAndForce(returns(400));
    await().atMost(30, SECONDS).until(() -> drain.check().message().contains("drain.letters_max"));

    assertThat(rig.journal.letters().count()).isBetween(50L, 250L);
    assertThat(drain.check().ok()).isFalse();
    jobCache.refuse(_ -> false);
    for (DeadLetters.DeadLetter letter : rig.journal.letters().list(0, 1_000)) {
      rig.journal.letters().retry(letter.position());
    }
    await()
        .atMost(30, SECONDS)
        .until(() -> jobCache.stored().size() + rig.journal.letters().count() == 400);
    awaitDrained();

    Ledger.Counts counts = counts(Kind.RETURN);
    assertThat(counts.seen()).isEqualTo(400);
    assertThat(counts.dead()).isEqualTo(rig.journal.letters().count());
    assertThat(drain.check().ok()).isTrue();
  }

  @Test
  void whatTheFilterKeepsOutIsCountedAndNeverStored() throws Exception {
    StoreFilter noEvents =
        record ->
            switch (record.open()) {
              case Event _ -> new StoreFilter.Verdict.Skip("event");
              case Return r when r.minion().text().equals("web1") ->
                  throw new IllegalStateException("a mistake of the filter");
              default -> new StoreFilter.Verdict.Keep(JournalRecord.of(Arrivals.ret("redacted")));
            };
    drain = rig.drain(noEvents, CONFIG);
    drain.start();

    rig.journal.acceptAndForce(
        List.of(Arrivals.event("salt/auth"), Arrivals.ret("web1"), Arrivals.ret("web2")));
    awaitDrained();

    assertThat(jobCache.stored()).containsExactly(Arrivals.ret("redacted"));
    assertThat(counts(Kind.EVENT)).isEqualTo(new Ledger.Counts(1, 0, 0, 1, 0));
    assertThat(drain.counts().filtered()).isEqualTo(java.util.Map.of("event", 1L));
    assertThat(counts(Kind.RETURN)).isEqualTo(new Ledger.Counts(2, 1, 0, 0, 1));
    assertThat(rig.journal.letters().list(0, 10).getFirst().arrival())
        .as("the letter is what came, not what the filter made of it")
        .contains(Arrivals.ret("web1"));
  }

  @Test
  void aRecordThatIsNoArrivalBecomesADeadLetter() throws Exception {
    rig.spool.append(List.of(new dev.saltern.spool.Spool.Item(2, new byte[] {77, 1})));
    drain.start();

    rig.journal.acceptAndForce(returns(1));
    awaitDrained();

    assertThat(counts(Kind.RETURN)).isEqualTo(new Ledger.Counts(2, 1, 0, 0, 1));
    DeadLetters.DeadLetter letter = rig.journal.letters().show(1).orElseThrow();
    assertThat(letter.arrival()).isEmpty();
    assertThat(letter.cause()).contains("version 77");
  }

  @Test
  void thePositionWaitsForTheSlowestBatch() throws Exception {
    var gate = new Semaphore(0);
    jobCache.gate(gate);
    drain.start();
    rig.journal.acceptAndForce(returns(60));
    await().atMost(30, SECONDS).until(gate::hasQueuedThreads);

    assertThat(counts(Kind.RETURN).pending()).isEqualTo(60);
    gate.release(1_000);
    awaitDrained();

    assertThat(counts(Kind.RETURN)).isEqualTo(new Ledger.Counts(60, 60, 0, 0, 0));
    assertThat(rig.spool.stats().records()).isZero();
  }

  @Test
  void batchesGrowToTheirBoundWhileTheJobCacheIsQuick() throws Exception {
    rig.journal.acceptAndForce(returns(2_000));
    drain.start();
    awaitDrained();

    assertThat(jobCache.batchSizes()).allMatch(size -> size <= 100).contains(10, 100);
    assertThat(drain.batchSize()).isEqualTo(100);
  }

  @Test
  void fewArrivalsAreGatheredIntoABatch() throws Exception {
    drain.start();
    for (int i = 0; i < 50; i++) {
      rig.journal.acceptAndForce(List.of(Arrivals.ret("web" + i)));
    }
    awaitDrained();

    assertThat(jobCache.batchSizes()).hasSizeLessThan(50);
    assertThat(counts(Kind.RETURN)).isEqualTo(new Ledger.Counts(50, 50, 0, 0, 0));
  }

  @Test
  void whatWasNotDrainedIsDrainedAfterARestart() throws Exception {
    jobCache.away(true);
    drain.start();
    rig.journal.acceptAndForce(returns(30));
    restart();
    assertThat(counts(Kind.RETURN).pending()).isEqualTo(30);
    jobCache.away(false);

    awaitDrained();

    assertThat(counts(Kind.RETURN)).isEqualTo(new Ledger.Counts(30, 30, 0, 0, 0));
  }

  @Test
  void aDrainThatDoesNotRunSaysSo() throws Exception {
    assertThat(drain.check().ok()).isFalse();
    drain.start();
    await().atMost(30, SECONDS).until(() -> drain.check().ok());
    drain.close();
    assertThat(drain.check().ok()).isFalse();
  }
}
