package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.Arrivals.answer;
import static dev.saltern.jobcache.Arrivals.batch;
import static dev.saltern.jobcache.Arrivals.entry;
import static dev.saltern.jobcache.Arrivals.newJid;
import static dev.saltern.jobcache.Arrivals.published;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Completion;
import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.MinionState;
import dev.saltern.job.Source;
import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.JobCacheRejectedException;
import dev.saltern.jobcache.JobLookup.Missing;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.jobcache.JobWriter;
import dev.saltern.jobcache.MinionLookup.Unanswered;
import dev.saltern.jobcache.Stored;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Who should answer, as sets that jobs name, and who was found missing.
class ExpectedSetsIT {
  private static final Instant ASKED = Instant.parse("2026-11-24T12:01:00Z");
  private static final int MANY = 100_000;

  private static JobCacheRig rig;

  @BeforeAll
  static void create() throws Exception {
    rig = new JobCacheRig();
  }

  @AfterAll
  static void drop() throws Exception {
    rig.close();
  }

  @BeforeEach
  void empty() throws Exception {
    for (String table : List.of("salt_expected_set", "salt_minion_set", "salt_missing")) {
      Sql.execute(rig.sql, "DELETE FROM " + table);
    }
  }

  private int rows(String table) throws SQLException {
    return Sql.number(rig.sql, "SELECT COUNT(*) FROM " + table);
  }

  private static String[] ids(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "m%06d".formatted(i)).toArray(String[]::new);
  }

  private static Completion complete(Jid jid, Instant asked, int expected, String... open) {
    Map<MinionId, MinionState> states = new HashMap<>();
    for (String id : open) {
      states.put(new MinionId(id), MinionState.NO_ANSWER);
    }
    return new Completion(jid, asked, expected, true, states);
  }

  private List<String> missing(Jid jid) throws Exception {
    return rig.lookup.missing(jid, Optional.empty(), 100).stream()
        .map(m -> m.minion() + " " + m.node() + m.state().map(s -> " " + s).orElse(""))
        .toList();
  }

  private List<String> open(Jid jid) throws SQLException {
    return Sql.texts(
        rig.sql,
        "SELECT CONCAT(node, ' ', open) FROM salt_expected_set WHERE jid = ? ORDER BY node",
        jid.text());
  }

  private String counts(Jid jid) throws Exception {
    JobSummary job = rig.lookup.job(jid).orElseThrow();
    return "%d expected, %d missing, complete %s"
        .formatted(
            job.expected(),
            job.missing(),
            job.progress().complete().map(Object::toString).orElse("-"));
  }

  @Test
  void tenThousandJobsToTheSameMinionsStoreOneSet() throws Exception {
    String[] everyone = ids(0, 50);
    for (int from = 0; from < 10_000; from += 500) {
      List<Entry> entries = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        entries.add(entry(published(newJid(), "test.ping", everyone)));
      }
      rig.writer("a").write(entries);
    }

    assertThat(rows("salt_expected_set")).isEqualTo(10_000);
    assertThat(rows("salt_minion_set")).isEqualTo(1);
    assertThat(
            Sql.texts(
                rig.sql,
                "SELECT minion_count FROM salt_minion_set"
                    + " WHERE hash = UNHEX(LEFT(SHA2(minions, 256), 32))"))
        .containsExactly("50");
  }

  @Test
  void aReturnWritesNothingOfIt() throws Exception {
    Jid jid = newJid();
    rig.writer("a").write(batch(published(jid, "test.ping", "web1", "web2")));
    String before = Sql.text(rig.sql, "CHECKSUM TABLE salt_expected_set, salt_minion_set");
    List<String> sums =
        Sql.texts(rig.sql, "SELECT CONCAT(jid, node, open, position) FROM salt_expected_set");

    rig.writer("a").write(batch(answer(jid, "web1", 1), answer(jid, "web2", 1)));

    assertThat(Sql.text(rig.sql, "CHECKSUM TABLE salt_expected_set, salt_minion_set"))
        .isEqualTo(before);
    assertThat(
            Sql.texts(rig.sql, "SELECT CONCAT(jid, node, open, position) FROM salt_expected_set"))
        .isEqualTo(sums);
    assertThat(missing(jid)).isEmpty();
  }

  @Test
  void whatAnAsynchronousBatchTellsOneAfterTheOtherIsAUnion() throws Exception {
    Jid jid = newJid();
    Stored first = rig.writer("a").write(batch(published(jid, "test.ping", "m1", "m2"))).total();
    rig.writer("a").write(batch(answer(jid, "m1", 1), answer(jid, "m2", 1)));
    rig.writer("a").write(batch(complete(jid, ASKED, 2)));
    JobCacheRig.count(rig.database);
    assertThat(counts(jid)).isEqualTo("2 expected, 0 missing, complete true");

    List<Entry> next = batch(published(jid, "test.ping", "m2", "m3"));
    Stored told = rig.writer("a").write(next).total();
    Stored again = rig.writer("a").write(next).total();
    Stored same = rig.writer("a").write(batch(published(jid, "test.ping", "m3", "m2"))).total();

    assertThat(first).isEqualTo(new Stored(1, 0, 0));
    assertThat(told).isEqualTo(new Stored(0, 1, 0));
    assertThat(again).as("redelivered").isEqualTo(told);
    assertThat(same).isEqualTo(new Stored(0, 0, 1));
    assertThat(missing(jid)).containsExactly("m3 a");
    JobCacheRig.count(rig.database);
    assertThat(missing(jid)).containsExactly("m3 a");

    rig.writer("a").write(batch(complete(jid, ASKED.plusSeconds(60), 3, "m3")));
    assertThat(missing(jid)).containsExactly("m3 a NO_ANSWER");
    JobCacheRig.count(rig.database);
    assertThat(missing(jid)).containsExactly("m3 a NO_ANSWER");
    assertThat(counts(jid)).isEqualTo("3 expected, 1 missing, complete true");
    assertThat(open(jid)).containsOnly("a 0");
  }

  @Test
  void eightWritersThatTellOfPartsAtOnceTellOfAll() throws Exception {
    Jid jid = newJid();
    List<Callable<Stored>> writers = new ArrayList<>();
    for (int w = 0; w < 8; w++) {
      JobWriter writer = rig.writer(w % 2 == 0 ? "a" : "b");
      List<Entry> told =
          batch(
              published(jid, "test.ping", ids(10 * w, 10 * w + 20)),
              published(jid, "test.ping", ids(0, 100)));
      writers.add(() -> writer.write(told).total());
    }
    Stored all = new Stored(0, 0, 0);
    try (var pool = Executors.newFixedThreadPool(8)) {
      for (var done : pool.invokeAll(writers)) {
        all = all.plus(done.get());
      }
    }

    assertThat(all.inserted()).isEqualTo(1);
    // Each part was told of by one, and all of them by the first of each node.
    assertThat(all.improved()).isBetween(8, 10);
    assertThat(rows("salt_minion_set")).isEqualTo(9);
    assertThat(counts(jid)).isEqualTo("100 expected, 100 missing, complete false");
  }

  @Test
  void whoReturnsAfterAllIsNotMissingAndItsRowGoes() throws Exception {
    Jid jid = newJid();
    rig.writer("a").write(batch(published(jid, "test.ping", "m1", "m2", "m3")));
    rig.writer("a").write(batch(answer(jid, "m1", 1), complete(jid, ASKED, 3, "m2", "m3")));
    JobCacheRig.count(rig.database);
    assertThat(missing(jid)).containsExactly("m2 a NO_ANSWER", "m3 a NO_ANSWER");
    assertThat(open(jid)).containsExactly("a 0");

    rig.writer("a").write(batch(answer(jid, "m2", 1)));
    assertThat(missing(jid)).containsExactly("m3 a NO_ANSWER");
    assertThat(rows("salt_missing")).isEqualTo(2);

    JobCacheRig.count(rig.database);
    assertThat(rows("salt_missing")).isEqualTo(1);
    assertThat(missing(jid)).containsExactly("m3 a NO_ANSWER");
    assertThat(counts(jid)).isEqualTo("3 expected, 1 missing, complete true");
  }

  /// What a node declared does not stand for rows that are not there.
  @Test
  void aReturnThatIsNotThereIsMissingWhateverANodeDeclared() throws Exception {
    Jid jid = newJid();
    rig.writer("a").write(batch(published(jid, "test.ping", "m1", "m2", "m3")));
    rig.writer("a").write(batch(answer(jid, "m1", 1), complete(jid, ASKED, 3, "m2")));
    JobCacheRig.count(rig.database);

    assertThat(counts(jid)).isEqualTo("3 expected, 2 missing, complete true");
    assertThat(missing(jid)).containsExactly("m2 a NO_ANSWER", "m3 a");
    assertThat(open(jid)).containsExactly("a 1");

    rig.writer("a").write(batch(answer(jid, "m3", 1)));
    JobCacheRig.count(rig.database);
    assertThat(open(jid)).containsExactly("a 0");
  }

  @Test
  void aMinionOfTwoMastersCountsOnceAndHasReturnedAtBoth() throws Exception {
    Jid jid = newJid();
    rig.writer("a").write(batch(published(jid, "test.ping", "both", "a1")));
    rig.writer("b").write(batch(published(jid, "test.ping", "both", "b1")));
    rig.writer("a").write(batch(complete(jid, ASKED, 2, "both")));
    rig.writer("a").write(batch(answer(jid, "a1", 1)));
    JobCacheRig.count(rig.database);
    assertThat(counts(jid)).isEqualTo("3 expected, 2 missing, complete false");

    rig.writer("b").write(batch(answer(jid, "both", 1), answer(jid, "b1", 1)));
    JobCacheRig.count(rig.database);

    assertThat(counts(jid)).isEqualTo("3 expected, 0 missing, complete true");
    assertThat(rows("salt_missing")).isZero();
  }

  @Test
  void aMinionThatNobodyExpectedMakesNobodyLessMissing() throws Exception {
    Jid jid = newJid();
    rig.writer("a").write(batch(published(jid, "test.ping", "m1", "m2")));
    rig.writer("a").write(batch(answer(jid, "m1", 1), answer(jid, "stranger", 1)));
    JobCacheRig.count(rig.database);

    assertThat(counts(jid)).isEqualTo("3 expected, 1 missing, complete false");
    assertThat(missing(jid)).containsExactly("m2 a");
  }

  @Test
  void whatAMinionHasNotAnsweredIsFoundWhetherItWasAskedOrNot() throws Exception {
    Jid asked = newJid();
    Jid open = newJid();
    Jid answered = newJid();
    for (Jid jid : List.of(asked, open, answered)) {
      rig.writer("b").write(batch(published(jid, "test.ping", "m1", "m2")));
    }
    rig.writer("a").write(batch(published(open, "test.ping", "m1", "m3")));
    rig.writer("b").write(batch(complete(asked, ASKED, 2, "m1", "m2"), answer(answered, "m1", 1)));
    JobCacheRig.count(rig.database);

    MinionId m1 = new MinionId("m1");
    assertThat(rig.lookup.unanswered(m1, Optional.empty(), 10))
        .containsExactly(
            new Unanswered(open, "test.ping", "a", Optional.empty()),
            new Unanswered(asked, "test.ping", "b", Optional.of(MinionState.NO_ANSWER)));
    assertThat(rig.lookup.unanswered(m1, Optional.of(open), 10))
        .extracting(Unanswered::jid)
        .containsExactly(asked);
    assertThat(rig.lookup.unanswered(m1, Optional.empty(), 1))
        .extracting(Unanswered::jid)
        .containsExactly(open);
    assertThat(rig.lookup.unanswered(new MinionId("m"), Optional.empty(), 10)).isEmpty();
  }

  @Test
  void aSetOfAHundredThousandIsPagedWhileTheJobRunsAndAfter() throws Exception {
    Jid jid = newJid();
    rig.writer("a").write(batch(published(jid, "test.ping", ids(0, MANY))));
    List<Entry> returns =
        IntStream.range(0, 5_000)
            .mapToObj(i -> entry(answer(jid, "m%06d".formatted(i), 1)))
            .toList();
    for (int from = 0; from < returns.size(); from += 500) {
      rig.writer("a").write(returns.subList(from, from + 500));
    }
    JobCacheRig.count(rig.database);

    assertThat(counts(jid)).isEqualTo("100000 expected, 95000 missing, complete false");
    List<Missing> first = rig.lookup.missing(jid, Optional.empty(), 50);
    assertThat(first).extracting(m -> m.minion().text()).startsWith("m005000").hasSize(50);
    List<Missing> last = rig.lookup.missing(jid, Optional.of(new MinionId("m099989")), 50);
    assertThat(last).extracting(m -> m.minion().text()).startsWith("m099990").hasSize(10);
    assertThat(rig.lookup.missing(jid, Optional.of(last.getLast().minion()), 50)).isEmpty();
  }

  @Test
  void aLoadThatExpectsMoreThanASetMayHoldIsRefusedWithANumber() {
    List<MinionId> tooMany =
        IntStream.range(0, MinionSet.BYTES_MAX / 200)
            .mapToObj(i -> new MinionId("m" + "x".repeat(200) + i))
            .toList();
    Jid jid = newJid();
    Load load = new Load(jid, Data.dict("fun", "test.ping"), "", tooMany, Source.BUS);

    assertThatThrownBy(() -> rig.writer("a").write(batch(load)))
        .isInstanceOf(JobCacheRejectedException.class)
        .hasMessageContaining(jid.text())
        .hasMessageContaining("8388608");
  }

  @Test
  void aSetThatIsNoArrayOfIdsLeavesTheJobToBeSeen() throws Exception {
    for (String bad : List.of("no json", "{\"a\": 1}", "[", "7")) {
      Jid jid = newJid();
      rig.writer("a").write(batch(published(jid, "test.ping", "m1-" + jid)));
      Sql.execute(
          rig.sql,
          "UPDATE salt_minion_set SET minions = ? WHERE hash ="
              + " (SELECT hash FROM salt_expected_set WHERE jid = ?)",
          bad,
          jid.text());

      assertThat(missing(jid)).as(bad).isEmpty();
      assertThat(counts(jid)).as(bad).startsWith("0 expected");
      JobCacheRig.count(rig.database);
      assertThat(rig.lookup.detail(jid)).as(bad).isPresent();
      assertThat(Sql.number(rig.sql, "SELECT missing FROM v_job WHERE jid = ?", jid.text()))
          .as(bad)
          .isZero();
      assertThat(
              Sql.number(rig.sql, "SELECT COUNT(*) FROM v_job_missing WHERE jid = ?", jid.text()))
          .as(bad)
          .isZero();
    }
  }

  @Test
  void ofASetWithOtherThingsInItTheIdsCount() throws Exception {
    Jid jid = newJid();
    rig.writer("a").write(batch(published(jid, "test.ping", "odd1", "odd2")));
    Sql.execute(
        rig.sql, "UPDATE salt_minion_set SET minions = '[1, [2], null, \"odd2\", \"a/b\"]'");

    assertThat(missing(jid)).containsExactly("odd2 a");
    assertThat(counts(jid)).startsWith("1 expected, 1 missing");
  }

  @Test
  void aJobForNobodyNamesNoSet() throws Exception {
    Jid jid = newJid();
    rig.writer("a").write(batch(published(jid, "test.ping")));

    assertThat(rows("salt_expected_set") + rows("salt_minion_set")).isZero();
    assertThat(counts(jid)).isEqualTo("0 expected, 0 missing, complete -");
  }
}
