package dev.saltern.jobcache.mysql;

import dev.saltern.jobcache.mysql.CandidateJobs.Job;
import dev.saltern.jobcache.mysql.DayPartitions.Part;
import dev.saltern.jobcache.mysql.JudgeJobs.Doomed;
import dev.saltern.jobcache.mysql.JudgeJobs.Verdict;
import dev.saltern.jobcache.mysql.MinionSet.Hash;
import dev.saltern.jobcache.mysql.RetainReport.Means;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Removes what has run out. Confined to one thread.
final class RemoveRows implements Remover {
  /// @param archive where rows go before
  /// @param goOn asked before each transaction
  /// @param jobsMax how many jobs at most in one transaction
  /// @param rowsMax about how many rows
  record Working(Optional<Archive> archive, BooleanSupplier goOn, int jobsMax, int rowsMax) {}

  private final Connection connection;
  private final JudgeJobs judge;
  private final DayPartitions partitions;
  private final RetainReport report;
  private final Working means;
  private final DeleteJobs delete;

  RemoveRows(
      Connection connection,
      JudgeJobs judge,
      DayPartitions partitions,
      RetainReport report,
      Working means) {
    this.connection = connection;
    this.judge = judge;
    this.partitions = partitions;
    this.report = report;
    this.means = means;
    this.delete = new DeleteJobs(connection, judge, means.archive, means.rowsMax);
  }

  @Override
  public boolean keepsRows() {
    return means.archive.isPresent();
  }

  @Override
  public boolean unfinished() throws SQLException {
    String sql =
        "SELECT jid FROM jids WHERE class = %d ORDER BY jid LIMIT %d"
            .formatted(DeleteJobs.UNFINISHED, means.jobsMax);
    List<String> page;
    do {
      page = RetainRows.texts(connection, sql);
      for (String jid : page) {
        if (!delete.inParts(jid, means.goOn)) {
          return false;
        }
        report.add("", "unfinished", Means.DELETE, 1, 0, 0);
      }
    } while (!page.isEmpty());
    return true;
  }

  @Override
  public boolean jobs(String partition, List<Job> page) throws SQLException {
    Verdict seen = judge.judge(page);
    seen.running().stream().sorted().forEach(jid -> report.block(CountRows.running(jid)));
    List<Job> some = new ArrayList<>();
    long rows = 0;
    for (Doomed doomed : seen.go()) {
      boolean full = some.size() == means.jobsMax || rows + doomed.sum() > means.rowsMax;
      if (full && !some.isEmpty()) {
        if (!whole(partition, some)) {
          return false;
        }
        some.clear();
        rows = 0;
      }
      if (doomed.sum() > means.rowsMax) {
        if (!big(partition, doomed)) {
          return false;
        }
      } else {
        some.add(doomed.job());
        rows += doomed.sum();
      }
    }
    return some.isEmpty() ? means.goOn.getAsBoolean() : whole(partition, some);
  }

  private boolean whole(String partition, List<Job> jobs) throws SQLException {
    if (!means.goOn.getAsBoolean()) {
      return false;
    }
    delete.whole(jobs).go().forEach(doomed -> add(partition, doomed));
    return true;
  }

  private boolean big(String partition, Doomed doomed) throws SQLException {
    if (!means.goOn.getAsBoolean()) {
      return false;
    }
    if (delete.mark(doomed.job()).go().isEmpty()) {
      return true;
    }
    boolean gone = delete.inParts(doomed.job().jid(), means.goOn);
    if (gone) {
      add(partition, doomed);
    }
    return gone;
  }

  private void add(String partition, Doomed doomed) {
    long bytes = CountRows.bytes(partitions, partition, doomed.rows());
    report.add(partition, doomed.what(), Means.DELETE, 1, doomed.sum(), bytes);
  }

  @Override
  public boolean orphans(String partition, Instant before) throws SQLException {
    for (String table : Partitions.BY_JID.subList(1, Partitions.BY_JID.size())) {
      if (partitions.part(table, partition).isPresent() && !orphans(table, partition, before)) {
        return false;
      }
    }
    return true;
  }

  private boolean orphans(String table, String partition, Instant before) throws SQLException {
    String found = RetainRows.orphans(table, partition);
    String sql = "SELECT DISTINCT t.jid " + found + " LIMIT " + means.jobsMax;
    String count = "SELECT COUNT(*) " + found + " AND t.jid = ?";
    boolean dated = table.equals("salt_returns");
    String time = Stamps.exact(before);
    List<String> page;
    do {
      page = dated ? RetainRows.texts(connection, sql, time) : RetainRows.texts(connection, sql);
      for (String jid : page) {
        long rows =
            dated
                ? RetainRows.number(connection, count, time, jid)
                : RetainRows.number(connection, count, jid);
        if (!delete.inParts(jid, means.goOn)) {
          return false;
        }
        report.add(partition, RetainRules.REST, Means.DELETE, 0, rows, 0);
      }
    } while (page.size() == means.jobsMax);
    return true;
  }

  @Override
  public boolean day(LocalDate day) throws SQLException {
    String name = DayPartitions.name(day);
    List<Part> its =
        Partitions.BY_JID.stream().flatMap(t -> partitions.part(t, name).stream()).toList();
    if (partitions.part("jids", name).isPresent()) {
      String count = "SELECT COUNT(*) FROM jids PARTITION (" + name + ")";
      long jobs = RetainRows.number(connection, count);
      if (keepsRows() && jobs > 0) {
        return means.goOn.getAsBoolean(); // some came since: next time
      }
      if (!keepsRows()) {
        long rows = its.stream().mapToLong(Part::rows).sum();
        report.add(name, "all", Means.DROP, jobs, rows, its.stream().mapToLong(Part::bytes).sum());
      }
    }
    for (Part part : its) {
      if (!means.goOn.getAsBoolean()) {
        return false;
      }
      if (!drop(day, part)) {
        return true; // the rest of the day would wait for the same
      }
    }
    return true;
  }

  @Override
  public boolean events(LocalDate day) throws SQLException {
    Optional<Part> part = partitions.part("salt_events", DayPartitions.name(day));
    if (part.isEmpty()) {
      return true;
    }
    String name = part.get().name();
    long rows =
        RetainRows.number(connection, "SELECT COUNT(*) FROM salt_events PARTITION (" + name + ")");
    if (!archiveEvents(name) || !means.goOn.getAsBoolean()) {
      return false;
    }
    if (drop(day, part.get())) {
      report.add(name, "events", Means.DROP, 0, rows, part.get().bytesOf(rows));
    }
    return true;
  }

  private boolean archiveEvents(String partition) throws SQLException {
    if (means.archive.isEmpty()) {
      return true;
    }
    long last = 0;
    for (long end = lastEvent(partition, last); end > 0; end = lastEvent(partition, last)) {
      if (!means.goOn.getAsBoolean()) {
        return false;
      }
      means.archive.get().events(partition, last, end);
      last = end;
    }
    return true;
  }

  /// The last id of the next rows of a partition; 0 where there are no more.
  private long lastEvent(String partition, long after) throws SQLException {
    String sql =
        """
        SELECT MAX(id) FROM (
          SELECT id FROM salt_events PARTITION (%s) WHERE id > ? ORDER BY id LIMIT %d) some"""
            .formatted(partition, means.rowsMax);
    return RetainRows.number(connection, sql, after);
  }

  @Override
  public boolean oldEvents(Instant storedBefore) throws SQLException {
    if (!archiveEvents(Partitions.FIRST)) {
      return false;
    }
    String sql =
        "DELETE FROM salt_events PARTITION (pfirst) WHERE stored_at < ? ORDER BY id LIMIT ";
    return rows(Partitions.FIRST, "events", sql, storedBefore);
  }

  @Override
  public boolean gaps(Instant endedBefore) throws SQLException {
    return rows("", "gaps", "DELETE FROM salt_gaps WHERE ended < ? LIMIT ", endedBefore);
  }

  @Override
  public boolean sets() throws SQLException {
    var unused = new UnusedSets(connection);
    Hash last = Hash.FIRST;
    List<Hash> page;
    do {
      if (!means.goOn.getAsBoolean()) {
        return false;
      }
      page = unused.after(last, means.jobsMax);
      if (!page.isEmpty()) {
        report.add("", "sets", Means.DELETE, 0, unused.remove(page), 0);
        last = page.getLast();
      }
    } while (page.size() == means.jobsMax);
    return true;
  }

  private boolean rows(String partition, String what, String sql, Instant before)
      throws SQLException {
    long gone;
    do {
      if (!means.goOn.getAsBoolean()) {
        return false;
      }
      gone = RetainRows.update(connection, sql + means.rowsMax, Stamps.exact(before));
      if (gone > 0) {
        report.add(partition, what, Means.DELETE, 0, gone, 0);
      }
    } while (gone == means.rowsMax);
    return true;
  }

  private boolean drop(LocalDate day, Part part) throws SQLException {
    try {
      partitions.drop(day, part);
      return true;
    } catch (SQLException e) {
      if (!SqlErrors.lockWait(e)) {
        throw e;
      }
      report.block(
          part.name() + " of " + part.table() + " is not dropped: " + Blockers.who(connection));
      return false;
    }
  }
}
