package dev.saltern.jobcache.mysql;

import dev.saltern.job.Gap;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;

/// Keep: `salt_gaps` (one row a window in which a node may have missed events).
final class UpsertGaps {
  private static final long ROW_BYTES = 600;

  private static final MultiRow STATEMENT =
      new MultiRow(
          "INSERT INTO salt_gaps (node, began, ended, reason, recovered, position) VALUES ",
          "(?, ?, ?, ?, ?, ?)",
          " ON DUPLICATE KEY UPDATE recovered = GREATEST(recovered, VALUES(recovered))");

  private UpsertGaps() {}

  static void run(Connection connection, List<Positioned<Gap>> rows, String node, long bytesMax)
      throws SQLException {
    STATEMENT.update(
        connection,
        rows,
        (s, first, row) -> {
          Gap gap = row.arrival();
          int p = first;
          s.setString(p++, node);
          s.setString(p++, Stamps.exact(gap.from()));
          s.setString(p++, Stamps.exact(gap.to()));
          s.setString(p++, gap.reason().name().toLowerCase(Locale.ROOT));
          s.setLong(p++, gap.recovered());
          s.setLong(p++, row.position());
          return p;
        },
        _ -> ROW_BYTES,
        bytesMax);
  }
}
