package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.ImportRig.now;
import static dev.saltern.jobcache.mysql.ImportRig.part;
import static dev.saltern.jobcache.mysql.ImportRig.total;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Jid;
import dev.saltern.job.Return;
import dev.saltern.job.Tag;
import dev.saltern.jobcache.Arrivals;
import dev.saltern.wire.JsonText;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Stock tables as they are found, brought over: what becomes of each row.
class ImportStockIT {
  private static final Jid JID = new Jid("20261110120000000000");

  private ImportRig rig;
  private StockDatabase stock;

  @BeforeEach
  void create() throws Exception {
    rig = new ImportRig();
    stock = new StockDatabase("utf8mb3");
  }

  @AfterEach
  void drop() throws Exception {
    stock.close();
    rig.close();
  }

  @Test
  void everyRowIsInOnceAndCountedOnceAndTheSecondRunFindsNothing() throws Exception {
    fill(stock);

    ImportReport first = rig.run(stock);
    ImportReport second = rig.run(stock);

    assertThat(total(first, "jids")).containsExactly(40L, 40L, 0L, 0L, 0L, 0L, 0L);
    assertThat(total(first, "salt_returns")).containsExactly(330L, 300L, 0L, 0L, 20L, 10L, 0L);
    assertThat(total(first, "salt_events")).containsExactly(55L, 50L, 0L, 0L, 5L, 0L, 0L);
    assertThat(rig.count("jids")).isEqualTo(40);
    assertThat(rig.count("salt_returns")).isEqualTo(300);
    assertThat(rig.count("salt_return_conflict")).isEqualTo(10);
    assertThat(rig.count("salt_events")).isEqualTo(50);
    for (String part : List.of("jids", "salt_returns", "salt_events")) {
      assertThat(now(second, part)).as(part).containsOnly(0L);
      assertThat(total(second, part)).as(part).isEqualTo(total(first, part));
    }
  }

  /// 40 jobs, one with 105 returns and 39 with 5; 20 of the returns twice, 10 with another answer;
  /// 50 events, 5 twice.
  static void fill(StockDatabase stock) throws Exception {
    stock.sql.setAutoCommit(false);
    for (int job = 0; job < 40; job++) {
      String jid = "202611%02d1200%08d".formatted(1 + job % 20, job);
      stock.job(jid);
      for (int minion = 0; minion < (job == 7 ? 105 : 5); minion++) {
        stock.answer(jid, "m" + minion, "true");
      }
      if (job < 20) {
        stock.answer(jid, "m1", "true");
      }
      if (job >= 30) {
        stock.answer(jid, "m2", "\"another\"");
      }
    }
    for (int event = 0; event < 55; event++) {
      stock.event(
          "salt/beacon/m" + event % 50,
          "{\"load\": %d, \"_stamp\": \"2026-11-10T12:00:00.000001\"}".formatted(event % 50));
    }
    stock.sql.commit();
    stock.sql.setAutoCommit(true);
  }

  @ParameterizedTest
  @ValueSource(strings = {"utf8mb3", "latin1", "utf8mb4"})
  void textOfAnyCharacterSetComesOverAndIdsThatDifferByCaseStayTwo(String charset)
      throws Exception {
    try (StockDatabase other = new StockDatabase(charset)) {
      other.job(JID.text());
      for (String id : List.of("Web1", "web1", "WEB1", "grün")) {
        other.answer(JID.text(), id, "\"Müller " + id + "\"");
      }

      ImportReport report = rig.run(other);

      assertThat(total(report, "salt_returns")).containsExactly(4L, 4L, 0L, 0L, 0L, 0L, 0L);
      assertThat(part(report, "salt_returns").total().notes().remarks().toString())
          .contains("by case only", "count=2");
      assertThat(Sql.texts(rig.sql, "SELECT `return` FROM salt_returns ORDER BY id"))
          .containsExactly(
              "\"Müller WEB1\"", "\"Müller Web1\"", "\"Müller grün\"", "\"Müller web1\"");
    }
  }

  @Test
  void whatCanBeNoRowIsListedWithItsReasonAndTheRestComesIn() throws Exception {
    stock.job(JID.text());
    stock.load("req", "{\"fun\": \"test.ping\"}");
    stock.load("20261110120000000001", "{\"fun\": \"tes"); // cut
    stock.answer(JID.text(), "good", "1");
    stock.answer("req", "m1", "1");
    stock.answer(JID.text(), "blank ", "1");
    stock.answer(JID.text(), "sl/ash", "1");
    stock.answer(JID.text(), "n\0ul", "1");
    stock.answer(JID.text(), "", "1");
    stock.row(JID.text(), "rebuilt", "\"whole\"", "{\"return\": \"who");
    stock.row(JID.text(), "neither", "\"who", "{\"return\": \"who");
    stock.row(JID.text(), "list", "[1]", "[1]");
    stock.event("salt/x", "no json");
    stock.event("salt/y", "{}");
    for (int i = 0; i < 15; i++) {
      stock.answer("bad" + i, "m", "1");
    }

    ImportReport report = rig.run(stock);

    assertThat(total(report, "jids")).containsExactly(3L, 1L, 0L, 0L, 0L, 0L, 2L);
    assertThat(total(report, "salt_returns")).containsExactly(24L, 3L, 0L, 0L, 0L, 0L, 21L);
    assertThat(total(report, "salt_events")).containsExactly(2L, 1L, 0L, 0L, 0L, 0L, 1L);
    ImportNotes notes = part(report, "salt_returns").total().notes();
    assertThat(notes.skipped())
        .extractingByKey("its jid is none: 20 digits, or 20 digits, _ and a pid")
        .satisfies(
            note -> {
              assertThat(note.count()).isEqualTo(16);
              assertThat(note.examples()).hasSize(10).contains("jid 'bad0' id 'm'");
            });
    assertThat(notes.skipped())
        .extractingByKey("its id ends in a blank")
        .hasToString("Note[count=1, examples=[jid '" + JID + "' id 'blank ']]");
    assertThat(notes.skipped().keySet())
        .contains("its id is none a master accepts", "neither its full_ret nor its return is JSON");
    assertThat(notes.remarks().toString()).contains("made from the other columns", "count=2");
    assertThat(
            Sql.text(
                rig.sql,
                "SELECT `return` FROM salt_returns WHERE jid = ? AND id = 'rebuilt'",
                JID.text()))
        .isEqualTo("\"whole\"");
    assertThat(rig.run(stock).parts()).allMatch(p -> p.now().get(ImportCounts.What.READ) == 0);
  }

  @Test
  void aRowOfOursIsNeverMadePoorerAndAPoorerOneIsBettered() throws Exception {
    Return bus = Arrivals.failure(JID, "ours");
    Return cut = Arrivals.trimmed(Arrivals.answer(JID, "cut", "long"));
    Event event =
        new Event(
            new Tag("salt/beacon/m1"),
            Data.dict("load", 1, "_stamp", "2026-11-10T12:00:00.000001"));
    try (MySqlJobCache node = new MySqlJobCache(rig.target.config(), new Origin("n1", "mom"))) {
      node.write(
          Arrivals.batch(Arrivals.published(JID, "test.ping", "ours", "late", "cut"), bus, cut));
      node.write(List.of(Arrivals.entry("mom", 1_000_000, event)));
    }
    stock.load(JID.text(), "{\"fun\": \"poor\", \"jid\": \"" + JID + "\"}");
    stock.row(JID.text(), "ours", "1", JsonText.write(Arrivals.answer(JID, "ours", 1).body()));
    stock.answer(JID.text(), "cut", "\"long\"");
    stock.answer(JID.text(), "late", "2");
    stock.event("salt/beacon/m1", "{\"_stamp\": \"2026-11-10T12:00:00.000001\", \"load\": 1}");

    ImportReport report = rig.run(stock);

    assertThat(total(report, "jids")).containsExactly(1L, 0L, 0L, 1L, 0L, 0L, 0L);
    assertThat(total(report, "salt_returns")).containsExactly(3L, 1L, 1L, 1L, 0L, 0L, 0L);
    assertThat(total(report, "salt_events")).containsExactly(1L, 0L, 0L, 1L, 0L, 0L, 0L);
    assertThat(Sql.text(rig.sql, "SELECT fun FROM jids")).isEqualTo("test.ping");
    assertThat(Sql.texts(rig.sql, "SELECT CONCAT(id, ' ', source) FROM salt_returns ORDER BY id"))
        .containsExactly("cut 20", "late 20", "ours 40");
    assertThat(Sql.text(rig.sql, "SELECT retcode FROM salt_returns WHERE id = 'ours'"))
        .isEqualTo("3");
    // the expected minion that only the stock table knew of has returned
    assertThat(rig.target.count("SELECT COUNT(*) FROM salt_expected_set")).isPositive();
    assertThat(rig.target.count("SELECT COUNT(*) FROM v_job_missing")).isZero();
  }

  @Test
  void aNodesCopyThatComesAfterTheImportReplacesIt() throws Exception {
    stock.answer(JID.text(), "m1", "1");
    rig.run(stock);

    try (MySqlJobCache node = new MySqlJobCache(rig.target.config(), new Origin("n1", "mom"))) {
      node.write(Arrivals.batch(Arrivals.answer(JID, "m1", 2)));
    }

    assertThat(Sql.text(rig.sql, "SELECT CONCAT(`return`, source, node) FROM salt_returns"))
        .isEqualTo("240n1");
    assertThat(rig.count("salt_return_conflict")).isZero();
  }

  @Test
  void theTimeAStockWriterInsertedARowAtStays() throws Exception {
    stock.answer(JID.text(), "m1", "1");
    stock.event("salt/x", "{\"no\": \"stamp\"}");
    Sql.execute(stock.sql, "UPDATE salt_returns SET alter_time = '2025-03-04 05:06:07'");
    Sql.execute(stock.sql, "UPDATE salt_events SET alter_time = '2025-03-04 05:06:08'");

    rig.run(stock);

    assertThat(Sql.text(rig.sql, "SELECT alter_time FROM salt_returns"))
        .startsWith("2025-03-04 05:06:07");
    assertThat(Sql.text(rig.sql, "SELECT alter_time FROM salt_events"))
        .startsWith("2025-03-04 05:06:08");
  }

  @Test
  void aJobWithoutALoadGetsOneFromItsReturnsAndStateRunsGetTheirRows() throws Exception {
    stock.row(
        JID.text(),
        "m1",
        "{}",
        """
        {"fun": "state.apply", "id": "m1", "jid": "%s", "retcode": 2, "success": false, "return":
        {"pkg_|-a_|-a_|-installed": {"result": false, "comment": "no", "changes": {}, "duration": 1.0,
        "__run_num__": 0, "__sls__": "a", "name": "a"}}}"""
            .formatted(JID));

    rig.run(stock);

    assertThat(Sql.text(rig.sql, "SELECT CONCAT(fun, ' ', tgt) FROM jids"))
        .isEqualTo("state.apply m1");
    assertThat(Sql.text(rig.sql, "SELECT failed FROM salt_state_run")).isEqualTo("1");
  }

  @Test
  void theRehearsalCountsTheSameAndLeavesNothing() throws Exception {
    fill(stock);

    ImportReport dry = rig.run(stock, ImportRig.options(true, false));
    assertThat(rig.count("jids") + rig.count("salt_returns") + rig.count("salt_import")).isZero();
    assertThat(dry.partitions()).isZero();
    ImportReport real = rig.run(stock);

    for (String part : List.of("jids", "salt_returns")) {
      assertThat(total(dry, part)).as(part).isEqualTo(total(real, part));
    }
    // copies of an event are not in one page: of a page that was taken back the next knows nothing
    assertThat(total(dry, "salt_events")).startsWith(55L);
  }

  @Test
  void restartingReadsAllAgainAndChangesNothing() throws Exception {
    fill(stock);
    rig.run(stock);
    String before = Sql.text(rig.sql, "SELECT SUM(revision) + SUM(position) FROM salt_returns");

    ImportReport again = rig.run(stock, ImportRig.options(false, true));

    assertThat(total(again, "salt_returns")).containsExactly(330L, 0L, 0L, 0L, 320L, 10L, 0L);
    assertThat(Sql.text(rig.sql, "SELECT SUM(revision) + SUM(position) FROM salt_returns"))
        .isEqualTo(before);
    assertThat(rig.count("salt_return_conflict")).isEqualTo(10);
  }
}
