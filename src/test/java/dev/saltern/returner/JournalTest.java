package dev.saltern.returner;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.saltern.job.Arrival;
import dev.saltern.spool.Spool;
import dev.saltern.spool.SqliteSpool;
import dev.saltern.wire.WireException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JournalTest {
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final JournalConfig SMALL =
      new JournalConfig(3, 1 << 20, 2, 1 << 20, Duration.ofMillis(50));

  private final FaultySpool spool;
  private final ReturnerRig rig;
  private final Journal journal;

  JournalTest(@TempDir Path directory) throws Exception {
    this.spool =
        new FaultySpool(SqliteSpool.open(ReturnerRig.config(directory), InstantSource.system()));
    this.rig = new ReturnerRig(spool, new FakeJobWriter(), SMALL);
    this.journal = rig.journal;
  }

  @AfterEach
  void close() {
    spool.broken(false);
    rig.close();
  }

  private static List<Arrival> arrivals(List<JournalEntry> entries) {
    return entries.stream().map(entry -> opened(entry.record())).toList();
  }

  private static Arrival opened(JournalRecord record) {
    try {
      return record.open();
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void whatIsForcedIsOnDiskWhenTheCallReturns() throws Exception {
    journal.start();

    journal.acceptAndForce(List.of(Arrivals.load("mom1"), Arrivals.ret("web1")));

    assertThat(spool.stats().records()).isEqualTo(2);
    assertThat(journal.waiting()).isZero();
  }

  @Test
  void whatIsAcceptedComesOnDiskByItself() throws Exception {
    journal.start();

    journal.accept(Arrivals.ret("web1"));

    assertThat(journal.flush(SOON)).isTrue();
    assertThat(spool.stats().records()).isEqualTo(1);
  }

  @Test
  void onABrokenDiskNothingAcceptedIsLostAndTheCheckIsRed() throws Exception {
    journal.start();
    spool.broken(true);

    assertThat(journal.acceptAndForce(List.of(Arrivals.ret("web1")), Duration.ofMillis(50)))
        .isFalse();
    await().atMost(SOON).until(() -> !journal.check().ok());
    assertThat(journal.check().message()).contains("disk full").contains("since");
    assertThat(journal.waiting()).isEqualTo(1);
    spool.broken(false);

    assertThat(journal.flush(SOON)).isTrue();
    assertThat(spool.stats().records()).isEqualTo(1);
    await().atMost(SOON).until(() -> journal.check().ok());
  }

  @Test
  void whoAcceptsWaitsWhileTheQueueIsFull() throws Exception {
    journal.start();
    spool.broken(true);
    for (int i = 0; i < SMALL.recordsMax(); i++) {
      journal.accept(Arrivals.ret("web" + i));
    }

    CompletableFuture<Void> fourth = accepting("web3");
    await().atMost(SOON).until(() -> waits(fourth));
    assertThat(journal.waiting()).isEqualTo(3);
    spool.broken(false);
    fourth.get(30, SECONDS);

    assertThat(journal.flush(SOON)).isTrue();
    assertThat(spool.stats().records()).isEqualTo(4);
  }

  private volatile Thread acceptor = Thread.currentThread();

  private CompletableFuture<Void> accepting(String minion) {
    var done = new CompletableFuture<Void>();
    acceptor =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    journal.accept(Arrivals.ret(minion));
                    done.complete(null);
                  } catch (InterruptedException | RuntimeException e) {
                    done.completeExceptionally(e);
                  }
                });
    return done;
  }

  private boolean waits(CompletableFuture<Void> accepting) {
    return acceptor.getState() == Thread.State.WAITING && !accepting.isDone();
  }

  @Test
  void closingWaitsNoLongerThanItsPatienceAndTellsWhoWaits() throws Exception {
    journal.start();
    spool.broken(true);
    for (int i = 0; i < SMALL.recordsMax(); i++) {
      journal.accept(Arrivals.ret("web" + i));
    }
    CompletableFuture<Void> fourth = accepting("web3");
    await().atMost(SOON).until(() -> waits(fourth));

    journal.close();

    assertThat(fourth)
        .failsWithin(SOON)
        .withThrowableThat()
        .havingCause()
        .withMessage("the journal is closed");
    assertThatThrownBy(() -> journal.accept(Arrivals.ret("late")))
        .isInstanceOf(IllegalStateException.class);
    assertThat(journal.check().ok()).isFalse();
  }

  @Test
  void closingPutsWhatWaitsOnDisk() throws Exception {
    journal.start();
    for (int i = 0; i < 50; i++) {
      journal.accept(Arrivals.ret("web" + i));
    }

    journal.close();

    assertThat(spool.stats().records()).isEqualTo(50);
  }

  @Test
  void aReaderGoesOnWhereItAdvancedToAndReadsAgainWhatItDidNot() throws Exception {
    journal.start();
    JournalReader reader = journal.reader("mom1");
    journal.acceptAndForce(
        List.of(Arrivals.ret("web1"), Arrivals.ret("web2"), Arrivals.ret("web3")));

    List<JournalEntry> first = reader.next(2, Long.MAX_VALUE, SOON);
    assertThat(arrivals(first)).containsExactly(Arrivals.ret("web1"), Arrivals.ret("web2"));
    assertThat(reader.backlog()).isEqualTo(3);
    reader.advance(first.getFirst().position());
    assertThat(reader.backlog()).isEqualTo(2);
    assertThat(arrivals(reader.next(9, Long.MAX_VALUE, SOON)))
        .containsExactly(Arrivals.ret("web3"));
    reader.rewind();

    assertThat(arrivals(reader.next(9, Long.MAX_VALUE, SOON)))
        .containsExactly(Arrivals.ret("web2"), Arrivals.ret("web3"));
    assertThat(arrivals(journal.reader("mom1").next(9, Long.MAX_VALUE, SOON)))
        .containsExactly(Arrivals.ret("web2"), Arrivals.ret("web3"));
    assertThat(reader.next(1, 1, Duration.ofMillis(1))).isEmpty();
  }

  @Test
  void aReaderWaitsForTheNextArrival() throws Exception {
    journal.start();
    JournalReader reader = journal.reader("mom1");
    var next = new CompletableFuture<List<JournalEntry>>();
    Thread waiting =
        Thread.ofPlatform()
            .start(
                () -> {
                  try {
                    next.complete(reader.next(9, Long.MAX_VALUE, SOON));
                  } catch (Exception e) {
                    next.completeExceptionally(e);
                  }
                });
    await().atMost(SOON).until(() -> waiting.getState() == Thread.State.TIMED_WAITING);

    journal.accept(Arrivals.ret("web1"));

    assertThat(arrivals(next.get(30, SECONDS))).containsExactly(Arrivals.ret("web1"));
  }

  @Test
  void aRecordThatIsNoArrivalIsPassedOver() throws Exception {
    journal.start();
    JournalReader reader = journal.reader("mom1");
    spool.append(List.of(new Spool.Item(2, new byte[] {77, 1})));
    journal.acceptAndForce(List.of(Arrivals.ret("web1")));

    List<JournalEntry> entries = new ArrayList<>();
    while (entries.isEmpty()) {
      entries.addAll(reader.next(1, Long.MAX_VALUE, SOON));
    }

    assertThat(arrivals(entries)).containsExactly(Arrivals.ret("web1"));
  }

  @Test
  void aMomThatLeftTheConfigurationHoldsNothingBack() throws Exception {
    journal.start();
    journal.reader("mom1");
    journal.reader("mom2");

    journal.keepReaders(Set.of("mom2"));

    assertThat(spool.stats().readers()).containsOnlyKeys(Journal.MYSQL, "mom2");
  }

  @Test
  void withoutItsThreadTheJournalSaysSo() {
    assertThat(journal.check().ok()).isFalse();
  }
}
