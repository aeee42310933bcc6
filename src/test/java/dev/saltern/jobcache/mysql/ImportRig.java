package dev.saltern.jobcache.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.jobcache.mysql.Import.Options;
import dev.saltern.jobcache.mysql.ImportCounts.What;
import dev.saltern.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A job cache to import into, with small pages.
final class ImportRig implements AutoCloseable {
  static final Options ALL = options(false, false);
  static final int PAGE_ROWS = 20;
  static final int JOB_ROWS = 50;

  final TestDatabase target;
  final Connection sql;

  ImportRig() throws Exception {
    target = TestDatabase.migrated();
    sql = target.connect();
    Sql.execute(sql, "SET time_zone = '+00:00'");
  }

  static Options options(boolean dryRun, boolean restart) {
    return new Options(dryRun, restart, OptionalInt.empty(), Optional.empty());
  }

  Import importer() {
    return new Import(
        target.config(),
        StatesKept.CHANGED,
        new RenderedRules(Optional::of),
        Clock.systemUTC(),
        PAGE_ROWS);
  }

  ImportReport run(StockDatabase stock) throws Exception {
    return run(stock, ALL);
  }

  ImportReport run(StockDatabase stock, Options options) throws Exception {
    try (ImportSource source = StockTables.open(stock.database.config(), JOB_ROWS)) {
      return run(source, options);
    }
  }

  ImportReport run(ImportSource source, Options options) throws Exception {
    ImportReport report = importer().run(source, options, _ -> {});
    for (ImportReport.Part part : report.parts()) {
      long sum = 0;
      for (What what : What.values()) {
        sum += what == What.READ ? 0 : part.total().get(what);
      }
      assertThat(sum).as(part.name()).isEqualTo(part.total().get(What.READ));
    }
    return report;
  }

  /// READ, INSERTED, IMPROVED, PRESENT, DUPLICATES, OTHERS, SKIPPED of all runs.
  static List<Long> total(ImportReport report, String part) {
    return numbers(part(report, part).total());
  }

  /// The same of this run.
  static List<Long> now(ImportReport report, String part) {
    return numbers(part(report, part).now());
  }

  static ImportReport.Part part(ImportReport report, String name) {
    return report.parts().stream().filter(p -> p.name().equals(name)).findFirst().orElseThrow();
  }

  private static List<Long> numbers(ImportCounts counts) {
    return Arrays.stream(What.values()).map(counts::get).toList();
  }

  int count(String table) throws SQLException {
    return target.count("SELECT COUNT(*) FROM " + table);
  }

  /// Everything that was imported, in one text.
  String content() throws SQLException {
    return String.join(
        "\n",
        String.join(
            "\n", Sql.texts(sql, "SELECT CONCAT_WS('|', jid, `load`, fun) FROM jids ORDER BY jid")),
        String.join(
            "\n",
            Sql.texts(
                sql,
                "SELECT CONCAT_WS('|', jid, id, `return`, full_ret, source, retcode, alter_time)"
                    + " FROM salt_returns ORDER BY jid, id")),
        String.join(
            "\n",
            Sql.texts(
                sql,
                "SELECT CONCAT_WS('|', tag, data, alter_time, master_id) FROM salt_events"
                    + " ORDER BY tag, data")),
        String.join(
            "\n",
            Sql.texts(
                sql,
                "SELECT CONCAT_WS('|', jid, id, HEX(hash), `return`) FROM salt_return_conflict"
                    + " ORDER BY jid, id, hash")),
        // counts, without times
        String.join(
            "\n",
            Sql.texts(
                sql,
                "SELECT CONCAT_WS('|', part, rows_read, inserted, improved, present, duplicates,"
                    + " others, skipped, notes) FROM salt_import ORDER BY part")));
  }

  @Override
  public void close() throws SQLException {
    sql.close();
    target.close();
  }
}
