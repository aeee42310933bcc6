package dev.saltern.jobcache.mysql;

import dev.saltern.job.Jid;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.SortedMap;

/// Keep: `salt_job_dirty` (a row a batch and job: its summary is behind).
///
/// Rows are only ever added here, and only those that were seen are removed ([RecountJobs]): two
/// writers never meet in one, and no mark is taken for another.
final class MarkJobs {
  private static final long ROW_BYTES = 600;

  private static final MultiRow INSERT =
      new MultiRow(
          "INSERT INTO salt_job_dirty (jid, node, returned_at) VALUES ",
          "(?, ?, IF(? = 1, CURRENT_TIMESTAMP(6), NULL))",
          "");

  private MarkJobs() {}

  /// Marks jobs in the transaction that changes them.
  ///
  /// @param jobs the jobs, and whether a return of each was stored
  static void run(Connection connection, SortedMap<Jid, Boolean> jobs, String node, long bytesMax)
      throws SQLException {
    INSERT.update(
        connection,
        List.copyOf(jobs.entrySet()),
        (s, first, job) -> {
          s.setString(first, job.getKey().text());
          s.setString(first + 1, node);
          s.setInt(first + 2, job.getValue() ? 1 : 0);
          return first + 3;
        },
        _ -> ROW_BYTES,
        bytesMax);
  }
}
