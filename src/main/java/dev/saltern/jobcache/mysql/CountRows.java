package dev.saltern.jobcache.mysql;

import dev.saltern.jobcache.mysql.CandidateJobs.Job;
import dev.saltern.jobcache.mysql.DayPartitions.Part;
import dev.saltern.jobcache.mysql.JudgeJobs.Doomed;
import dev.saltern.jobcache.mysql.JudgeJobs.Verdict;
import dev.saltern.jobcache.mysql.RetainReport.Means;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// The rehearsal: what would go. Writes nothing. Confined to one thread.
final class CountRows implements Remover {
  private final Connection connection;
  private final JudgeJobs judge;
  private final DayPartitions partitions;
  private final RetainReport report;
  private final BooleanSupplier goOn;

  CountRows(
      Connection connection,
      JudgeJobs judge,
      DayPartitions partitions,
      RetainReport report,
      BooleanSupplier goOn) {
    this.connection = connection;
    this.judge = judge;
    this.partitions = partitions;
    this.report = report;
    this.goOn = goOn;
  }

  /// The class of each job of a day that goes as a whole is counted, too.
  @Override
  public boolean keepsRows() {
    return true;
  }

  @Override
  public boolean unfinished() throws SQLException {
    String sql = "SELECT COUNT(*) FROM jids WHERE class = " + DeleteJobs.UNFINISHED;
    long jobs = RetainRows.number(connection, sql);
    if (jobs > 0) {
      report.block(jobs + " jobs are deleted in part: an earlier run was interrupted");
    }
    return goOn.getAsBoolean();
  }

  @Override
  public boolean jobs(String partition, List<Job> page) throws SQLException {
    if (!goOn.getAsBoolean()) {
      return false;
    }
    Verdict verdict = judge.judge(page);
    for (Doomed doomed : verdict.go()) {
      report.add(
          partition,
          doomed.what(),
          Means.DELETE,
          1,
          doomed.sum(),
          bytes(partitions, partition, doomed.rows()));
    }
    verdict.running().stream().sorted().forEach(jid -> report.block(running(jid)));
    return true;
  }

  static String running(String jid) {
    return "job " + jid + " is kept: it still runs";
  }

  /// About how many bytes rows have, by what their partitions have on average.
  static long bytes(DayPartitions partitions, String partition, long[] rows) {
    long bytes = 0;
    for (int t = 0; t < rows.length; t++) {
      Optional<Part> part = partitions.part(Partitions.BY_JID.get(t), partition);
      long some = rows[t];
      bytes += part.map(p -> p.bytesOf(some)).orElse(0L);
    }
    return bytes;
  }

  @Override
  public boolean orphans(String partition, Instant before) throws SQLException {
    for (String table : Partitions.BY_JID.subList(1, Partitions.BY_JID.size())) {
      if (!goOn.getAsBoolean()) {
        return false;
      }
      Optional<Part> part = partitions.part(table, partition);
      if (part.isPresent()) {
        String sql = "SELECT COUNT(*) " + RetainRows.orphans(table, partition);
        Object[] values =
            table.equals("salt_returns") ? new Object[] {Stamps.exact(before)} : new Object[0];
        long rows = RetainRows.number(connection, sql, values);
        if (rows > 0) {
          report.add(partition, RetainRules.REST, Means.DELETE, 0, rows, part.get().bytesOf(rows));
        }
      }
    }
    return true;
  }

  @Override
  public boolean day(LocalDate day) {
    report.drops(DayPartitions.name(day));
    return goOn.getAsBoolean();
  }

  @Override
  public boolean events(LocalDate day) throws SQLException {
    String name = DayPartitions.name(day);
    Optional<Part> part = partitions.part("salt_events", name);
    if (part.isPresent()) {
      long rows =
          RetainRows.number(
              connection, "SELECT COUNT(*) FROM salt_events PARTITION (" + name + ")");
      report.add(name, "events", Means.DROP, 0, rows, part.get().bytesOf(rows));
    }
    return goOn.getAsBoolean();
  }

  @Override
  public boolean oldEvents(Instant storedBefore) throws SQLException {
    String sql = "SELECT COUNT(*) FROM salt_events PARTITION (pfirst) WHERE stored_at < ?";
    long rows = RetainRows.number(connection, sql, Stamps.exact(storedBefore));
    if (rows > 0) {
      long bytes =
          partitions.part("salt_events", Partitions.FIRST).map(p -> p.bytesOf(rows)).orElse(0L);
      report.add(Partitions.FIRST, "events", Means.DELETE, 0, rows, bytes);
    }
    return goOn.getAsBoolean();
  }

  @Override
  public boolean gaps(Instant endedBefore) throws SQLException {
    String sql = "SELECT COUNT(*) FROM salt_gaps WHERE ended < ?";
    long rows = RetainRows.number(connection, sql, Stamps.exact(endedBefore));
    if (rows > 0) {
      report.add("", "gaps", Means.DELETE, 0, rows, 0);
    }
    return true;
  }

  @Override
  public boolean sets() throws SQLException {
    long rows = new UnusedSets(connection).count();
    report.add("", "sets", Means.DELETE, 0, rows, 0);
    return true;
  }
}
