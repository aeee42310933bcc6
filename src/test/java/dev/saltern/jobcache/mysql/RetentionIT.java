package dev.saltern.jobcache.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Glob;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.jobcache.Arrivals;
import dev.saltern.jobcache.mysql.RetainReport.Line;
import dev.saltern.jobcache.mysql.RetainReport.Means;
import dev.saltern.jobcache.mysql.RetainRules.Ended;
import dev.saltern.jobcache.mysql.RetainRules.JobClass;
import dev.saltern.jobcache.mysql.Retention.Bounds;
import dev.saltern.testing.TestDatabase;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RetentionIT {
  private static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  private static final LocalDate TODAY = LocalDate.of(2026, 11, 24);
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final Bounds BOUNDS = new Bounds(3, 6, Duration.ofSeconds(1), _ -> {});
  private static final RetainRules RULES =
      new RetainRules(
          List.of(
              new JobClass("ping", new Glob("test.ping"), Ended.ANY, Duration.ofDays(1)),
              new JobClass("failed", new Glob("state.*"), Ended.FAILED, Duration.ofDays(5)),
              new JobClass("states", new Glob("state.*"), Ended.ANY, Duration.ofDays(2))),
          Duration.ofDays(3),
          new RetainRules.Others(Duration.ofDays(2), Duration.ofDays(4), Duration.ofDays(30)),
          false);

  private TestDatabase database;
  private MySqlJobCache jobCache;
  private Connection sql;
  private int micros;

  @BeforeEach
  void create() throws Exception {
    database = TestDatabase.empty();
    new Migrate(database.config(), CLOCK).run();
    sql = database.connect();
    Sql.execute(sql, "SET time_zone = '+00:00'");
    // The first day of ten, as if the tables had been made then.
    for (String table : Partitions.BY_JID) {
      split(table, true);
    }
    split("salt_events", false);
    jobCache = new MySqlJobCache(database.config(), new Origin("n", "master"));
  }

  @AfterEach
  void drop() throws Exception {
    jobCache.close();
    sql.close();
    database.close();
  }

  private void split(String table, boolean byJid) throws Exception {
    var parts = new StringBuilder();
    LocalDate first = TODAY.minusDays(10);
    for (LocalDate day = first; day.isBefore(TODAY); day = day.plusDays(1)) {
      String bound = byJid ? Partitions.jidBound(day) : Partitions.timeBound(day);
      String name = day.equals(first) ? "pfirst" : DayPartitions.name(day.minusDays(1));
      parts.append(parts.isEmpty() ? "" : ", ");
      parts.append("PARTITION ").append(name).append(" VALUES LESS THAN ").append(bound);
    }
    Sql.execute(
        sql, "ALTER TABLE %s REORGANIZE PARTITION pfirst INTO (%s)".formatted(table, parts));
  }

  @Test
  void eachClassGoesWhenItsTimeHasRunOutAndTheRehearsalSaysTheSame() throws Exception {
    String ping = job(2, "test.ping", true);
    String youngPing = job(0, "test.ping", true);
    String states = job(3, "state.apply", true);
    String failed = job(3, "state.apply", false);
    String rest = job(4, "cmd.run", false);
    String youngRest = job(2, "cmd.run", true);

    RetainReport preview = retention().preview(HOUR);
    assertThat(jids()).hasSize(6);
    RetainReport report = run(retention());

    assertThat(jids()).containsExactly(failed, youngRest, youngPing);
    assertThat(returnJids()).containsExactly(failed, youngRest, youngPing);
    assertThat(report.lines()).isEqualTo(preview.lines());
    assertThat(report.lines())
        .extracting(Line::day, Line::what, Line::by, Line::jobs)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(part(4), "default", Means.DELETE, 1L),
            org.assertj.core.groups.Tuple.tuple(part(3), "states", Means.DELETE, 1L),
            org.assertj.core.groups.Tuple.tuple(part(2), "ping", Means.DELETE, 1L));
    assertThat(List.of(ping, states, rest)).doesNotContainAnyElementsOf(jids());
    assertThat(run(retention()).lines()).isEmpty();
  }

  private Retention retention() {
    return retention(RULES, BOUNDS);
  }

  private Retention retention(RetainRules rules, Bounds bounds) {
    return new Retention(database.config(), rules, CLOCK, bounds);
  }

  private static RetainReport run(Retention retention) throws Exception {
    return switch (retention.run(HOUR)) {
      case Retention.Result.Done(RetainReport report) -> report;
      case Retention.Result.Held held -> throw new AssertionError(held);
    };
  }

  private static String part(int daysAgo) {
    return DayPartitions.name(TODAY.minusDays(daysAgo));
  }

  private Jid jid(int daysAgo) {
    return new Jid(
        "%s1000%08d".formatted(Partitions.DAY.format(TODAY.minusDays(daysAgo)), ++micros));
  }

  /// A job of two minions that both returned.
  private String job(int daysAgo, String fun, boolean good) throws Exception {
    return job(jid(daysAgo), fun, good).text();
  }

  private Jid job(Jid jid, String fun, boolean good) throws Exception {
    Load load = Arrivals.published(jid, fun, "m1", "m2");
    jobCache.write(
        Arrivals.batch(load, answer(jid, "m1", fun, true), answer(jid, "m2", fun, good)));
    return jid;
  }

  private static Return answer(Jid jid, String id, String fun, boolean good) {
    Return some = good ? Arrivals.answer(jid, id, "hello") : Arrivals.failure(jid, id);
    return new Return(jid, new MinionId(id), some.body().with("fun", Data.of(fun)), some.source());
  }

  private List<String> jids() throws Exception {
    return Sql.texts(sql, "SELECT jid FROM jids ORDER BY jid");
  }

  private List<String> returnJids() throws Exception {
    return Sql.texts(sql, "SELECT DISTINCT jid FROM salt_returns ORDER BY jid");
  }
}
