package dev.saltern.jobcache.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MigrateIT {
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 24);
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-24T23:59:59Z"), ZoneOffset.UTC);

  private TestDatabase database;

  @BeforeEach
  void create() throws SQLException {
    database = TestDatabase.empty();
  }

  @AfterEach
  void drop() throws SQLException {
    database.close();
  }

  @Test
  void theSecondRunFindsNothingToDo() throws Exception {
    Migrate migrate = new Migrate(database.config(), CLOCK);

    assertThat(migrate.pending()).contains("1");
    Migrate.Result first = migrate.run();
    Migrate.Result second = migrate.run();

    assertThat(first.applied()).contains("1");
    assertThat(first.partitions()).isPositive();
    assertThat(second).isEqualTo(new Migrate.Result(List.of(), 0));
    assertThat(migrate.pending()).isEmpty();
  }

  @Test
  void everyTableAndColumnStandsInTheReference() throws Exception {
    new Migrate(database.config(), CLOCK).run();
    String page = Files.readString(Path.of("docs", "reference", "tables.md"));

    try (Connection c = database.connect()) {
      List<String> columns =
          Sql.texts(
              c,
              "SELECT CONCAT(table_name, '.', column_name) FROM information_schema.columns"
                  + " WHERE table_schema = DATABASE() AND table_name <> ?",
              Migrate.HISTORY);
      assertThat(columns).hasSizeGreaterThan(50);
      for (String column : columns) {
        String[] name = column.split("\\.", 2);
        assertThat(page).contains("## `" + name[0] + "`");
        assertThat(page).as(column).containsPattern("[`( ]" + name[1] + "[`,) ]");
      }
    }
  }

  @Test
  void eachDayHasAPartitionOfItsOwnUpToTwoWeeksAhead() throws Exception {
    new Migrate(database.config(), CLOCK).run();

    for (String table :
        List.of("jids", "salt_returns", "salt_expected_set", "salt_missing", "salt_events")) {
      List<String> names = partitions(table);
      assertThat(names).as(table).startsWith("pfirst", "p20261123", "p20261124");
      assertThat(names).as(table).contains("p20261208", "pnext").doesNotContain("p20261209");
    }
  }

  @Test
  void aJidLandsInThePartitionOfItsDay() throws Exception {
    new Migrate(database.config(), CLOCK).run();

    try (Connection c = database.connect()) {
      for (String jid :
          List.of(
              "20250101000000000000",
              "20261124000000000000",
              "20261124235959999999_12345",
              "20261125000000000000",
              "20301231000000000000",
              "99999999999999999999")) {
        Sql.execute(c, "INSERT INTO jids (jid, `load`) VALUES ('" + jid + "', '{}')");
      }
      assertThat(jidsIn(c, "pfirst")).containsExactly("20250101000000000000");
      assertThat(jidsIn(c, "p20261124"))
          .containsExactly("20261124000000000000", "20261124235959999999_12345");
      assertThat(jidsIn(c, "p20261125")).containsExactly("20261125000000000000");
      assertThat(jidsIn(c, "pnext")).containsExactly("20301231000000000000");
      assertThat(jidsIn(c, "pmax")).containsExactly("99999999999999999999");
    }
  }

  @Test
  void daysAreAddedAheadAndRowsThatWereFasterAreMoved() throws Exception {
    new Migrate(database.config(), CLOCK).run();

    try (Connection c = database.connect()) {
      Sql.execute(c, "INSERT INTO jids (jid, `load`) VALUES ('20261210120000000000', '{}')");
      Partitions partitions = new Partitions(c);
      assertThat(partitions.lastDay()).contains(TODAY.plusDays(14));

      int added = partitions.ensure(TODAY.plusDays(3), 14);

      assertThat(added).isEqualTo(3 * 11);
      assertThat(partitions.lastDay()).contains(TODAY.plusDays(17));
      assertThat(jidsIn(c, "p20261210")).containsExactly("20261210120000000000");
      assertThat(partitions.ensure(TODAY.plusDays(3), 14)).isZero();
    }
  }

  @Test
  void aDatabaseNobodyLookedAfterForYearsGetsTheLastDaysOnly() throws Exception {
    new Migrate(database.config(), CLOCK).run();

    try (Connection c = database.connect()) {
      Partitions partitions = new Partitions(c);
      partitions.ensure(TODAY.plusDays(2000), 1);

      assertThat(partitions.lastDay()).contains(TODAY.plusDays(2001));
      assertThat(partitions("jids")).hasSizeLessThan(70);
    }
  }

  @Test
  void tablesOfTheStockSchemaAreLeftAlone() throws Exception {
    try (Connection c = database.connect()) {
      Sql.execute(c, "CREATE TABLE jids (jid varchar(255) NOT NULL, `load` mediumtext NOT NULL)");
    }

    assertThatThrownBy(() -> new Migrate(database.config(), CLOCK).run())
        .isInstanceOf(JobCacheUnavailableException.class)
        .hasMessageContaining("saltern db import");
  }

  @Test
  void aNodeRefusesTablesThatAreNotThere() {
    try (Database old = new Database(database.config())) {
      assertThatThrownBy(() -> old.connection().close())
          .isInstanceOf(JobCacheUnavailableException.class)
          .hasMessageContaining("saltern db migrate");
      assertThat(old.check().ok()).isFalse();
      assertThat(old.check().message()).contains("saltern db migrate");
    }
  }

  @Test
  void partitionsThatEndBeforeTodayShowInTheCheck() throws Exception {
    Clock past = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);
    new Migrate(database.config(), past).run();

    try (Database late = new Database(database.config())) {
      assertThat(late.check().ok()).isFalse();
      assertThat(late.check().message()).contains("saltern db migrate");

      new Migrate(database.config(), Clock.systemUTC()).run();

      assertThat(late.check().ok()).as(late.check().message()).isTrue();
    }
  }

  @Test
  void aNodeToleratesTablesThatAreNewer() throws Exception {
    new Migrate(database.config(), Clock.systemUTC()).run();
    try (Connection c = database.connect()) {
      Sql.execute(
          c,
          """
          INSERT INTO saltern_schema_history
            (installed_rank, version, description, type, script, installed_by, execution_time, success)
          VALUES (999, '999', 'later', 'SQL', 'V999__later.sql', 'later', 1, 1)
          """);
    }

    try (Database newer = new Database(database.config())) {
      assertThat(newer.check().ok()).as(newer.check().message()).isTrue();
    }
  }

  private List<String> partitions(String table) throws SQLException {
    try (Connection c = database.connect()) {
      return Sql.texts(
          c,
          "SELECT partition_name FROM information_schema.partitions WHERE table_schema = DATABASE()"
              + " AND table_name = '"
              + table
              + "' ORDER BY partition_ordinal_position");
    }
  }

  private static List<String> jidsIn(Connection c, String partition) throws SQLException {
    return Sql.texts(c, "SELECT jid FROM jids PARTITION (" + partition + ") ORDER BY jid");
  }
}
