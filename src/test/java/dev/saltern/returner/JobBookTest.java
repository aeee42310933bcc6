package dev.saltern.returner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolException;
import dev.saltern.spool.SqliteSpool;
import dev.saltern.testing.HandClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobBookTest {
  private static final Duration KEEP = Duration.ofDays(1);
  private static final Jid JID = Arrivals.JID;
  private static final Jid OTHER = new Jid("20261124120000000001");

  private final HandClock clock = new HandClock();
  private final Spool spool;
  private final JobBook book;

  JobBookTest(@TempDir Path directory) throws SpoolException {
    this.spool = SqliteSpool.open(ReturnerRig.config(directory), clock);
    this.book = book(clock);
  }

  @AfterEach
  void close() {
    spool.close();
  }

  /// A book that remembers nothing but what is on disk.
  private JobBook book(InstantSource at) {
    return new JobBook(spool.notes(), KEEP, at);
  }

  private WatchList watchList() throws SpoolException {
    return WatchList.open(spool.notes(), clock);
  }

  @Test
  void twoMomsMayPublishOneJob() throws Exception {
    book.published(JID, "mom1");
    book.published(JID, "mom2");
    book.published(JID, "mom1");

    assertThat(book.publishers(JID)).containsExactly("mom1", "mom2");
    assertThat(book(clock).publishers(JID)).containsExactly("mom1", "mom2");
    assertThat(book.publishers(OTHER)).isEmpty();
  }

  @Test
  void expectedMinionsAddUp() throws Exception {
    book.published(JID, "mom1");
    book.expect(JID, List.of(new MinionId("web2"), new MinionId("web1")));
    book.expect(JID, List.of(new MinionId("web1"), new MinionId("grün")));

    for (JobBook each : new JobBook[] {book, book(clock)}) {
      assertThat(each.expected(JID))
          .containsExactly(new MinionId("web2"), new MinionId("web1"), new MinionId("grün"));
      assertThat(each.publishers(JID)).containsExactly("mom1");
      assertThat(each.expected(OTHER)).isEmpty();
    }
  }

  @Test
  void whereSomebodyMeansToWaitStandsBesideTheRest() throws Exception {
    book.published(JID, "mom1");
    book.waits(JID, "mom2");
    book.waits(JID, "mom2");
    book.expect(JID, List.of(new MinionId("web1")));

    for (JobBook each : new JobBook[] {book, book(clock)}) {
      assertThat(each.waiting(JID)).containsExactly("mom2");
      assertThat(each.publishers(JID)).containsExactly("mom1");
      assertThat(each.expected(JID)).hasSize(1);
      assertThat(each.waiting(OTHER)).isEmpty();
    }
  }

  @Test
  void aJobIsForgottenWhenItsTimeIsUp() throws Exception {
    book.published(JID, "mom1");
    clock.forward(KEEP);
    book.published(OTHER, "mom1");
    book.sweep();
    assertThat(book.publishers(JID)).as("just young enough").hasSize(1);

    clock.forward(Duration.ofMillis(1));
    book.sweep();

    assertThat(book.publishers(JID)).isEmpty();
    assertThat(book.publishers(OTHER)).hasSize(1);
  }

  @Test
  void theBookForgetsByItselfWhileJobsAreWritten() throws Exception {
    book.published(JID, "mom1");
    clock.forward(KEEP.plusHours(2));

    book.published(OTHER, "mom1");

    assertThat(book.publishers(JID)).isEmpty();
    assertThat(book.publishers(OTHER)).hasSize(1);
  }

  @Test
  void whatMemoryDoesNotHoldIsReadFromDisk() throws Exception {
    List<MinionId> many = IntStream.range(0, 200_000).mapToObj(i -> new MinionId("m" + i)).toList();
    for (int i = 0; i < 4; i++) {
      book.expect(new Jid("2026112412000000010" + i), many);
    }

    assertThat(book.held()).as("jobs of 500,000 ids at most").isEqualTo(2);
    assertThat(book.expected(new Jid("20261124120000000100"))).hasSize(200_000);
  }

  @Test
  void aDamagedNoteIsAJobNotKnown() throws Exception {
    spool.notes().put(Map.of("job/" + JID, new byte[] {(byte) 0xc1}));

    assertThat(book.publishers(JID)).isEmpty();
    book.published(JID, "mom1");
    assertThat(book(clock).publishers(JID)).containsExactly("mom1");
  }

  @Test
  void aJobIsWatchedUntilThen() throws Exception {
    WatchList watches = watchList();
    watches.watch(JID, "mom1", clock.instant().plusSeconds(10));

    assertThat(watches.watched(JID, "mom1")).isTrue();
    assertThat(watches.watched(JID, "mom2")).isFalse();
    assertThat(watches.watched(OTHER, "mom1")).isFalse();
    clock.forward(Duration.ofSeconds(10));
    assertThat(watches.watched(JID, "mom1")).isFalse();
    assertThat(watches.watches()).isEmpty();
  }

  @Test
  void aWatchGetsLongerAndNeverShorter() throws Exception {
    WatchList watches = watchList();
    watches.watch(JID, "mom1", clock.instant().plusSeconds(10));
    watches.watch(JID, "mom1", clock.instant().plusSeconds(20));
    watches.watch(JID, "mom1", clock.instant().plusSeconds(5));

    clock.forward(Duration.ofSeconds(19));
    assertThat(watches.watched(JID, "mom1")).isTrue();
  }

  @Test
  void watchesOutliveTheProcessAndAreSweptWhenTheyEnd() throws Exception {
    WatchList watches = watchList();
    watches.watch(JID, "mom/1", clock.instant().plusSeconds(20));
    watches.watch(OTHER, "mom2", clock.instant().plusSeconds(10));
    watches.watch(OTHER, "mom3", clock.instant().plusSeconds(30));
    watches.unwatch(OTHER, "mom3");
    watches.unwatch(OTHER, "mom3");
    spool.notes().put(Map.of("watch/no jid", new byte[8]));

    WatchList again = watchList();

    assertThat(again.watches())
        .containsExactly(
            new WatchList.Watch(OTHER, "mom2", clock.instant().plusSeconds(10)),
            new WatchList.Watch(JID, "mom/1", clock.instant().plusSeconds(20)));
    clock.forward(Duration.ofSeconds(10));
    again.sweep();
    assertThat(spool.notes().startingWith("watch/", 10))
        .containsOnlyKeys("watch/" + JID + "/mom/1");
  }

  @Test
  void beyondTheBoundTheWatchThatEndsFirstGivesWay() throws Exception {
    var watches = new WatchList(spool.notes(), clock, 2);
    watches.watch(JID, "mom1", clock.instant().plusSeconds(10));
    watches.watch(JID, "mom2", clock.instant().plusSeconds(20));
    watches.watch(JID, "mom3", clock.instant().plusSeconds(30));

    assertThat(watches.watches()).extracting(WatchList.Watch::mom).containsExactly("mom2", "mom3");
    assertThat(watchList().watches()).hasSize(2);
  }
}
