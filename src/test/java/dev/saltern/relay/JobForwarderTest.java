package dev.saltern.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.localmaster.PublishAnswer;
import dev.saltern.localmaster.PublishRequest;
import dev.saltern.returner.JobBook;
import dev.saltern.returner.Journal;
import dev.saltern.returner.JournalConfig;
import dev.saltern.returner.JournalReader;
import dev.saltern.returner.RetryPolicy;
import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolConfig;
import dev.saltern.spool.SqliteSpool;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobForwarderTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Jid JID = new Jid("20261124120000000000");
  private static final Jid OTHER = new Jid("20261124120000000001");

  @TempDir Path folder;

  private final FakeLocalMinions local = new FakeLocalMinions("a", "b");
  private final List<PublishRequest> requests = new CopyOnWriteArrayList<>();
  private volatile PublishAnswer answer =
      new PublishAnswer.Published(JID, List.of(new MinionId("a"), new MinionId("b")), List.of());
  private Spool spool;
  private Journal journal;
  private JournalReader reader;
  private JobBook book;
  private JobForwarder forwarder;

  @BeforeEach
  void start() throws Exception {
    var retry =
        new RetryPolicy(
            Duration.ofMillis(1), Duration.ofMillis(5), new Random(1), InstantSource.system());
    spool = SqliteSpool.open(SpoolConfig.at(folder.resolve("spool.db")), retry.clock());
    journal = new Journal(spool, JournalConfig.DEFAULT, retry);
    journal.start();
    reader = journal.reader("test");
    book = new JobBook(spool.notes(), Duration.ofDays(1), retry.clock());
    var settings =
        new JobForwarder.Settings("own", true, Duration.ofSeconds(30), Duration.ofSeconds(5));
    var narrowing = new Narrowing(new Narrowing.Settings(true, false), local);
    forwarder =
        new JobForwarder(
            settings, narrowing, journal, new JobForwarder.Memory(book, Watches.NONE), retry);
    forwarder.start(FakeWay::new);
  }

  @AfterEach
  void end() {
    forwarder.close();
    journal.close();
    spool.close();
  }

  @Test
  void aJobIsKnownAndKeptBeforeItIsPublished() throws Exception {
    forwarder.forward("mom1", publication(JID, "state.apply"));

    await().atMost(PATIENCE).until(() -> !book.expected(JID).isEmpty());
    assertThat(requests).extracting(PublishRequest::jid).containsExactly(JID.text());
    assertThat(book.publishers(JID)).containsExactly("mom1");
    assertThat(book.expected(JID)).containsExactly(new MinionId("a"), new MinionId("b"));
    var load = (Load) Records.opened(reader.next(10, 1 << 20, PATIENCE)).getFirst();
    assertThat(load.mom()).isEqualTo("mom1");
    assertThat(load.body().integer("to")).contains(10L);
    assertThat(load.body().get("serial")).isEmpty();
  }

  @Test
  void theSameOfTwoMomsIsNotedForBothAndPublishedOnce() throws Exception {
    forwarder.forward("mom1", publication(JID, "state.apply"));
    forwarder.forward("mom2", publication(JID, "state.apply"));
    forwarder.forward("mom1", publication(OTHER, "state.apply"));

    await().atMost(PATIENCE).until(() -> requests.size() == 2);
    assertThat(requests).extracting(PublishRequest::jid).containsExactly(JID.text(), OTHER.text());
    assertThat(book.publishers(JID)).containsExactly("mom1", "mom2");
    assertThat(forwarder.counts().repeated()).isEqualTo(1);
  }

  @Test
  void theSameJidForOtherMinionsIsAnotherBatch() throws Exception {
    forwarder.forward("mom1", publication(JID, "state.apply"));
    forwarder.forward("mom2", publication(JID, "state.apply").with("tgt", new Data.Text("b")));

    await().atMost(PATIENCE).until(() -> requests.size() == 2);
  }

  @Test
  void aJobThatGoesRoundInACircleIsStopped() throws Exception {
    for (int i = 0; i < 10; i++) {
      forwarder.forward("mom1", publication(JID, "state.apply"));
    }
    forwarder.forward("mom1", publication(OTHER, "state.apply"));

    await()
        .atMost(PATIENCE)
        .until(() -> requests.stream().anyMatch(r -> r.jid().equals(OTHER.text())));
    assertThat(requests).hasSize(Repeats.TIMES_MAX + 1);
    assertThat(forwarder.counts().circled()).isEqualTo(10 - Repeats.TIMES_MAX);
  }

  @Test
  void aJobOfOursComesBackNoFurther() throws Exception {
    forwarder.forward("mom1", publication(JID, "x.y").with("master_id", new Data.Text("own")));
    forwarder.forward("mom1", publication(OTHER, "x.y"));

    await().atMost(PATIENCE).until(() -> requests.size() == 1);
    assertThat(requests.getFirst().jid()).isEqualTo(OTHER.text());
    assertThat(forwarder.counts().own()).isEqualTo(1);
  }

  @Test
  void aFindJobForNobodyIsNotedButNeitherKeptNorPublished() throws Exception {
    local.returns(JID, "a", "b");
    Data.Dict findJob =
        publication(OTHER, "saltutil.find_job")
            .with("tgt", Data.of(List.of("a", "b")))
            .with("tgt_type", new Data.Text("list"))
            .with("arg", Data.of(List.of(JID)));

    forwarder.forward("mom1", findJob);

    await().atMost(PATIENCE).until(() -> forwarder.narrowed().returned() == 1);
    assertThat(requests).isEmpty();
    assertThat(book.publishers(OTHER)).containsExactly("mom1");
    assertThat(reader.next(10, 1 << 20, Duration.ZERO)).isEmpty();
  }

  @Test
  void aJobThatCouldNotBePublishedForOneMomIsTriedForTheOther() throws Exception {
    answer = new PublishAnswer.Refused("AuthorizationError", "no");
    forwarder.forward("mom1", publication(JID, "state.apply"));
    await().atMost(PATIENCE).until(() -> forwarder.counts().refused() == 1);
    assertThat(forwarder.check().ok()).isFalse();

    answer = new PublishAnswer.Published(JID, List.of(), List.of());
    forwarder.forward("mom2", publication(JID, "state.apply"));

    await().atMost(PATIENCE).until(() -> forwarder.counts().forwarded() == 1);
    assertThat(forwarder.check().ok()).isTrue();
  }

  @Test
  void aJobWaitsForALocalMasterThatIsAway() throws Exception {
    answer = new PublishAnswer.Unreachable("refused");
    forwarder.forward("mom1", publication(JID, "state.apply"));
    await().atMost(PATIENCE).until(() -> !requests.isEmpty());

    answer = new PublishAnswer.Published(JID, List.of(), List.of());

    await().atMost(PATIENCE).until(() -> forwarder.counts().forwarded() == 1);
    assertThat(forwarder.counts().lost()).isZero();
  }

  private final class FakeWay implements JobForwarder.Way {
    @Override
    public PublishAnswer publish(PublishRequest request) {
      requests.add(request);
      return answer;
    }

    @Override
    public void close() {}
  }

  private static Data.Dict publication(Jid jid, String fun) {
    return Data.dict(
        "fun",
        fun,
        "arg",
        List.of(),
        "tgt",
        "*",
        "tgt_type",
        "glob",
        "jid",
        jid,
        "ret",
        "",
        "to",
        10,
        "user",
        "root",
        "serial",
        7,
        "auth_list",
        List.of());
  }
}
