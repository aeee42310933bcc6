package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.mysql.Import;
import dev.saltern.jobcache.mysql.ImportCounts;
import dev.saltern.jobcache.mysql.ImportCounts.What;
import dev.saltern.jobcache.mysql.ImportReport;
import dev.saltern.jobcache.mysql.RenderedRules;
import dev.saltern.jobcache.mysql.StatesKept;
import dev.saltern.localmaster.HashType;
import dev.saltern.localmaster.JobDirectory;
import dev.saltern.testing.TestDatabase;
import dev.saltern.wire.DataCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A stock master's job cache directory, brought over.
class ImportLocalCacheIT {
  /// A page has at most what may be read in a second.
  private static final int PAGE_ROWS = 60;

  @TempDir private Path cachedir;

  private TestDatabase database;
  private JobDirectory directory;

  @BeforeEach
  void create() throws Exception {
    database = TestDatabase.migrated();
    directory =
        new JobDirectory(cachedir.resolve("jobs"), HashType.SHA256, DataCodec.Limits.DEFAULT);
    for (int job = 0; job < 30; job++) {
      job(jid(job), 4);
    }
  }

  @AfterEach
  void drop() throws Exception {
    database.close();
  }

  private static byte[] packed(Data value) {
    return DataCodec.encode(value, DataCodec.Spec.NEW);
  }

  private static Jid jid(int job) {
    return new Jid("202610%02d1200%08d".formatted(1 + job % 20, job));
  }

  private void job(Jid jid, int minions) throws IOException {
    Path at = directory.of(jid);
    Files.createDirectories(at);
    Files.writeString(at.resolve("jid"), jid.text());
    Files.write(
        at.resolve(".load.p"),
        packed(Data.dict("fun", "test.ping", "arg", List.of(), "tgt", "*", "jid", jid)));
    Files.write(at.resolve(".minions.p"), packed(Data.of(List.of("m0", "m1", "m2", "m3", "gone"))));
    for (int minion = 0; minion < minions; minion++) {
      answer(jid, "m" + minion);
    }
  }

  private void answer(Jid jid, String id) throws IOException {
    Path own = directory.of(jid).resolve(id);
    Files.createDirectories(own);
    Files.write(
        own.resolve("return.p"), packed(Data.dict("return", true, "retcode", 0, "success", true)));
  }

  @Test
  void loadsReturnsAndTheExpectedComeInOnceAndTheSecondRunFindsNothing() throws Exception {
    Files.write(directory.of(jid(3)).resolve("m1/return.p"), new byte[] {(byte) 0x81});
    Files.createDirectories(cachedir.resolve("jobs/ff/nojid"));

    ImportReport first = run();
    ImportReport second = run();

    assertThat(numbers(first)).containsExactly(151L, 149L, 0L, 0L, 0L, 0L, 2L);
    assertThat(first.parts().getFirst().total().notes().skipped().toString())
        .contains("m1/return.p", "ff/nojid");
    assertThat(database.count("SELECT COUNT(*) FROM jids WHERE completeness > 128")).isEqualTo(30);
    assertThat(database.count("SELECT COUNT(*) FROM salt_returns WHERE source = 30"))
        .isEqualTo(119);
    assertThat(database.count("SELECT COUNT(*) FROM v_job_missing")).isEqualTo(31);
    assertThat(first.partitions()).isPositive();
    assertThat(second.parts().getFirst().now().get(What.READ)).isZero();
    assertThat(numbers(second)).isEqualTo(numbers(first));
  }

  @Test
  void anInterruptionAnywhereEndsInTheSameCounts() throws Exception {
    int interrupted = 0;
    for (int rows : List.of(0, 5, 21, 60, 33, 140)) {
      try {
        run(rows);
      } catch (JobCacheUnavailableException | IllegalStateException e) {
        interrupted++;
      }
    }
    assertThat(interrupted).isGreaterThanOrEqualTo(5);

    ImportReport report = run();

    assertThat(numbers(report)).containsExactly(150L, 150L, 0L, 0L, 0L, 0L, 0L);
    assertThat(database.count("SELECT COUNT(*) FROM salt_returns")).isEqualTo(120);
  }

  @Test
  void whatComesBetweenTwoRunsComesInWithTheSecond() throws Exception {
    run();
    answer(jid(5), "late");
    job(new Jid("20261120120000000000"), 2);

    ImportReport report = run();

    assertThat(report.parts().getFirst().now().get(What.INSERTED)).isEqualTo(4);
    assertThat(report.parts().getFirst().now().get(What.READ)).isEqualTo(4);
    assertThat(database.count("SELECT COUNT(*) FROM salt_returns")).isEqualTo(123);
  }

  @Test
  void whatIsOlderIsLeftOut() throws Exception {
    var options =
        new Import.Options(
            false, false, OptionalInt.empty(), Optional.of(Instant.parse("2026-10-11T00:00:00Z")));
    ImportReport report = run(options, Integer.MAX_VALUE);

    assertThat(database.count("SELECT COUNT(*) FROM jids WHERE jid < '20261011'")).isZero();
    assertThat(report.parts().getFirst().total().get(What.INSERTED)).isEqualTo(50);
  }

  @Test
  void aFolderThatIsNoneIsRefused() {
    assertThatThrownBy(() -> LocalCacheSource.open(cachedir.resolve("none"), Clock.systemUTC()))
        .hasMessageContaining("is no directory");
  }

  private ImportReport run() throws Exception {
    return run(Integer.MAX_VALUE);
  }

  private ImportReport run(int rows) throws Exception {
    return run(new Import.Options(false, false, OptionalInt.of(PAGE_ROWS), Optional.empty()), rows);
  }

  /// @param rows after so many it fails
  private ImportReport run(Import.Options options, int rows) throws Exception {
    AtomicInteger left = new AtomicInteger(rows);
    var importer =
        new Import(
            database.config(),
            StatesKept.CHANGED,
            new RenderedRules(
                arrival -> {
                  if (left.getAndDecrement() == 0) {
                    throw new IllegalStateException("ended here");
                  }
                  return Optional.of(arrival);
                }),
            Clock.systemUTC());
    try (LocalCacheSource source = LocalCacheSource.open(cachedir, Clock.systemUTC())) {
      return importer.run(source, options, _ -> {});
    }
  }

  private static List<Long> numbers(ImportReport report) {
    ImportCounts counts = report.parts().getFirst().total();
    return Arrays.stream(What.values()).map(counts::get).toList();
  }
}
