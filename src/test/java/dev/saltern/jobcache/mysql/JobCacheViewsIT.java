package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.Arrivals.answer;
import static dev.saltern.jobcache.Arrivals.batch;
import static dev.saltern.jobcache.Arrivals.failure;
import static dev.saltern.jobcache.Arrivals.newJid;
import static dev.saltern.jobcache.Arrivals.published;
import static dev.saltern.jobcache.mysql.States.CHANGED;
import static dev.saltern.jobcache.mysql.States.FAILED;
import static dev.saltern.jobcache.mysql.States.OK;
import static dev.saltern.jobcache.mysql.States.applied;
import static dev.saltern.jobcache.mysql.States.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Arrival;
import dev.saltern.job.Completion;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.MinionState;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What the views say of what the writer wrote, in both orders of arrival.
class JobCacheViewsIT {
  private static final Instant ASKED = Instant.parse("2026-11-24T12:01:00Z");

  private static JobCacheRig rig;
  private static MySqlJobCache a;
  private static MySqlJobCache b;
  private static Connection sql;

  @BeforeAll
  static void create() throws Exception {
    rig = new JobCacheRig();
    a = rig.writer("a");
    b = rig.writer("b");
    sql = rig.sql;
  }

  @AfterAll
  static void drop() throws Exception {
    rig.close();
  }

  @Test
  void aJobIsOneRowWithItsCountsInBothOrders() throws Exception {
    for (boolean loadFirst : List.of(true, false)) {
      Jid jid = newJid();
      Arrival load = published(jid, "state.apply", "web1", "web2", "web3");

      a.write(batch(loadFirst ? load : answer(jid, "web1", true)));
      a.write(batch(loadFirst ? answer(jid, "web1", true) : load));
      a.write(batch(failure(jid, "web2")));

      assertThat(job(jid)).as("load first: %s", loadFirst).isEqualTo("state.apply 3 2 1 0 1 0");
      assertThat(
              Sql.text(
                  sql,
                  "SELECT CONCAT_WS(' ', DATE_FORMAT(started, '%Y%m%d%H%i%s%f'), user, tgt, mom)"
                      + " FROM v_job WHERE jid = ?",
                  jid.text()))
          .isEqualTo(jid.text() + " sudo_alice * mom1");
    }
  }

  @Test
  void whoIsMissingAndWhyIsARowUntilTheReturnIsThere() throws Exception {
    Jid jid = newJid();
    a.write(batch(published(jid, "state.apply", "web1", "web2", "web3", "web4", "web5")));
    assertThat(missing(jid)).hasSize(5).contains("web1 a not asked yet");
    a.write(
        batch(
            new Completion(
                jid,
                ASKED,
                5,
                false,
                Map.of(
                    new MinionId("web1"), MinionState.RUNNING,
                    new MinionId("web2"), MinionState.NOT_RUNNING,
                    new MinionId("web3"), MinionState.NO_ANSWER,
                    new MinionId("web4"), MinionState.NOT_ACCEPTED))));
    a.write(batch(answer(jid, "web5", true)));

    assertThat(missing(jid))
        .containsExactly(
            "web1 a still running",
            "web2 a not running, no return",
            "web3 a no answer",
            "web4 a key not accepted");

    a.write(batch(answer(jid, "web1", true)));
    assertThat(missing(jid)).hasSize(3);
  }

  @Test
  void aReturnThatOnlyAStockWriterStoredIsNotMissingAndNotJudged() throws Exception {
    for (boolean loadFirst : List.of(true, false)) {
      Jid jid = newJid();
      if (loadFirst) {
        a.write(batch(published(jid, "test.ping", "web1")));
      }
      stock(jid, "web1");
      if (!loadFirst) {
        a.write(batch(published(jid, "test.ping", "web1")));
      }

      assertThat(missing(jid)).as("load first: %s", loadFirst).isEmpty();
      assertThat(job(jid)).as("load first: %s", loadFirst).isEqualTo("test.ping 1 1 0 1 0 1");
    }
  }

  @Test
  void aJobIsCompleteWhereEachNodeWithMissingMinionsSaysSo() throws Exception {
    Jid jid = newJid();
    a.write(batch(published(jid, "state.apply", "web1", "web2")));
    b.write(batch(published(jid, "state.apply", "db1")));
    a.write(batch(answer(jid, "web1", true)));
    assertThat(job(jid)).endsWith(" 2 0");

    a.write(batch(closed(jid, 2, "web2")));
    assertThat(job(jid)).as("b's minion is open").endsWith(" 2 0");
    b.write(batch(answer(jid, "db1", true)));

    assertThat(job(jid)).endsWith(" 1 1");
  }

  @Test
  void ofAJobNobodyIsExpectedOfItIsNotKnownWhetherItIsComplete() throws Exception {
    Jid jid = newJid();
    a.write(batch(answer(jid, "web1", true)));

    assertThat(job(jid)).as("CONCAT_WS leaves NULL out").isEqualTo("test.ping 0 1 0 0 0");
  }

  @Test
  void theLatestReturnOfAMinionIsThatOfTheLatestDate() throws Exception {
    Jid early = newJid();
    Jid late = newJid();
    a.write(batch(failure(late, "last1")));
    a.write(batch(answer(early, "last1", true)));
    stock(new Jid("99999999999999999999"), "last1");

    assertThat(
            Sql.texts(
                sql,
                "SELECT CONCAT_WS(' ', jid, fun, result, retcode, node) FROM v_minion_last"
                    + " WHERE id = 'last1'"))
        .containsExactly(late.text() + " test.ping failed 3 a");
  }

  @Test
  void theLatestHighstateOfAMinionHasItsCounts() throws Exception {
    Jid early = newJid();
    Jid late = newJid();
    Jid single = newJid();
    a.write(batch(applied(late, "high1", run(OK, OK, CHANGED))));
    a.write(batch(applied(early, "high1", run(FAILED))));
    a.write(batch(States.answer(single, "high1", "state.single", run(FAILED), 2)));
    Jid broken = newJid();
    a.write(batch(States.answer(broken, "high2", "state.highstate", List.of("no such sls"), 1)));

    assertThat(
            Sql.texts(
                sql,
                "SELECT CONCAT_WS(' ', id, jid, fun, result, states, ok, changed, failed, pending,"
                    + " skipped, duration_ms) FROM v_highstate WHERE id IN ('high1', 'high2')"
                    + " ORDER BY id"))
        .containsExactly(
            "high1 " + late.text() + " state.apply ok 3 2 1 0 0 0 23.250",
            "high2 " + broken.text() + " state.highstate failed 0 0 0 0 0 0 0.000");
    assertThat(
            Sql.texts(
                sql,
                "SELECT CONCAT_WS(' ', jid, sls, state_id, state, comment) FROM v_state_failures"
                    + " WHERE id IN ('high1', 'high2') ORDER BY jid"))
        .containsExactly(
            early.text() + " web s0 file.managed as it went",
            single.text() + " web s0 file.managed as it went",
            broken.text() + "    no such sls");
  }

  @Test
  void aFunctionHasARowADay() throws Exception {
    for (int day = 20; day <= 21; day++) {
      for (int job = 0; job < day - 18; job++) {
        Jid jid = new Jid("202611%d12000000000%d".formatted(day, job));
        a.write(
            batch(
                published(jid, "daily.fun", "web1", "web2", "web3"),
                answer(jid, "web1", true),
                failure(jid, "web2")));
      }
    }

    assertThat(
            Sql.texts(
                sql,
                "SELECT CONCAT_WS(' ', day, jobs, returns, failed, minions) FROM v_function_daily"
                    + " WHERE fun = 'daily.fun' ORDER BY day"))
        .containsExactly("20261120 2 4 2 2", "20261121 3 6 3 2");
  }

  private static Completion closed(Jid jid, int expected, String open) {
    return new Completion(
        jid, ASKED, expected, true, Map.of(new MinionId(open), MinionState.NO_ANSWER));
  }

  private static void stock(Jid jid, String id) throws SQLException {
    Sql.execute(
        sql,
        "INSERT INTO salt_returns (fun, jid, `return`, id, success, full_ret)"
            + " VALUES ('test.ping', ?, 'true', ?, '1', '{}')",
        jid.text(),
        id);
  }

  private static String job(Jid jid) throws SQLException {
    return Sql.text(
        sql,
        "SELECT CONCAT_WS(' ', fun, expected, returned, failed, unjudged, missing, complete)"
            + " FROM v_job WHERE jid = ?",
        jid.text());
  }

  private static List<String> missing(Jid jid) throws SQLException {
    return Sql.texts(
        sql,
        "SELECT CONCAT_WS(' ', id, node, reason) FROM v_job_missing WHERE jid = ? ORDER BY id",
        jid.text());
  }
}
