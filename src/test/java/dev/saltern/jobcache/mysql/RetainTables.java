package dev.saltern.jobcache.mysql;

import dev.saltern.job.Data;
import dev.saltern.job.Glob;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.jobcache.Arrivals;
import dev.saltern.jobcache.mysql.RetainRules.Ended;
import dev.saltern.jobcache.mysql.RetainRules.JobClass;
import dev.saltern.jobcache.mysql.RetainSteps.Pause;
import dev.saltern.jobcache.mysql.Retention.Bounds;
import dev.saltern.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/// A job cache with the partitions of some days gone by, as seen at noon of a fixed day, and a
/// clean-up with small bounds.
final class RetainTables implements AutoCloseable {
  static final Instant NOW = Instant.parse("2026-11-24T12:00:00Z");
  static final LocalDate TODAY = LocalDate.of(2026, 11, 24);
  static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  static final Bounds BOUNDS = bounds(_ -> {});
  static final Duration HOUR = Duration.ofHours(1);

  /// pings 1 day, failed states 5, other states 2, the rest 3; events 2, gaps 4.
  static final RetainRules RULES = rules(Duration.ofDays(30), false);

  private static final int DAYS = 8;

  final TestDatabase database;
  final MySqlJobCache jobCache;
  final Connection sql;
  private int micros;

  RetainTables() throws Exception {
    database = TestDatabase.empty();
    new Migrate(database.config(), CLOCK).run();
    sql = database.connect();
    Sql.execute(sql, "SET time_zone = '+00:00'");
    for (String table : Partitions.BY_JID) {
      split(table, true);
    }
    split("salt_events", false);
    jobCache = new MySqlJobCache(database.config(), new Origin("n", "master"));
  }

  static RetainRules rules(Duration running, boolean archive) {
    return new RetainRules(
        List.of(
            new JobClass("ping", new Glob("test.ping"), Ended.ANY, Duration.ofDays(1)),
            new JobClass("failed", new Glob("state.*"), Ended.FAILED, Duration.ofDays(5)),
            new JobClass("states", new Glob("state.*"), Ended.ANY, Duration.ofDays(2))),
        Duration.ofDays(3),
        new RetainRules.Others(Duration.ofDays(2), Duration.ofDays(4), running),
        archive);
  }

  static Bounds bounds(Pause pause) {
    return new Bounds(3, 12, Duration.ofSeconds(1), pause);
  }

  private void split(String table, boolean byJid) throws SQLException {
    List<String> parts = new ArrayList<>();
    LocalDate first = TODAY.minusDays(DAYS);
    for (LocalDate day = first; day.isBefore(TODAY); day = day.plusDays(1)) {
      String bound = byJid ? Partitions.jidBound(day) : Partitions.timeBound(day);
      String name = day.equals(first) ? "pfirst" : DayPartitions.name(day.minusDays(1));
      parts.add("PARTITION " + name + " VALUES LESS THAN " + bound);
    }
    String into = String.join(", ", parts);
    Sql.execute(sql, "ALTER TABLE " + table + " REORGANIZE PARTITION pfirst INTO (" + into + ")");
  }

  Retention retention() {
    return retention(RULES, BOUNDS);
  }

  Retention retention(RetainRules rules, Bounds bounds) {
    return new Retention(database.config(), rules, CLOCK, bounds);
  }

  RetainReport run() throws Exception {
    return run(retention());
  }

  static RetainReport run(Retention retention) throws Exception {
    return switch (retention.run(HOUR)) {
      case Retention.Result.Done(RetainReport report) -> report;
      case Retention.Result.Held held -> throw new AssertionError(held);
    };
  }

  static String part(int daysAgo) {
    return DayPartitions.name(TODAY.minusDays(daysAgo));
  }

  Jid jid(int daysAgo) {
    String day = Partitions.DAY.format(TODAY.minusDays(daysAgo));
    return new Jid("%s1000%08d".formatted(day, ++micros));
  }

  /// A job of two minions that both returned.
  String job(int daysAgo, String fun, boolean good) throws Exception {
    return job(jid(daysAgo), fun, good);
  }

  String job(Jid jid, String fun, boolean good) throws Exception {
    jobCache.write(
        Arrivals.batch(
            Arrivals.published(jid, fun, "m1", "m2"),
            answer(jid, "m1", fun, true),
            answer(jid, "m2", fun, good)));
    return jid.text();
  }

  static Return answer(Jid jid, String id, String fun, boolean good) {
    Return some = good ? Arrivals.answer(jid, id, "hello") : Arrivals.failure(jid, id);
    return new Return(jid, new MinionId(id), some.body().with("fun", Data.of(fun)), some.source());
  }

  List<String> jids() throws SQLException {
    return jids("jids");
  }

  List<String> jids(String table) throws SQLException {
    return Sql.texts(sql, "SELECT DISTINCT jid FROM " + table + " ORDER BY jid");
  }

  /// Whether a table still has at least so many rows.
  boolean someLeft(String table, int rows) {
    try {
      return Sql.number(sql, "SELECT COUNT(*) FROM " + table) >= rows;
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /// The tables that have a partition.
  List<String> tablesWith(String partition) throws SQLException {
    return Sql.texts(
        sql,
        "SELECT table_name FROM information_schema.partitions WHERE table_schema = DATABASE()"
            + " AND partition_name = ? ORDER BY table_name",
        partition);
  }

  @Override
  public void close() throws SQLException {
    jobCache.close();
    sql.close();
    database.close();
  }
}
