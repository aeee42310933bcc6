package dev.saltern.localmaster.bench;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.localmaster.HashType;
import dev.saltern.localmaster.JobDirectory;
import dev.saltern.localmaster.JobScan;
import dev.saltern.localmaster.ScanCounts;
import dev.saltern.wire.DataCodec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// One hour out of a job cache of 100,000 jobs of a day, ten returns a job: must take under 5 s and
/// 100 MB. The heap is bounded below that, so a scan that held too much would fail here.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx64m")
@Warmup(iterations = 0)
@Measurement(iterations = 3)
public class JobScanBenchmark {
  private static final int JOBS = 100_000;
  private static final int MINIONS = 10;
  private static final Duration DAY = Duration.ofDays(1);

  private final Instant end = Instant.parse("2026-11-24T12:00:00Z");
  private Path root = Path.of("");
  private JobDirectory directory =
      new JobDirectory(root, HashType.SHA256, DataCodec.Limits.DEFAULT);

  @Setup(Level.Trial)
  public void write() throws IOException {
    root = Files.createTempDirectory("job-scan");
    directory = new JobDirectory(root, HashType.SHA256, DataCodec.Limits.DEFAULT);
    for (int n = 0; n < JOBS; n++) {
      Instant time = end.minus(DAY.multipliedBy(n).dividedBy(JOBS));
      Path job = Files.createDirectories(directory.of(Jid.at(time)));
      // What is older than the window is not opened, so it needs no files.
      if (time.isAfter(end.minus(Duration.ofHours(2)))) {
        write(job, Jid.at(time), time);
      }
      Files.setLastModifiedTime(job, FileTime.from(time));
    }
  }

  private static void write(Path job, Jid jid, Instant time) throws IOException {
    Files.writeString(job.resolve("jid"), jid.text());
    save(job.resolve(".load.p"), Data.dict("fun", "test.ping", "jid", jid, "arg", List.of()));
    save(job.resolve(".minions.p"), Data.of(List.of("minion-0", "minion-1")));
    for (int m = 0; m < MINIONS; m++) {
      Path minion = Files.createDirectory(job.resolve("minion-" + m));
      save(
          minion.resolve("return.p"),
          Data.dict("return", "x".repeat(500), "retcode", 0, "success", true));
      Files.setLastModifiedTime(minion, FileTime.from(time));
    }
  }

  private static void save(Path file, Data value) throws IOException {
    Files.write(file, DataCodec.encode(value, DataCodec.Spec.NEW));
  }

  @Benchmark
  public ScanCounts oneHour() throws IOException {
    JobScan scan = directory.changedBetween(end.minus(Duration.ofHours(1)), end);
    Optional<JobScan.Found> next = scan.next();
    while (next.isPresent()) {
      next = scan.next();
    }
    if (scan.counts().jobs() != JOBS || scan.counts().arrivals() < 4_000L * (MINIONS + 1)) {
      throw new IllegalStateException("expected an hour of a day's jobs, found " + scan.counts());
    }
    return scan.counts();
  }

  @TearDown(Level.Trial)
  public void delete() throws IOException {
    try (Stream<Path> files = Files.walk(root)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
