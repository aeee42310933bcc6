package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.Arrivals.answer;
import static dev.saltern.jobcache.Arrivals.batch;
import static dev.saltern.jobcache.Arrivals.inDirectory;
import static dev.saltern.jobcache.Arrivals.newJid;
import static dev.saltern.jobcache.Arrivals.trimmed;
import static dev.saltern.jobcache.mysql.States.CHANGED;
import static dev.saltern.jobcache.mysql.States.FAILED;
import static dev.saltern.jobcache.mysql.States.OK;
import static dev.saltern.jobcache.mysql.States.applied;
import static dev.saltern.jobcache.mysql.States.run;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.jobcache.Entry;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Rows of `salt_state` and `salt_state_run`: those of the kept return, whatever came before.
class JobCacheStatesIT {
  private static JobCacheRig rig;
  private static MySqlJobCache a;
  private static MySqlJobCache b;
  private static Connection sql;

  @BeforeAll
  static void create() throws Exception {
    rig = new JobCacheRig();
    a = rig.writer("a");
    b = new MySqlJobCache(rig.database.config(), new Origin("b", "master"), StatesKept.ALL);
    sql = rig.sql;
  }

  @AfterAll
  static void drop() throws Exception {
    b.close();
    rig.close();
  }

  @Test
  void eachChangedAndFailedStateIsARowAndTheRunCountsAll() throws Exception {
    Jid jid = newJid();

    a.write(batch(applied(jid, "web1", run(OK, CHANGED, FAILED)), answer(jid, "web2", "pong")));

    assertThat(
            Sql.texts(
                sql,
                "SELECT CONCAT_WS(' ', id, num, result, sls, state_id, name, module, func, comment,"
                    + " duration_ms, changes) FROM salt_state WHERE jid = ? ORDER BY num",
                jid.text()))
        .containsExactly(
            "web1 1 changed web s1 /etc/s1 file managed as it went 20.250 1",
            "web1 2 failed web s2 /etc/s2 file managed as it went 100.000 0");
    assertThat(runs(jid)).containsExactly("web1 state.apply 1 3 1 1 1 0 0 121.750");
  }

  @Test
  void withAllTheOthersAreRowsTooAndWithNoneThereAreNoRows() throws Exception {
    Jid jid = newJid();
    b.write(batch(applied(jid, "web1", run(OK, CHANGED))));
    assertThat(states(jid)).containsExactly("web1 0 ok", "web1 1 changed");

    Jid other = newJid();
    try (MySqlJobCache none =
        new MySqlJobCache(rig.database.config(), new Origin("c", "master"), StatesKept.NONE)) {
      none.write(batch(applied(other, "web1", run(OK, FAILED))));
    }
    assertThat(states(other)).isEmpty();
    assertThat(runs(other)).isEmpty();
  }

  @Test
  void theStatesOfTheDirectorysAnswerStayInBothOrders() throws Exception {
    for (boolean directoryFirst : List.of(true, false)) {
      Jid jid = newJid();
      Return bus = applied(jid, "web1", run(FAILED, OK));
      Return directory = inDirectory(applied(jid, "web1", run(OK, CHANGED, CHANGED)));

      a.write(batch(directoryFirst ? directory : bus));
      b.write(batch(directoryFirst ? bus : directory));

      if (directoryFirst) {
        assertThat(states(jid)).containsExactly("web1 1 changed", "web1 2 changed");
      } else {
        assertThat(states(jid)).containsExactly("web1 0 ok", "web1 1 changed", "web1 2 changed");
      }
      assertThat(runs(jid)).as("directory first: %s", directoryFirst).hasSize(1);
      assertThat(runs(jid).getFirst()).startsWith("web1 state.apply 0 3 1 2 0");
    }
  }

  @Test
  void ofTwoAnswersTheStatesOfTheLaterStayInBothOrders() throws Exception {
    for (boolean laterFirst : List.of(true, false)) {
      Jid jid = newJid();
      Return early = stamped(applied(jid, "web1", run(FAILED, FAILED)), "2026-11-24T12:00:01");
      Return late = stamped(applied(jid, "web1", run(CHANGED)), "2026-11-24T12:00:02");

      a.write(batch(laterFirst ? late : early));
      a.write(batch(laterFirst ? early : late));

      assertThat(states(jid)).as("later first: %s", laterFirst).containsExactly("web1 0 changed");
      assertThat(runs(jid)).hasSize(1);
    }
  }

  @Test
  void bothInOneBatchAreLikeOneAfterTheOther() throws Exception {
    Jid jid = newJid();
    Return early = stamped(applied(jid, "web1", run(FAILED, FAILED)), "2026-11-24T12:00:01");
    Return late = stamped(applied(jid, "web1", run(CHANGED)), "2026-11-24T12:00:02");

    a.write(batch(inDirectory(late), early, late));

    assertThat(states(jid)).containsExactly("web1 0 changed");
  }

  @Test
  void aWholeReturnBringsTheStatesOfATrimmedOne() throws Exception {
    for (boolean wholeFirst : List.of(true, false)) {
      Jid jid = newJid();
      Return whole = applied(jid, "web1", run(FAILED));

      a.write(batch(wholeFirst ? whole : trimmed(whole)));
      assertThat(states(jid)).hasSize(wholeFirst ? 1 : 0);
      a.write(batch(wholeFirst ? trimmed(whole) : whole));

      assertThat(states(jid)).as("whole first: %s", wholeFirst).containsExactly("web1 0 failed");
    }
  }

  @Test
  void anAnswerWithoutStatesTakesThoseOfTheOneItReplacesAway() throws Exception {
    Jid jid = newJid();
    a.write(batch(applied(jid, "web1", run(FAILED))));
    assertThat(states(jid)).hasSize(1);

    a.write(batch(inDirectory(answer(jid, "web1", "pong"))));

    assertThat(states(jid)).isEmpty();
    assertThat(runs(jid)).isEmpty();
  }

  @Test
  void whatComesAgainChangesNothing() throws Exception {
    Jid jid = newJid();
    List<Entry> once = batch(applied(jid, "web1", run(CHANGED, FAILED)));

    a.write(once);
    a.write(once);
    b.write(batch(applied(jid, "web1", run(CHANGED, FAILED))));

    assertThat(states(jid)).containsExactly("web1 0 changed", "web1 1 failed");
    assertThat(runs(jid)).hasSize(1);
  }

  @Test
  void aStockWritersRowHasNoStatesUntilOursComes() throws Exception {
    for (boolean oursFirst : List.of(true, false)) {
      Jid jid = newJid();
      Return ours = applied(jid, "web1", run(CHANGED));
      if (oursFirst) {
        a.write(batch(ours));
      }
      Sql.execute(
          sql,
          "INSERT INTO salt_returns (fun, jid, `return`, id, success, full_ret)"
              + " VALUES ('state.apply', ?, '{}', 'web1', '1', '{}')"
              + " ON DUPLICATE KEY UPDATE jid = jid",
          jid.text());
      if (!oursFirst) {
        assertThat(states(jid)).isEmpty();
        a.write(batch(ours));
      }
      assertThat(states(jid)).as("ours first: %s", oursFirst).containsExactly("web1 0 changed");
    }
  }

  @Test
  void namesAndCommentsLongerThanTheirColumnsAreCut() throws Exception {
    Jid jid = newJid();
    String salt = "\uD83E\uDDC2".repeat(2_000);
    Data.Dict state =
        FAILED
            .with("__id__", Data.of(salt))
            .with("name", Data.of(salt))
            .with("__sls__", Data.of(salt))
            .with("comment", Data.of(salt));

    a.write(batch(applied(jid, "web1", Data.Dict.EMPTY.with("file_|-a_|-b_|-managed", state))));

    assertThat(
            Sql.text(
                sql,
                "SELECT CONCAT_WS(' ', CHAR_LENGTH(state_id), CHAR_LENGTH(name), CHAR_LENGTH(sls),"
                    + " CHAR_LENGTH(comment)) FROM salt_state WHERE jid = ?",
                jid.text()))
        .isEqualTo("255 255 255 1000");
  }

  private static Return stamped(Return answer, String stamp) {
    return new Return(
        answer.jid(), answer.minion(), answer.body().with("_stamp", Data.of(stamp)), Source.BUS);
  }

  private static List<String> states(Jid jid) throws SQLException {
    return Sql.texts(
        sql,
        "SELECT CONCAT_WS(' ', id, num, result) FROM salt_state WHERE jid = ? ORDER BY id, num",
        jid.text());
  }

  private static List<String> runs(Jid jid) throws SQLException {
    return Sql.texts(
        sql,
        "SELECT CONCAT_WS(' ', id, fun, outcome, states, ok, changed, failed, pending, skipped,"
            + " duration_ms) FROM salt_state_run WHERE jid = ? ORDER BY id",
        jid.text());
  }
}
