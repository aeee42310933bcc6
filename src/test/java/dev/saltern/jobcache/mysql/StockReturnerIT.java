package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.Arrivals.answer;
import static dev.saltern.jobcache.Arrivals.batch;
import static dev.saltern.jobcache.Arrivals.failure;
import static dev.saltern.jobcache.Arrivals.newJid;
import static dev.saltern.jobcache.Arrivals.published;
import static dev.saltern.jobcache.Arrivals.trimmed;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.jobcache.JobLookup;
import dev.saltern.jobcache.JobQuery;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.jobcache.PageBound;
import dev.saltern.jobcache.ReturnFilter;
import dev.saltern.jobcache.Stored;
import dev.saltern.testing.TestDatabase;
import dev.saltern.wire.JsonText;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// The stock returner's own statements on our tables: as a second writer, as the first, and as a
/// reader.
class StockReturnerIT {
  private static final String RETURNER =
      "INSERT INTO `salt_returns` (`fun`, `jid`, `return`, `id`, `success`, `full_ret`)"
          + " VALUES (?, ?, ?, ?, ?, ?)";
  private static final String SAVE_LOAD = "INSERT INTO `jids` (`jid`, `load`) VALUES (?, ?)";
  private static final String EVENT_RETURN =
      "INSERT INTO `salt_events` (`tag`, `data`, `master_id`) VALUES (?, ?, ?)";
  private static final int DUPLICATE = 1062;

  private static TestDatabase database;
  private static MySqlJobCache ours;
  private static MySqlJobLookup lookup;
  private static Connection stock;

  @BeforeAll
  static void create() throws Exception {
    database = TestDatabase.migrated();
    ours = new MySqlJobCache(database.config(), new Origin("node", "master"));
    lookup = new MySqlJobLookup(database.config());
    stock = database.connect();
    Sql.execute(stock, "SET SESSION sql_mode = 'TRADITIONAL'"); // strict, and more
  }

  @AfterAll
  static void drop() throws Exception {
    stock.close();
    lookup.close();
    ours.close();
    database.close();
  }

  private static void stockReturns(Return answer, boolean success) throws SQLException {
    Sql.execute(
        stock,
        RETURNER,
        answer.fun(),
        answer.jid().text(),
        JsonText.write(answer.value()),
        answer.minion().text(),
        success ? "1" : "0",
        JsonText.write(answer.body()));
  }

  @Test
  void aStockWriterThatComesFirstIsMergedByOurRules() throws Exception {
    Jid jid = newJid();
    Return answer = answer(jid, "web1", "grün 😀");
    Sql.execute(stock, SAVE_LOAD, jid.text(), "{\"fun\": \"test.ping\", \"user\": \"stock\"}");
    stockReturns(answer, true);

    Stored stored = ours.write(batch(published(jid, "test.ping", "web1"), answer)).total();

    assertThat(stored).isEqualTo(new Stored(0, 2, 0));
    assertThat(lookup.job(jid).orElseThrow().load().text("user")).contains("sudo_alice");
    assertThat(returns(jid)).hasSize(1);
    assertThat(Sql.text(stock, "SELECT node FROM salt_returns WHERE jid = ?", jid.text()))
        .isEqualTo("node");
    assertThat(lookup.job(jid).orElseThrow().missing()).isZero();
  }

  @Test
  void aStockWriterThatComesSecondIsRefusedAsADuplicateAndChangesNothing() throws Exception {
    Jid jid = newJid();
    Return answer = answer(jid, "web1", 1);
    ours.write(batch(published(jid, "test.ping", "web1"), answer));

    for (String sql : List.of(RETURNER, SAVE_LOAD)) {
      assertThatThrownBy(
              () -> {
                if (sql.equals(SAVE_LOAD)) {
                  Sql.execute(stock, SAVE_LOAD, jid.text(), "{}");
                } else {
                  stockReturns(answer(jid, "web1", 2), true);
                }
              })
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getErrorCode()).isEqualTo(DUPLICATE));
    }
    assertThat(returns(jid).getFirst().value()).isEqualTo(Data.of(1));
    assertThat(lookup.job(jid).orElseThrow().load().text("user")).contains("sudo_alice");
  }

  @Test
  void aPoorerCopyOfOursFillsOnlyWhatAStockRowDoesNotTell() throws Exception {
    Jid jid = newJid();
    Return bad = failure(jid, "web1");
    stockReturns(bad, false);

    Stored stored = ours.write(batch(trimmed(bad))).total();

    assertThat(stored).isEqualTo(new Stored(0, 0, 1));
    assertThat(returns(jid).getFirst().value()).isEqualTo(Data.of("hello"));
    assertThat(
            Sql.text(
                stock,
                "SELECT CONCAT(retcode, ' ', outcome, ' ', source) FROM salt_returns WHERE jid = ?",
                jid.text()))
        .isEqualTo("3 1 20");
  }

  @Test
  void whatOnlyAStockWriterWroteIsFoundAndCounted() throws Exception {
    Jid jid = newJid();
    Sql.execute(
        stock,
        SAVE_LOAD,
        jid.text(),
        "{\"fun\": \"stock.fun\", \"tgt\": \"db*\", \"user\": \"carol\", \"arg\": []}");
    stockReturns(answer(jid, "web1", 1), true);
    stockReturns(failure(jid, "web2"), false);
    Sql.execute(stock, RETURNER, "stock.fun", jid.text(), "x", "web3", "0", "no JSON at all");
    ours.write(
        batch(
            new Load(
                jid, Data.Dict.EMPTY, "", dev.saltern.jobcache.Arrivals.ids("web1"), Source.BUS)));

    JobSummary job = lookup.job(jid).orElseThrow();
    assertThat(job.returned()).isEqualTo(3);
    assertThat(job.failed()).isEqualTo(1);
    assertThat(job.missing()).isZero();
    assertThat(job.load().text("fun")).contains("stock.fun");
    assertThat(returns(jid))
        .extracting(JobLookup.StoredReturn::failed)
        .containsExactly(false, true, false);
    assertThat(returns(jid).get(2).value()).isEqualTo(Data.of("no JSON at all"));
    assertThat(lookup.jobs(fun("stock.*")).jobs()).extracting(JobSummary::jid).containsExactly(jid);
    assertThat(lookup.jobs(fun("stock.fun")).jobs()).hasSize(1);
    assertThat(lookup.jobs(fun("stock.other")).jobs()).isEmpty();
  }

  @Test
  void toolNoiseOfAStockWriterIsHiddenToo() throws Exception {
    Jid jid = newJid();
    Sql.execute(
        stock, SAVE_LOAD, jid.text(), "{\"cmd\": \"publish\", \"fun\": \"saltutil.find_job\"}");

    assertThat(lookup.jobs(JobQuery.newest(1000)).jobs())
        .extracting(JobSummary::jid)
        .doesNotContain(jid);
    assertThat(lookup.job(jid)).isPresent();
  }

  @Test
  void eventsOfAStockWriterStandBesideOurs() throws Exception {
    Sql.execute(stock, EVENT_RETURN, "stock/tag", "{\"a\": 1}", "mom");
    Sql.execute(stock, EVENT_RETURN, "stock/tag", "{\"a\": 1}", "mom");

    assertThat(
            Sql.number(
                stock,
                "SELECT COUNT(*) FROM salt_events WHERE tag = 'stock/tag' AND event_key IS NULL"))
        .isEqualTo(2);
  }

  @Test
  void aStockReaderFindsWhatWeWrote() throws Exception {
    Jid jid = newJid();
    Return answer = answer(jid, "web1", Data.dict("a", List.of(1, 2.5)));
    ours.write(batch(published(jid, "test.ping", "web1", "web2"), answer));
    Jid noise = newJid();
    ours.write(batch(published(noise, "saltutil.find_job")));

    // get_load
    assertThat(Sql.texts(stock, "SELECT `load` FROM `jids` WHERE `jid` = ?", jid.text()))
        .containsExactly(
            "{\"fun\": \"test.ping\", \"arg\": [], \"tgt\": \"*\", \"jid\": \""
                + jid
                + "\", \"ret\": \"\", \"tgt_type\": \"glob\", \"to\": 5, \"user\": \"sudo_alice\","
                + " \"Minions\": [\"web1\", \"web2\"]}");
    // get_jid
    assertThat(Sql.texts(stock, "SELECT full_ret FROM `salt_returns` WHERE `jid` = ?", jid.text()))
        .containsExactly(JsonText.write(answer.body()));
    assertThat(
            Sql.texts(
                stock,
                "SELECT CONCAT(`return`, '|', success) FROM `salt_returns` WHERE `jid` = ?",
                jid.text()))
        .containsExactly("{\"a\": [1, 2.5]}|1");
    // get_fun
    assertThat(
            Sql.texts(
                stock,
                """
                SELECT s.id,s.jid, s.full_ret FROM `salt_returns` s
                JOIN ( SELECT MAX(`jid`) as jid from `salt_returns` GROUP BY fun, id) max
                ON s.jid = max.jid WHERE s.fun = ?""",
                "test.ping"))
        .contains("web1");
    // get_jids_filter
    assertThat(
            Sql.texts(
                stock,
                """
                SELECT * FROM (SELECT DISTINCT `jid` ,`load` FROM `jids`
                WHERE `load` NOT LIKE '%"fun": "saltutil.find_job"%'
                ORDER BY `jid` DESC limit 1000) `tmp` ORDER BY `jid`"""))
        .contains(jid.text())
        .doesNotContain(noise.text());
    // get_minions
    assertThat(Sql.texts(stock, "SELECT DISTINCT id FROM `salt_returns`")).contains("web1");
  }

  @Test
  void theStockCleanUpRunsAndArchives() throws Exception {
    Jid jid = newJid();
    ours.write(batch(published(jid, "test.ping", "web1"), answer(jid, "web1", 1)));

    for (String table : List.of("jids", "salt_returns", "salt_events")) {
      String archive = table + "_archive";
      Sql.execute(stock, "create table if not exists " + archive + " like " + table);
      Sql.execute(stock, "insert into " + archive + " select * from " + table);
    }

    assertThat(Sql.texts(stock, "SELECT jid FROM salt_returns_archive")).contains(jid.text());
    assertThat(Sql.texts(stock, "SELECT jid FROM jids_archive")).contains(jid.text());
  }

  private static List<JobLookup.StoredReturn> returns(Jid jid) throws Exception {
    return lookup.returns(jid, ReturnFilter.ALL, Optional.empty(), PageBound.ofRows(100)).returns();
  }

  private static JobQuery fun(String glob) {
    JobQuery newest = JobQuery.newest(100);
    return new JobQuery(
        Optional.of(glob),
        newest.minion(),
        newest.tgt(),
        newest.user(),
        newest.since(),
        newest.until(),
        false,
        Optional.empty(),
        false,
        newest.before(),
        newest.limit());
  }
}
