package dev.saltern.jobcache.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.jobcache.mysql.RetainReport.Line;
import dev.saltern.jobcache.mysql.RetainReport.Means;
import dev.saltern.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Partitions of days long gone, and that retention drops them.
class OldDaysIT {
  private static final LocalDate TODAY = RetainTables.TODAY;
  private static final Clock CLOCK = RetainTables.CLOCK;

  private TestDatabase database;
  private Connection sql;

  @BeforeEach
  void create() throws Exception {
    database = TestDatabase.empty();
    new Migrate(database.config(), CLOCK).run();
    sql = database.connect();
    Sql.execute(sql, "SET time_zone = '+00:00'");
  }

  @AfterEach
  void drop() throws Exception {
    sql.close();
    database.close();
  }

  @Test
  void daysOfTheLastYearGetTheirOwnAndOlderOnesShareTheirMonths() throws Exception {
    Sql.execute(sql, "INSERT INTO jids (jid, `load`) VALUES ('20240109120000000000', '{}')");
    Sql.execute(sql, "INSERT INTO jids (jid, `load`) VALUES ('20261103120000000000', '{}')");
    Sql.execute(sql, "INSERT INTO jids (jid, `load`) VALUES ('20100101120000000000', '{}')");
    LocalDate recent = LocalDate.of(2026, 11, 3);
    LocalDate next = LocalDate.of(2026, 11, 10);
    LocalDate old = LocalDate.of(2024, 1, 9);
    LocalDate future = TODAY.plusDays(100);

    int made = ensure(Set.of(recent, next, old, TODAY, future), Set.of(recent));

    assertThat(made).isEqualTo(10 * 4 + 2);
    assertThat(partitions("jids"))
        .startsWith("pfirst", "p20240131", "p20261103", "p20261110", "p20261122", "p20261123");
    assertThat(partitions("salt_events")).startsWith("pfirst", "p20261103", "p20261122");
    assertThat(jidsIn("pfirst")).containsExactly("20100101120000000000");
    assertThat(jidsIn("p20240131")).containsExactly("20240109120000000000");
    assertThat(jidsIn("p20261103")).containsExactly("20261103120000000000");
    assertThat(ensure(Set.of(recent, next, old, TODAY), Set.of(recent))).isZero();
    assertThat(ensure(Set.of(LocalDate.of(2024, 1, 30)), Set.of())).isZero();
    assertThat(ensure(Set.of(LocalDate.of(2026, 11, 5)), Set.of())).isEqualTo(10);
    assertThat(partitions("salt_state"))
        .startsWith("pfirst", "p20240131", "p20261103", "p20261105", "p20261110", "p20261122");
  }

  @Test
  void manyDaysAreMadeAFewAtATime() throws Exception {
    Set<LocalDate> days = new java.util.HashSet<>();
    for (int i = 2; i < 102; i++) {
      days.add(TODAY.minusDays(i));
    }

    ensure(days, Set.of());

    List<String> names = partitions("salt_returns");
    assertThat(names).hasSize(1 + 100 + 1 + 1 + 14 + 2).doesNotHaveDuplicates();
    assertThat(names.subList(1, names.size() - 2)).isSorted();
  }

  @Test
  void retentionDropsADayThatWasImported() throws Exception {
    Jobs jobs = new Jobs();
    ImportReport report;
    try (StockDatabase stock = new StockDatabase("utf8mb3")) {
      stock.job("20261005120000000000");
      stock.answer("20261005120000000000", "m1", "1");
      stock.job("20261123120000000000");
      stock.answer("20261123120000000000", "m1", "1");
      try (ImportSource source = StockTables.open(stock.database.config())) {
        report = jobs.importer().run(source, ImportRig.ALL, _ -> {});
      }
    }
    assertThat(report.partitions()).isPositive();
    assertThat(jidsIn("p20261005")).containsExactly("20261005120000000000");

    RetainReport retained =
        RetainTables.run(
            new Retention(
                database.config(),
                RetainTables.rules(java.time.Duration.ofDays(1), false),
                CLOCK,
                RetainTables.BOUNDS));

    assertThat(retained.lines())
        .filteredOn(line -> line.day().equals("p20261005"))
        .extracting(Line::by)
        .containsOnly(Means.DROP);
    assertThat(partitions("salt_returns")).doesNotContain("p20261005");
    assertThat(Sql.texts(sql, "SELECT jid FROM salt_returns"))
        .containsExactly("20261123120000000000");
  }

  private final class Jobs {
    Import importer() {
      return new Import(
          database.config(), StatesKept.CHANGED, new RenderedRules(java.util.Optional::of), CLOCK);
    }
  }

  private int ensure(Set<LocalDate> jobs, Set<LocalDate> events) throws SQLException {
    return new OldDays(sql, CLOCK).ensure(new ImportSource.Days(jobs, events));
  }

  private List<String> partitions(String table) throws SQLException {
    return Sql.texts(
        sql,
        "SELECT partition_name FROM information_schema.partitions WHERE table_schema = DATABASE()"
            + " AND table_name = ? ORDER BY partition_ordinal_position",
        table);
  }

  private List<String> jidsIn(String partition) throws SQLException {
    return Sql.texts(sql, "SELECT jid FROM jids PARTITION (" + partition + ") ORDER BY jid");
  }
}
