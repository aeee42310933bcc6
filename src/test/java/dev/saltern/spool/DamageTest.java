package dev.saltern.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.saltern.testing.HandClock;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What the disk may do to a spool, and what is left of it then.
class DamageTest {
  private static final int PAGE = 4_096;
  private static final int RECORDS = 400;

  @TempDir Path directory;
  private final HandClock clock = new HandClock();

  private Path file() {
    return directory.resolve("spool.db");
  }

  private Spool open() throws SpoolException {
    return SqliteSpool.open(SpoolConfig.at(file()), clock);
  }

  /// Record i is text of a length that puts some in their page and some in overflow pages.
  private static Spool.Item item(int i) {
    return new Spool.Item(i % 3, ("record " + i + " ").repeat(1 + i % 97 * 7).getBytes(UTF_8));
  }

  /// A spool of 400 records of which "mysql" has passed 100, a note and a dead letter.
  private void fill() throws SpoolException {
    try (Spool spool = open()) {
      spool.open("mysql", Spool.Policy.HOLDS);
      for (int i = 1; i <= RECORDS; i++) {
        spool.append(List.of(item(i)));
      }
      Spool.Entry first = spool.read(0, 1, 1).getFirst();
      spool.advance(
          "mysql",
          new Spool.Step(100, Map.of("stored", 99L), List.of(new Letters.Dead(first, "why", 1))));
      spool.notes().put(Map.of("job/1", "mom1".getBytes(UTF_8)));
    }
  }

  private void sql(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file());
        var statement = connection.createStatement()) {
      statement.executeUpdate(sql);
    }
  }

  private void overwrite(long at, byte[] bytes) throws IOException {
    try (var channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.wrap(bytes), at);
    }
  }

  private List<Path> setAside() throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(f -> f.toString().contains(".damaged-") && !f.toString().endsWith("-wal"))
          .sorted()
          .toList();
    }
  }

  private static List<Spool.Entry> all(Spool spool) throws SpoolException {
    return spool.read(0, 10 * RECORDS, Long.MAX_VALUE);
  }

  private static void assertWhole(List<Spool.Entry> entries) {
    assertThat(entries)
        .allSatisfy(
            e -> {
              assertThat(e.bytes()).isEqualTo(item((int) e.position()).bytes());
              assertThat(e.label()).isEqualTo(item((int) e.position()).label());
            });
  }

  @Test
  void aFlippedByteCostsOneRecordThatIsSetAsideAndCounted() throws Exception {
    fill();
    sql("UPDATE record SET bytes = CAST('X' || substr(bytes, 2) AS BLOB) WHERE position = 150");

    try (Spool spool = open()) {
      spool.open("mom1", Spool.Policy.YIELDS);
      List<Spool.Entry> entries = all(spool);

      assertThat(entries).hasSize(299).noneMatch(e -> e.position() == 150);
      assertWhole(entries);
      assertThat(spool.counters())
          .contains(entry("damaged.0", 1L), entry("damaged.0.mysql", 1L))
          .doesNotContainKey("damaged.0.mom1");
      assertThat(spool.stats().records()).isEqualTo(299);
      assertThat(all(spool)).hasSize(299);
    }
    assertThat(setAside()).isEmpty();
    assertThat(number("SELECT count(*) FROM damaged WHERE position = 150")).isEqualTo(1);
  }

  private long number(String sql) throws SQLException {
    try (var connection = DriverManager.getConnection("jdbc:sqlite:" + file())) {
      return Database.number(connection, sql);
    }
  }

  @Test
  void aRecordUnderAnothersPositionOrLabelIsDamagedToo() throws Exception {
    fill();
    sql("UPDATE record SET position = 1000 WHERE position = 150");
    sql("UPDATE record SET label = label + 1 WHERE position = 151");

    try (Spool spool = open()) {
      assertThat(all(spool)).hasSize(298);
    }
  }

  @Test
  void whereAllIsDamagedAReadEndsEmpty() throws Exception {
    fill();
    sql("UPDATE record SET crc = crc + 1");

    try (Spool spool = open()) {
      assertThat(spool.read(0, 10, Long.MAX_VALUE)).isEmpty();
      assertThat(spool.stats().records()).isZero();
      assertThat(spool.stats().bytes()).isZero();
    }
  }

  @Test
  void ofTheDamagedOnlyTheNewestThousandAreKept() throws Exception {
    try (Spool spool = open()) {
      for (int i = 0; i < 1_100; i += 100) {
        spool.append(Stream.generate(() -> new Spool.Item(1, new byte[] {1})).limit(100).toList());
      }
    }
    sql("UPDATE record SET crc = 1");

    try (Spool spool = open()) {
      assertThat(spool.read(0, 2_000, Long.MAX_VALUE)).isEmpty();
      assertThat(spool.counters()).contains(entry("damaged.1", 1_100L));
    }
    assertThat(number("SELECT count(*) FROM damaged")).isEqualTo(1_000);
    assertThat(number("SELECT min(position) FROM damaged")).isEqualTo(101);
  }

  @Test
  void withoutItsFirstPageAllRecordsAreSavedAndEveryReaderStartsOver() throws Exception {
    fill();
    overwrite(0, new byte[PAGE]);

    try (Spool spool = open()) {
      List<Spool.Entry> entries = all(spool);

      assertThat(entries).extracting(Spool.Entry::position).contains(101L, 400L);
      assertThat(entries).hasSizeGreaterThanOrEqualTo(300);
      assertWhole(entries);
      assertThat(spool.open("mysql", Spool.Policy.HOLDS)).isZero();
      assertThat(spool.append(List.of(item(401)))).isEqualTo(401);
    }
    assertThat(setAside()).hasSize(1);
  }

  @Test
  void aDamagedPageCostsWhatIsInItAndNoMore() throws Exception {
    fill();
    long page = number("SELECT rootpage FROM sqlite_schema WHERE name = 'record'");
    overwrite((page - 1) * PAGE, new byte[PAGE]);

    try (Spool spool = open()) {
      List<Spool.Entry> entries = all(spool);

      assertThat(entries).as("the root holds pointers only").hasSize(300);
      assertWhole(entries);
      assertThat(spool.stats().readers())
          .containsOnly(entry("mysql", new Spool.Reader(Spool.Policy.HOLDS, 100, 0)));
      assertThat(spool.notes().get("job/1")).isPresent();
      assertThat(spool.letters().list(0, 10)).hasSize(1);
      assertThat(spool.counters()).contains(entry("stored", 99L), entry("appended.1", 134L));
      assertThat(spool.stats().bytes())
          .isEqualTo(entries.stream().mapToLong(e -> e.bytes().length).sum());
    }
  }

  @Test
  void aFileCutShortKeepsWhatIsBeforeTheCut() throws Exception {
    fill();
    long size = Files.size(file());
    try (var channel = FileChannel.open(file(), StandardOpenOption.WRITE)) {
      channel.truncate(size / 2 + 1_000);
    }

    try (Spool spool = open()) {
      List<Spool.Entry> entries = all(spool);

      assertThat(entries).isNotEmpty().hasSizeLessThan(300);
      assertWhole(entries);
    }
    assertThat(setAside()).hasSize(1);
  }

  @Test
  void garbageInPlaceOfADatabaseIsMovedAsideAndANewSpoolBegins() throws Exception {
    byte[] garbage = new byte[3 * PAGE];
    new Random(1).nextBytes(garbage);
    Files.write(file(), garbage);

    try (Spool spool = open()) {
      assertThat(all(spool)).isEmpty();
      assertThat(spool.append(List.of(item(1)))).isEqualTo(1);
    }
    assertThat(Files.readAllBytes(setAside().getFirst())).isEqualTo(garbage);
  }

  @Test
  void aLogWithoutItsDatabaseIsReadAsWell() throws Exception {
    Path copy = directory.resolve("copy-wal");
    try (Spool spool = open()) {
      spool.append(List.of(item(1), item(2), item(3)));
      Files.copy(directory.resolve("spool.db-wal"), copy);
    }
    Files.write(file(), new byte[0]);
    Files.move(copy, directory.resolve("spool.db-wal"));

    try (Spool spool = open()) {
      assertThat(all(spool)).hasSize(3);
      assertWhole(all(spool));
    }
  }

  @Test
  void aRescueThatACrashCutOffIsEndedAtTheNextStart() throws Exception {
    fill();
    Files.move(file(), directory.resolve("spool.db.saved"));

    try (Spool spool = open()) {
      assertThat(all(spool)).hasSize(300);
    }
  }

  @Test
  void damageFoundWhileRunningIsMendedWithoutARestart() throws Exception {
    fill();
    long page = number("SELECT rootpage FROM sqlite_schema WHERE name = 'record'");
    try (Spool spool = open()) {
      overwrite((page - 1) * PAGE, new byte[PAGE]);

      List<Spool.Entry> entries = all(spool);

      assertThat(entries).hasSize(300);
      assertWhole(entries);
      assertThat(spool.append(List.of(item(401)))).isEqualTo(401);
      spool.advance("mysql", Spool.Step.to(401));
      assertThat(spool.stats().records()).isZero();
    }
    assertThat(setAside()).hasSize(1);
  }

  @Test
  void whateverBytesAreWrongTheSpoolOpensAndShowsOnlyWholeRecords() throws Exception {
    long seed = System.nanoTime();
    System.out.println("DamageTest seed " + seed);
    var random = new Random(seed);
    fill();
    byte[] whole = Files.readAllBytes(file());
    var kept = new ArrayList<Integer>();
    for (int round = 0; round < 25; round++) {
      byte[] bytes = whole.clone();
      for (int i = 0; i < 1 << random.nextInt(10); i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      Files.write(file(), bytes);

      try (Spool spool = open()) {
        List<Spool.Entry> entries = all(spool);
        assertWhole(entries);
        kept.add(entries.size());
        spool.append(List.of(item(RECORDS + 1)));
      }
      clock.forward(java.time.Duration.ofSeconds(1));
    }
    assertThat(kept).as("damage costs some records, never most").allMatch(n -> n > 100);
  }
}
