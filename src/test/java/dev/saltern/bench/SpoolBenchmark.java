package dev.saltern.bench;

import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolConfig;
import dev.saltern.spool.SpoolException;
import dev.saltern.spool.SqliteSpool;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Threads;
import org.openjdk.jmh.annotations.Warmup;

/// Records a second through the spool, each on disk when it counts: `append` in groups of 64 and
/// alone by one and by eight threads, `passThrough` appends, reads and advances as a node does. The
/// disk is that of `java.io.tmpdir`, or of the property `saltern.bench.dir`.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Fork(value = 1, jvmArgsAppend = "--enable-native-access=ALL-UNNAMED")
@Warmup(iterations = 2, time = 2)
@Measurement(iterations = 3, time = 3)
public class SpoolBenchmark {
  private static final int GROUP = 64;

  @Param({"300", "20000"})
  public int recordBytes;

  private Path directory = Path.of("");
  private Spool spool;
  private List<Spool.Item> group = List.of();
  private List<Spool.Item> one = List.of();

  public SpoolBenchmark() {
    this.spool = open();
  }

  private Spool open() {
    try {
      String base = System.getProperty("saltern.bench.dir", System.getProperty("java.io.tmpdir"));
      directory = Files.createTempDirectory(Path.of(base), "saltern-spool");
      var config = new SpoolConfig(directory.resolve("spool.db"), 64L << 20, Duration.ofHours(1));
      return SqliteSpool.open(config, InstantSource.system());
    } catch (IOException | SpoolException e) {
      throw new IllegalStateException(e);
    }
  }

  @Setup(Level.Trial)
  public void make() throws SpoolException {
    byte[] bytes = new byte[recordBytes];
    new Random(1).nextBytes(bytes);
    one = List.of(new Spool.Item(1, bytes));
    group = Stream.generate(() -> new Spool.Item(1, bytes)).limit(GROUP).toList();
    spool.open("mom", Spool.Policy.YIELDS);
  }

  @TearDown(Level.Trial)
  public void remove() throws IOException {
    spool.close();
    try (Stream<Path> files = Files.list(directory)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(directory);
  }

  @Benchmark
  @OperationsPerInvocation(GROUP)
  public long appendGroup() throws SpoolException {
    return spool.append(group);
  }

  @Benchmark
  public long appendAlone() throws SpoolException {
    return spool.append(one);
  }

  @Benchmark
  @Threads(8)
  public long appendAloneByEight() throws SpoolException {
    return spool.append(one);
  }

  @Benchmark
  @OperationsPerInvocation(GROUP)
  public int passThrough() throws SpoolException {
    long last = spool.append(group);
    List<Spool.Entry> entries = spool.read(last - GROUP, GROUP, Long.MAX_VALUE);
    spool.advance("mom", Spool.Step.to(last));
    return entries.size();
  }
}
