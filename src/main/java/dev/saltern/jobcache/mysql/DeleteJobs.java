package dev.saltern.jobcache.mysql;

import dev.saltern.jobcache.mysql.CandidateJobs.Job;
import dev.saltern.jobcache.mysql.JudgeJobs.Verdict;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Removes jobs from every table by keyed DELETEs, in transactions of a bounded number of rows,
/// from `jids` on in the order in which writers lock. Confined to one thread.
final class DeleteJobs {
  /// What `jids.class` says of a job of which parts may be gone already.
  static final int UNFINISHED = 1;

  private static final int TRIES_MAX = 5;

  private static final MultiRow LOCK =
      new MultiRow("SELECT jid FROM jids WHERE jid IN (", "?", ") FOR UPDATE");

  private static final List<MultiRow> DELETES =
      Partitions.BY_JID.stream()
          .map(t -> new MultiRow("DELETE FROM " + t + " WHERE jid IN (", "?", ")"))
          .toList();

  private final Connection connection;
  private final JudgeJobs judge;
  private final Optional<Archive> archive;
  private final int rowsMax;

  DeleteJobs(Connection connection, JudgeJobs judge, Optional<Archive> archive, int rowsMax) {
    this.connection = connection;
    this.judge = judge;
    this.archive = archive;
    this.rowsMax = rowsMax;
  }

  private interface Work<T> {
    T run() throws SQLException;
  }

  /// Deletes those of some jobs that are still to go, in one transaction.
  Verdict whole(List<Job> jobs) throws SQLException {
    return transaction(
        () -> {
          Verdict verdict = lock(jobs);
          List<String> jids = verdict.go().stream().map(d -> d.job().jid()).toList();
          if (archive.isPresent()) {
            archive.get().jobs(jids);
          }
          for (MultiRow delete : DELETES) {
            delete.update(connection, jids, JudgeJobs::bind, _ -> 0, 0);
          }
          return verdict;
        });
  }

  /// Marks a job that is too big for one transaction, so that the next run goes on where this one
  /// was interrupted, whatever class the rest of it would be.
  Verdict mark(Job job) throws SQLException {
    return transaction(
        () -> {
          Verdict verdict = lock(List.of(job));
          if (!verdict.go().isEmpty()) {
            update("UPDATE jids SET class = " + UNFINISHED + " WHERE jid = ?", job.jid());
          }
          return verdict;
        });
  }

  /// Deletes one job in parts, `jids` last.
  ///
  /// @param goOn asked before each transaction
  /// @return whether all of it is gone
  boolean inParts(String jid, BooleanSupplier goOn) throws SQLException {
    if (archive.isPresent() && !archive.get().bigJob(jid, goOn)) {
      return false;
    }
    for (String table : Partitions.BY_JID.reversed()) {
      String sql = "DELETE FROM " + table + " WHERE jid = ? LIMIT " + rowsMax;
      long gone;
      do {
        if (!goOn.getAsBoolean()) {
          return false;
        }
        gone = transaction(() -> update(sql, jid));
      } while (gone == rowsMax);
    }
    return true;
  }

  private Verdict lock(List<Job> jobs) throws SQLException {
    LOCK.select(connection, jobs.stream().map(Job::jid).toList(), JudgeJobs::bind, _ -> {});
    return judge.judge(jobs);
  }

  private long update(String sql, String jid) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, jid);
      return statement.executeUpdate();
    }
  }

  private <T> T transaction(Work<T> work) throws SQLException {
    for (int tried = 1; ; tried++) {
      boolean committed = false;
      connection.setAutoCommit(false);
      try {
        T result = work.run();
        connection.commit();
        committed = true;
        return result;
      } catch (SQLException e) {
        if (tried == TRIES_MAX || !SqlErrors.repeatable(e)) {
          throw e;
        }
      } finally {
        if (!committed) {
          connection.rollback(); // else autocommit would commit the half of it
        }
        connection.setAutoCommit(true);
      }
    }
  }
}
