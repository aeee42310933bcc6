package dev.saltern.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import dev.saltern.testing.HandClock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
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
  void withoutItsFirstPageAllIsSetAsideAndTheLossIsTold() throws Exception {
    fill();
    overwrite(0, new byte[PAGE]);

    try (Spool spool = open()) {
      assertThat(all(spool)).isEmpty();
      assertThat(spool.loss()).contains(new Spool.Loss(Instant.EPOCH, 0));
      assertThat(spool.open("mysql", Spool.Policy.HOLDS)).isZero();
      assertThat(spool.append(List.of(item(1)))).isEqualTo(1);
    }
    assertThat(setAside()).hasSize(1);
  }

  @Test
  void aDamagedInnerPageCostsWhatIsBelowItAndNoMore() throws Exception {
    fill();
    long page = number("SELECT rootpage FROM sqlite_schema WHERE name = 'record'");
    overwrite((page - 1) * PAGE, new byte[PAGE]);

    try (Spool spool = open()) {
      assertThat(all(spool)).as("all records are below the root").isEmpty();
      assertThat(spool.loss()).contains(new Spool.Loss(Instant.EPOCH, 300));
      assertThat(spool.stats().readers())
          .containsOnly(entry("mysql", new Spool.Reader(Spool.Policy.HOLDS, 100, 0)));
      assertThat(spool.stats().lastPosition()).isEqualTo(RECORDS);
      assertThat(spool.stats().bytes()).isZero();
      assertThat(spool.notes().get("job/1")).isPresent();
      assertThat(spool.letters().list(0, 10)).hasSize(1);
      assertThat(spool.counters()).contains(entry("stored", 99L), entry("appended.1", 134L));
      assertThat(spool.append(List.of(item(RECORDS + 1)))).isEqualTo(RECORDS + 1);
    }
  }

  @Test
  void aDamagedLeafCostsTheRecordsInItAndReadingGoesOnBehindIt() throws Exception {
    fill();
    long page =
        number(
            """
            SELECT pageno FROM dbstat WHERE name = 'record' AND pagetype = 'leaf'
            ORDER BY pageno LIMIT 1 OFFSET 40""");
    overwrite((page - 1) * PAGE, new byte[PAGE]);

    try (Spool spool = open()) {
      List<Spool.Entry> entries = all(spool);

      assertThat(entries).hasSizeBetween(250, 299).anyMatch(e -> e.position() == RECORDS);
      assertWhole(entries);
      assertThat(spool.loss()).map(Spool.Loss::records).contains(300L - entries.size());
      assertThat(spool.stats().bytes())
          .isEqualTo(entries.stream().mapToLong(e -> e.bytes().length).sum());
    }
  }

  @Test
  void aLossBeginsWithTheLastRecordBeforeTheFirstHoleAndIsKeptUntilHandled() throws Exception {
    try (Spool spool = open()) {
      spool.open("mysql", Spool.Policy.HOLDS);
      for (int i = 1; i <= RECORDS; i++) {
        spool.append(List.of(item(i)));
        clock.forward(Duration.ofSeconds(1));
      }
    }
    long page =
        number(
            """
            SELECT pageno FROM dbstat WHERE name = 'record' AND pagetype = 'leaf'
            ORDER BY pageno LIMIT 1 OFFSET 40""");
    overwrite((page - 1) * PAGE, new byte[PAGE]);

    try (Spool spool = open()) {
      List<Spool.Entry> entries = all(spool);
      long before = 0;
      while (entries.get((int) before).position() == before + 1) {
        before++;
      }
      long appended = number("SELECT appended FROM record WHERE position = " + before);
      assertThat(before).isBetween(1L, RECORDS - 1L);
      assertThat(spool.loss()).map(Spool.Loss::since).contains(Instant.ofEpochMilli(appended));
    }
    try (Spool spool = open()) {
      assertThat(spool.loss()).as("still there after a restart").isPresent();
      spool.lossHandled();
      assertThat(spool.loss()).isEmpty();
    }
    try (Spool spool = open()) {
      assertThat(spool.loss()).isEmpty();
    }
  }

  @Test
  void commitsBehindAFlippedBitInTheLogAreTold() throws Exception {
    Path log = directory.resolve("spool.db-wal");
    Path copy = directory.resolve("copy.db");
    try (Spool spool = open()) {
      spool.open("mysql", Spool.Policy.HOLDS);
      for (int i = 1; i <= 50; i++) {
        spool.append(List.of(item(i)));
      }
      // As kill -9 leaves it: closing would write the log back.
      Files.copy(file(), copy);
      Files.copy(log, directory.resolve("copy.db-wal"));
    }
    Files.move(copy, file(), StandardCopyOption.REPLACE_EXISTING);
    Files.move(directory.resolve("copy.db-wal"), log, StandardCopyOption.REPLACE_EXISTING);
    try (var channel = FileChannel.open(log, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      long at = channel.size() / 3;
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      channel.write(ByteBuffer.wrap(new byte[] {(byte) (one.get(0) ^ 1)}), at);
    }

    try (Spool spool = open()) {
      assertThat(all(spool)).hasSizeBetween(1, 49);
      assertThat(spool.loss()).isPresent();
      assertThat(spool.loss())
          .map(Spool.Loss::records)
          .hasValueSatisfying(n -> assertThat(n).isPositive());
    }
    try (Stream<Path> files = Files.list(directory)) {
      assertThat(files.filter(f -> f.toString().contains(".damaged-"))).hasSize(1);
    }
  }

  @Test
  void aLogCutOffAtItsEndIsNoLoss() throws Exception {
    Path log = directory.resolve("spool.db-wal");
    try (Spool spool = open()) {
      spool.open("mysql", Spool.Policy.HOLDS);
      for (int i = 1; i <= 50; i++) {
        spool.append(List.of(item(i)));
      }
      Files.copy(file(), directory.resolve("copy.db"));
      Files.copy(log, directory.resolve("copy.db-wal"));
    }
    Files.move(directory.resolve("copy.db"), file(), StandardCopyOption.REPLACE_EXISTING);
    Files.move(directory.resolve("copy.db-wal"), log, StandardCopyOption.REPLACE_EXISTING);
    try (var channel = FileChannel.open(log, StandardOpenOption.WRITE)) {
      channel.truncate(channel.size() - 100);
    }

    try (Spool spool = open()) {
      assertThat(all(spool)).hasSizeBetween(48, 49);
      assertThat(spool.loss()).isEmpty();
    }
  }

  @Test
  void aFileThatIsMovedRemovedOrReplacedUnderTheSpoolIsTold() throws Exception {
    try (Spool spool = open()) {
      spool.append(List.of(item(1)));
      assertThat(spool.displaced()).isEmpty();

      Files.move(file(), directory.resolve("elsewhere.db"));
      assertThat(spool.displaced()).hasValueSatisfying(why -> assertThat(why).contains("moved"));

      Files.createFile(file());
      assertThat(spool.displaced()).hasValueSatisfying(why -> assertThat(why).contains("another"));
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

      assertThat(entries).hasSizeLessThan(300);
      assertWhole(entries);
      assertThat(spool.loss()).isPresent();
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
  void aLogWithoutItsDatabaseIsSetAsideAndTheLossIsTold() throws Exception {
    Path copy = directory.resolve("copy-wal");
    try (Spool spool = open()) {
      spool.append(List.of(item(1), item(2), item(3)));
      Files.copy(directory.resolve("spool.db-wal"), copy);
    }
    Files.write(file(), new byte[0]);
    Files.move(copy, directory.resolve("spool.db-wal"));

    try (Spool spool = open()) {
      assertThat(all(spool)).isEmpty();
      assertThat(spool.loss()).isPresent();
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

      assertThat(all(spool)).isEmpty();
      assertThat(spool.loss()).contains(new Spool.Loss(Instant.EPOCH, 300));
      assertThat(spool.append(List.of(item(401)))).isEqualTo(401);
      spool.advance("mysql", Spool.Step.to(401));
      assertThat(spool.stats().records()).isZero();
      assertThat(spool.displaced()).as("the new file is the spool's own").isEmpty();
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
    for (int round = 0; round < 25; round++) {
      byte[] bytes = whole.clone();
      for (int i = 0; i < 1 << random.nextInt(10); i++) {
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
      }
      Files.write(file(), bytes);

      try (Spool spool = open()) {
        List<Spool.Entry> entries = all(spool);
        assertWhole(entries);
        boolean told = spool.loss().isPresent() || damaged(spool) > 0;
        assertThat(entries.size() == 300 || told).as("what is lost is told").isTrue();
        spool.append(List.of(item(RECORDS + 1)));
      }
      clock.forward(Duration.ofSeconds(1));
    }
  }

  private static long damaged(Spool spool) throws SpoolException {
    return spool.counters().entrySet().stream()
        .filter(counter -> counter.getKey().startsWith("damaged."))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  @Test
  void aSpoolOnWhichANodeOnceEndedAtEachStartOpens() throws Exception {
    try (InputStream stored =
        new GZIPInputStream(
            Objects.requireNonNull(getClass().getResourceAsStream("damaged-page.db.gz")))) {
      Files.copy(stored, file());
    }

    try (Spool spool = open()) {
      assertThat(spool.append(List.of(item(1)))).isPositive();
      assertThat(spool.loss()).isPresent();
    }
    assertThat(setAside()).hasSize(1);
  }
}
