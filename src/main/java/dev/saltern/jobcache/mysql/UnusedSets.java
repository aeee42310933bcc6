package dev.saltern.jobcache.mysql;

import dev.saltern.jobcache.mysql.MinionSet.Hash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Find and remove: sets of `salt_minion_set` that no job names any more and that were not used for
/// two days. A writer trusts a set to be there for one day after it was used ([UpsertExpected]), by
/// the same clock. Confined to one thread.
final class UnusedSets {
  private static final String OLD = "used_at < CURRENT_TIMESTAMP(6) - INTERVAL 2 DAY";

  /// By a join, which ends a look at the first job that names the set.
  private static final String NAMED_BY_NONE =
      "FROM salt_minion_set s LEFT JOIN salt_expected_set e ON e.hash = s.hash"
          + " WHERE e.jid IS NULL AND s."
          + OLD;

  private static final MultiRow DELETE =
      new MultiRow("DELETE FROM salt_minion_set WHERE " + OLD + " AND hash IN (", "?", ")");

  private final Connection connection;

  UnusedSets(Connection connection) {
    this.connection = connection;
  }

  long count() throws SQLException {
    return RetainRows.number(connection, "SELECT COUNT(*) " + NAMED_BY_NONE);
  }

  /// The next of them in the order of their hashes.
  List<Hash> after(Hash last, int limit) throws SQLException {
    String sql =
        "SELECT s.hash " + NAMED_BY_NONE + " AND s.hash > ? ORDER BY s.hash LIMIT " + limit;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setBytes(1, last.bytes());
      try (ResultSet rows = statement.executeQuery()) {
        List<Hash> hashes = new ArrayList<>();
        while (rows.next()) {
          hashes.add(new Hash(rows.getBytes(1)));
        }
        return hashes;
      }
    }
  }

  /// Removes those of some that were not used meanwhile, and returns how many these are.
  long remove(List<Hash> hashes) throws SQLException {
    return DELETE.update(
        connection,
        hashes,
        (s, first, hash) -> {
          s.setBytes(first, hash.bytes());
          return first + 1;
        },
        _ -> 1,
        Long.MAX_VALUE);
  }
}
