package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.Arrivals.batch;
import static dev.saltern.jobcache.Arrivals.event;
import static dev.saltern.jobcache.mysql.RetainTables.HOUR;
import static dev.saltern.jobcache.mysql.RetainTables.NOW;
import static dev.saltern.jobcache.mysql.RetainTables.part;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.saltern.job.Completion;
import dev.saltern.job.Gap;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.MinionState;
import dev.saltern.jobcache.Arrivals;
import dev.saltern.jobcache.mysql.RetainReport.Line;
import dev.saltern.jobcache.mysql.RetainReport.Means;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What goes, by what means, and what is kept.
class RetentionIT {
  private RetainTables tables;

  @BeforeEach
  void create() throws Exception {
    tables = new RetainTables();
  }

  @AfterEach
  void drop() throws Exception {
    tables.close();
  }

  @Test
  void eachClassGoesWhenItsTimeHasRunOutAndTheRehearsalSaysTheSame() throws Exception {
    tables.job(2, "test.ping", true);
    final String youngPing = tables.job(0, "test.ping", true);
    tables.job(3, "state.apply", true);
    final String failed = tables.job(3, "state.apply", false);
    tables.job(4, "cmd.run", false);
    final String youngRest = tables.job(2, "cmd.run", true);

    RetainReport preview = tables.retention().preview(HOUR);
    assertThat(tables.jids()).hasSize(6);
    RetainReport report = tables.run();

    for (String table : List.of("jids", "salt_returns", "salt_expected_set")) {
      assertThat(tables.jids(table)).as(table).containsExactly(failed, youngRest, youngPing);
    }
    assertThat(report.lines()).isEqualTo(preview.lines());
    assertThat(report.lines())
        .extracting(Line::day, Line::what, Line::by, Line::jobs)
        .containsExactly(
            tuple(part(4), "default", Means.DELETE, 1L),
            tuple(part(3), "states", Means.DELETE, 1L),
            tuple(part(2), "ping", Means.DELETE, 1L));
    // The job, two returns, who should answer; and whatever other tables have of it.
    assertThat(report.lines()).allMatch(line -> line.rows() >= 4 && line.bytes() > 0);
    assertThat(tables.run().lines()).isEmpty();
  }

  @Test
  void aJobGoesToTheSecondWhenItsTimeHasRunOut() throws Exception {
    tables.job(new Jid("20261123115959999999"), "test.ping", true);
    String later = tables.job(new Jid("20261123120000000000"), "test.ping", true);

    tables.run();

    assertThat(tables.jids()).containsExactly(later);
  }

  @Test
  void manyJobsGoInSeveralTransactions() throws Exception {
    for (int i = 0; i < 20; i++) {
      tables.job(2, "test.ping", i % 2 == 0);
    }
    String other = tables.job(2, "test.pingx", true);

    assertThat(tables.run().lines()).extracting(Line::jobs).containsExactly(20L);

    assertThat(tables.jids()).containsExactly(other);
    assertThat(tables.jids("salt_returns")).containsExactly(other);
  }

  @Test
  void stockRowsAreClassedByTheirJson() throws Exception {
    Sql.execute(
        tables.sql,
        """
        INSERT INTO jids (jid, `load`) VALUES
          ('20261121100000000001', '{"fun": "state.apply"}'),
          ('20261121100000000002', '{"fun": "state.apply"}'),
          ('20261121130000000003', 'no json')""");
    Sql.execute(
        tables.sql,
        """
        INSERT INTO salt_returns (fun, jid, `return`, id, success, full_ret) VALUES
          ('state.apply', '20261121100000000001', '{}', 'm', '1', '{"retcode": 0}'),
          ('state.apply', '20261121100000000002', '{}', 'm', '0', '{"retcode": 2}')""");

    tables.run();

    assertThat(tables.jids()).containsExactly("20261121100000000002", "20261121130000000003");
    assertThat(tables.jids("salt_returns")).containsExactly("20261121100000000002");
  }

  @Test
  void aDayGoesAsAPartitionWhenItsLongestClassHasRunOut() throws Exception {
    tables.job(7, "cmd.run", true);
    tables.job(7, "state.apply", false);
    String failed = tables.job(4, "state.apply", false);

    RetainReport preview = tables.retention().preview(HOUR);
    assertThat(preview.lines())
        .extracting(Line::day, Line::what, Line::by, Line::jobs)
        .containsExactly(
            tuple(part(7), "default", Means.DROP, 1L), tuple(part(7), "failed", Means.DROP, 1L));
    RetainReport report = tables.run();

    assertThat(report.lines())
        .extracting(Line::day, Line::what, Line::by, Line::jobs)
        .containsExactly(tuple(part(7), "all", Means.DROP, 2L));
    assertThat(tables.jids()).containsExactly(failed);
    assertThat(tables.tablesWith(part(7))).isEmpty();
    assertThat(tables.tablesWith(part(6))).isEmpty();
    // At noon its end is not 5 days ago yet.
    assertThat(tables.tablesWith(part(5))).hasSameElementsAs(Partitions.BY_JID);
  }

  @Test
  void aJobThatStillRunsIsKeptAndItsDayWithIt() throws Exception {
    Jid asked = tables.jid(7);
    tables.job(asked, "cmd.run", true);
    tables.jobCache.write(batch(completion(asked, NOW.minusSeconds(7 * 86_400), true)));
    Jid open = tables.jid(3);
    tables.job(open, "cmd.run", true);
    tables.jobCache.write(batch(completion(open, NOW.minusSeconds(3600), false)));
    Jid openLongAgo = tables.jid(4);
    tables.job(openLongAgo, "cmd.run", true);
    tables.jobCache.write(batch(completion(openLongAgo, NOW.minusSeconds(2 * 86_400), false)));
    tables.job(7, "cmd.run", true);

    RetainReport preview = tables.retention().preview(HOUR);
    RetainReport report = tables.run();

    assertThat(tables.jids()).containsExactly(asked.text(), open.text());
    assertThat(tables.tablesWith(part(7))).hasSameElementsAs(Partitions.BY_JID);
    assertThat(report.blocks())
        .anyMatch(b -> b.equals(part(7) + " is not dropped: job " + asked + " still runs"))
        .anyMatch(b -> b.equals("job " + asked + " is kept: it still runs"))
        .anyMatch(b -> b.equals("job " + open + " is kept: it still runs"));
    assertThat(preview.blocks()).isEqualTo(report.blocks());
    assertThat(preview.lines()).isEqualTo(report.lines());

    RetainTables.run(
        tables.retention(RetainTables.rules(Duration.ofDays(6), false), RetainTables.BOUNDS));

    assertThat(tables.jids()).containsExactly(open.text());
    assertThat(tables.tablesWith(part(7))).isEmpty();
  }

  private static Completion completion(Jid jid, Instant when, boolean runs) {
    MinionState state = runs ? MinionState.RUNNING : MinionState.NO_ANSWER;
    return new Completion(jid, when, 3, false, Map.of(new MinionId("m3"), state));
  }

  @Test
  void aReturnThatRunningWaitsForEndsIt() throws Exception {
    Jid jid = tables.jid(3);
    tables.job(jid, "cmd.run", true);
    tables.jobCache.write(batch(completion(jid, NOW.minusSeconds(2 * 86_400), true)));
    tables.jobCache.write(batch(RetainTables.answer(jid, "m3", "cmd.run", true)));

    tables.run();

    assertThat(tables.jids()).isEmpty();
  }

  @Test
  void whatComesLateForADroppedDayIsKeptByWhenItWasStored() throws Exception {
    tables.job(7, "cmd.run", true);
    tables.run();
    Jid late = tables.jid(7);
    tables.jobCache.write(batch(RetainTables.answer(late, "m1", "cmd.run", true)));
    stored(late.text(), NOW.minusSeconds(3600));
    assertThat(Sql.texts(tables.sql, "SELECT jid FROM jids PARTITION (pfirst)"))
        .containsExactly(late.text());

    assertThat(tables.run().lines()).isEmpty();
    assertThat(tables.jids()).containsExactly(late.text());
    stored(late.text(), NOW.minusSeconds(4 * 86_400));
    RetainReport report = tables.run();

    assertThat(tables.jids()).isEmpty();
    assertThat(tables.jids("salt_returns")).isEmpty();
    assertThat(report.lines())
        .extracting(Line::day, Line::what)
        .containsExactly(tuple("pfirst", "default"));
  }

  @Test
  void jidsThatAreNoDateGoByWhenTheyWereStored() throws Exception {
    String odd = tables.job(new Jid("99999999999999999998"), "cmd.run", true);
    String young = tables.job(new Jid("99999999999999999999"), "cmd.run", true);
    stored(odd, NOW.minusSeconds(4 * 86_400));
    stored(young, NOW.minusSeconds(3600));
    Sql.execute(
        tables.sql,
        """
        INSERT INTO salt_returns (fun, jid, `return`, id, success, full_ret, stored_at) VALUES
          ('f', '99990000000000000001', '1', 'm', '1', '{}', '2026-11-18 00:00:00'),
          ('f', '99990000000000000002', '1', 'm', '1', '{}', '2026-11-24 00:00:00')""");

    RetainReport preview = tables.retention().preview(HOUR);
    RetainReport report = tables.run();

    assertThat(tables.jids()).containsExactly(young);
    assertThat(tables.jids("salt_returns")).containsExactly("99990000000000000002", young);
    assertThat(report.lines())
        .extracting(Line::day, Line::what, Line::jobs)
        .containsExactly(tuple("pmax", "default", 1L));
    assertThat(preview.lines().getFirst().rows())
        .isEqualTo(report.lines().getFirst().rows())
        .isGreaterThanOrEqualTo(5);
  }

  private void stored(String jid, Instant when) throws Exception {
    for (String table : List.of("jids", "salt_returns")) {
      Sql.execute(
          tables.sql,
          "UPDATE " + table + " SET stored_at = ? WHERE jid = ?",
          Stamps.exact(when),
          jid);
    }
  }

  @Test
  void eventsGoByWholeDaysAndGapsByTheirEnd() throws Exception {
    tables.jobCache.write(
        batch(
            event("old", "2026-11-21T23:59:59.000000"),
            event("kept", "2026-11-22T00:00:00.000000"),
            event("timeless", "no time"),
            new Gap(at("2026-11-19T12:00:00Z"), at("2026-11-20T11:59:59Z"), Gap.Reason.START, 0),
            new Gap(at("2026-11-19T12:00:00Z"), at("2026-11-20T12:00:01Z"), Gap.Reason.START, 0)));
    Sql.execute(tables.sql, "UPDATE salt_events SET stored_at = '2026-11-22 13:00:00'");

    assertThat(tables.retention().preview(HOUR).lines())
        .extracting(Line::what, Line::rows)
        .containsExactly(tuple("gaps", 1L), tuple("events", 1L));
    tables.run();
    assertThat(Sql.texts(tables.sql, "SELECT tag FROM salt_events ORDER BY tag"))
        .containsExactly("kept", "timeless");
    assertThat(Sql.texts(tables.sql, "SELECT ended FROM salt_gaps")).hasSize(1);
    assertThat(tables.tablesWith(part(3))).doesNotContain("salt_events");

    Sql.execute(tables.sql, "UPDATE salt_events SET stored_at = '2026-11-22 11:00:00'");
    tables.run();

    assertThat(Sql.texts(tables.sql, "SELECT tag FROM salt_events")).containsExactly("kept");
  }

  private String variable(String name) throws Exception {
    try (var statement = tables.sql.prepareStatement("SHOW VARIABLES LIKE ?")) {
      statement.setString(1, name);
      try (var row = statement.executeQuery()) {
        return row.next() ? row.getString(2) : "";
      }
    }
  }

  private static Instant at(String text) {
    return Instant.parse(text);
  }

  @Test
  void aTransactionThatHasReadTheTableIsToldOfAndTheNextRunDropsTheDay() throws Exception {
    assumeFalse(
        "ON".equals(variable("wsrep_on")),
        "Galera: a change of a table ends the transactions that have read it, with a deadlock");
    tables.job(7, "cmd.run", true);
    try (Connection reader = tables.database.connect()) {
      reader.setAutoCommit(false);
      Sql.texts(reader, "SELECT jid FROM jids");

      RetainReport report = tables.run();

      assertThat(report.blocks())
          .anyMatch(
              block ->
                  block.matches(
                      part(7)
                          + " of jids is not dropped: its table is in use; connection \\d+ of .*"
                          + " has had a transaction open for \\d+ s"));
      assertThat(tables.jids()).hasSize(1);
      reader.rollback();
    }

    tables.run();

    assertThat(tables.jids()).isEmpty();
    assertThat(tables.tablesWith(part(7))).isEmpty();
  }

  @Test
  void withoutTimeNothingBegins() throws Exception {
    tables.job(7, "cmd.run", true);

    Retention.Result result = tables.retention().run(Duration.ZERO);

    assertThat(result)
        .isInstanceOfSatisfying(
            Retention.Result.Done.class, done -> assertThat(done.report().timeUp()).isTrue());
    assertThat(tables.jids()).hasSize(1);
  }

  @Test
  void tooBigReturnsAndConflictsGoWithTheirJob() throws Exception {
    Jid jid = tables.jid(2);
    tables.job(jid, "test.ping", true);
    tables.jobCache.write(batch(Arrivals.answer(jid, "m1", "another answer")));
    tables.jobCache.write(batch(Arrivals.answer(jid, "m4", "x".repeat(5 << 20))));
    assertThat(tables.jids("salt_return_body")).isNotEmpty();
    assertThat(tables.jids("salt_return_conflict")).isNotEmpty();

    tables.run();

    for (String table : Partitions.BY_JID) {
      assertThat(tables.jids(table)).as(table).isEmpty();
    }
  }
}
