package dev.saltern.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteSpoolTest extends SpoolContract {
  @TempDir Path directory;

  private Path home() {
    return directory.resolve("spool");
  }

  private Path file() {
    return home().resolve("spool.db");
  }

  private SpoolConfig config() {
    return new SpoolConfig(file(), BYTES_MAX, AGE_MAX);
  }

  @Override
  Spool open() throws SpoolException {
    return SqliteSpool.open(config(), clock);
  }

  @Test
  void nobodyElseCanReadItsFiles() throws Exception {
    append("one");

    assertThat(mode(home())).isEqualTo("rwx------");
    try (Stream<Path> files = Files.list(home())) {
      assertThat(files)
          .extracting(f -> f.getFileName().toString())
          .containsExactlyInAnyOrder(
              "spool.db", "spool.db-wal", "spool.db-shm", "spool.db.lock", "spool.db.reserve");
    }
    try (Stream<Path> files = Files.list(home())) {
      assertThat(files).allSatisfy(f -> assertThat(mode(f)).isEqualTo("rw-------"));
    }
  }

  private static String mode(Path path) throws Exception {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }

  @Test
  void aDirectoryOpenToOthersIsRefusedWithTheCommandThatMendsIt() throws Exception {
    Path open = Files.createDirectory(directory.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxr-x---"));

    assertThatThrownBy(() -> SqliteSpool.open(SpoolConfig.at(open.resolve("s.db")), clock))
        .isInstanceOf(SpoolException.class)
        .hasMessageContaining("rwxr-x---")
        .hasMessageContaining("chmod 0700 " + open);
  }

  @Test
  void aFileOpenToOthersIsClosed() throws Exception {
    spool.close();
    Files.setPosixFilePermissions(file(), PosixFilePermissions.fromString("rw-rw-rw-"));

    spool = open();

    assertThat(mode(file())).isEqualTo("rw-------");
  }

  @Test
  void aSecondOpeningNamesTheProcessThatHasIt() throws Exception {
    String pid = Long.toString(ProcessHandle.current().pid());
    for (int i = 0; i < 2; i++) {
      assertThatThrownBy(this::open)
          .isInstanceOf(SpoolException.class)
          .hasMessageContaining("in use by process " + pid);
    }
    reopen();
    append("one");
  }

  @Test
  void aForeignFileIsLeftAlone() throws Exception {
    Path foreign = home().resolve("foreign.db");
    try (var c = java.sql.DriverManager.getConnection("jdbc:sqlite:" + foreign);
        var s = c.createStatement()) {
      s.execute("CREATE TABLE theirs (a)");
    }

    assertThatThrownBy(() -> SqliteSpool.open(SpoolConfig.at(foreign), clock))
        .isInstanceOf(SpoolException.class)
        .hasMessageContaining("no spool");
  }

  @Test
  void aVisitorDecidesOnLettersBesideTheNode() throws Exception {
    spool.open("mysql", Spool.Policy.HOLDS);
    append("poison");
    Spool.Entry poison = spool.read(0, 1, 100).getFirst();
    spool.advance(
        "mysql",
        new Spool.Step(
            1, java.util.Map.of(), List.of(new Letters.Dead(poison, "a column is missing", 1))));

    try (Spool visitor = SqliteSpool.visit(config(), clock)) {
      assertThat(visitor.letters().list(0, 10)).hasSize(1);
      assertThat(visitor.letters().retry(1)).isTrue();
    }

    assertThat(readTexts(1)).containsExactly("poison");
    assertThat(append("more")).isEqualTo(3);
    assertThatThrownBy(
            () -> SqliteSpool.visit(SpoolConfig.at(file().resolveSibling("none.db")), clock))
        .hasMessageContaining("there is no spool");
  }

  @Test
  void appendsOfManyThreadsAreAllThereOnceAndInOrder() throws Exception {
    int threads = 8;
    int each = 50;
    try (var pool = Executors.newFixedThreadPool(threads)) {
      List<Callable<List<Long>>> jobs =
          IntStream.range(0, threads)
              .<Callable<List<Long>>>mapToObj(
                  t ->
                      () -> {
                        var positions = new java.util.ArrayList<Long>();
                        for (int i = 0; i < each; i++) {
                          positions.add(append(t + "/" + i));
                        }
                        return positions;
                      })
              .toList();
      for (Future<List<Long>> positions : pool.invokeAll(jobs)) {
        assertThat(positions.get()).isSorted().hasSize(each);
      }
    }

    List<Spool.Entry> all = spool.read(0, 1_000, Long.MAX_VALUE);
    assertThat(all)
        .extracting(e -> new String(e.bytes(), java.nio.charset.StandardCharsets.UTF_8))
        .hasSize(threads * each)
        .doesNotHaveDuplicates();
    assertThat(all.getLast().position()).isEqualTo(all.size());
  }

  @Test
  void theFileShrinksWhenItsRecordsAreGone() throws Exception {
    spool.close();
    spool = SqliteSpool.open(new SpoolConfig(file(), 256L << 20, AGE_MAX), clock);
    spool.open("mysql", Spool.Policy.HOLDS);
    long last = 0;
    for (int i = 0; i < 64; i++) {
      last = spool.append(List.of(sized(1 << 20)));
    }

    spool.advance("mysql", Spool.Step.to(last));
    spool.close();

    assertThat(Files.size(file())).isLessThan(17L << 20);
    spool = open();
  }
}
