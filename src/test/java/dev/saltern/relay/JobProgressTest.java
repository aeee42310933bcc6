package dev.saltern.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.job.Arrival;
import dev.saltern.job.Completion;
import dev.saltern.job.Data;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobProgressTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Jid JOB = new Jid("20261124120000000000");

  @TempDir Path folder;

  private final FakeLocalMinions local = new FakeLocalMinions("a", "b");
  private final List<PublishRequest> probes = new CopyOnWriteArrayList<>();
  private final List<Completion> found = new ArrayList<>();
  private Spool spool;
  private Journal journal;
  private JobBook book;
  private JournalReader reader;
  private JobProgress progress;

  @BeforeEach
  void start() throws Exception {
    var retry =
        new RetryPolicy(
            Duration.ofMillis(1), Duration.ofMillis(5), new Random(1), InstantSource.system());
    spool = SqliteSpool.open(SpoolConfig.at(folder.resolve("spool.db")), retry.clock());
    journal = new Journal(spool, JournalConfig.DEFAULT, retry);
    journal.start();
    book = new JobBook(spool.notes(), Duration.ofDays(7), retry.clock());
    reader = journal.reader("test");
    progress = newProgress();
  }

  @AfterEach
  void end() {
    progress.close();
    journal.close();
    spool.close();
  }

  private JobProgress newProgress() throws Exception {
    var settings =
        new JobProgress.Settings(
            "sm1",
            Duration.ZERO,
            Duration.ofMillis(100),
            true,
            false,
            JobProgress.Bounds.DEFAULT,
            Digest.Settings.OFF,
            InstantSource.system());
    var role = new JobProgress(settings, local, book, new JobNotes(spool.notes()), journal);
    role.start(AnsweringWay::new);
    return role;
  }

  @Test
  void whatTheMinionsSayStandsInTheJournal() throws Exception {
    journal.accept(job(JOB, "a", "b"));
    journal.accept(returned(JOB, "a", Data.of(true)));

    await().atMost(PATIENCE).until(() -> completions() > 0);

    assertThat(found.getFirst().complete()).isFalse();
    assertThat(found.getFirst().open()).isEqualTo(Map.of(new MinionId("b"), MinionState.RUNNING));
    assertThat(probes).hasSize(1);
    assertThat(progress.check().ok()).isTrue();
  }

  @Test
  void anOpenJobIsTakenUpAgainAfterARestart() throws Exception {
    journal.accept(job(JOB, "a", "b"));
    await().atMost(PATIENCE).until(() -> completions() == 1);

    progress.close();
    journal.accept(returned(JOB, "a", Data.of(true)));
    journal.accept(returned(JOB, "b", Data.of(true)));
    progress = newProgress();

    await().atMost(PATIENCE).until(() -> completions() == 2);
    assertThat(found.getLast().complete()).isTrue();
    assertThat(found.getLast().expected()).isEqualTo(2);
    assertThat(found.getLast().open()).isEmpty();
  }

  private int completions() throws Exception {
    for (Arrival arrival : Records.opened(reader.next(100, 1 << 20, Duration.ZERO))) {
      if (arrival instanceof Completion c) {
        found.add(c);
      }
    }
    return found.size();
  }

  /// The minions answer each find_job that the job runs.
  private final class AnsweringWay implements JobForwarder.Way {
    @Override
    public PublishAnswer publish(PublishRequest request) {
      probes.add(request);
      var jid = new Jid(request.jid());
      try {
        for (Data id : ((Data.Seq) request.tgt()).items()) {
          journal.accept(returned(jid, id.asText().orElseThrow(), Data.dict("jid", JOB, "pid", 7)));
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
      return new PublishAnswer.Published(jid, List.of(), List.of());
    }

    @Override
    public void close() {}
  }

  private static Arrival job(Jid jid, String... ids) {
    List<MinionId> expected = List.of(ids).stream().map(MinionId::new).toList();
    return new Load(jid, Data.dict("fun", "state.apply"), "", expected, Source.BUS);
  }

  private static Arrival returned(Jid jid, String id, Data value) {
    Data.Dict body = Data.dict("fun", "state.apply", "return", value, "retcode", 0);
    return new Return(jid, new MinionId(id), body, Source.BUS);
  }
}
