package dev.saltern.jobcache.mysql;

import dev.saltern.job.Completion;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeMap;

/// Keep: `salt_expected` (one row a minion that should answer a job, per node that says so) and its
/// mark that it has.
///
/// The mark is exact whichever comes first, the return or the expectation, and on whichever node:
/// each side first writes its own row and then looks for the other's with a locking read, so that
/// one of two that cross waits for the other.
final class UpsertExpected {
  private static final long ROW_BYTES = 1_200;

  private static final MultiRow INSERT =
      new MultiRow(
          "INSERT INTO salt_expected (jid, id, node, position) VALUES ",
          "(?, ?, ?, ?)",
          " ON DUPLICATE KEY UPDATE position = position");

  private static final MultiRow MARK =
      new MultiRow(
          "UPDATE salt_expected FORCE INDEX (PRIMARY) SET returned = 1 WHERE returned = 0 AND (jid, id) IN (",
          "(?, ?)",
          ")");

  private static final String ANSWERED =
      """
      SELECT r.id FROM salt_returns r STRAIGHT_JOIN salt_expected e ON e.jid = r.jid AND e.id = r.id
      WHERE r.jid = ? AND e.node = ? AND e.returned = 0 LOCK IN SHARE MODE""";

  private UpsertExpected() {}

  /// Writes what the loads expect, and marks what was there already; also of the minions that a
  /// completion tells of, since the load may have told of none.
  static void run(
      Connection connection,
      List<LoadRow> loads,
      List<Positioned<Completion>> completions,
      String node,
      long bytesMax)
      throws SQLException {
    TreeMap<ReturnKey, Long> expected =
        new TreeMap<>(); // in the order of the key, as everyone writes
    for (LoadRow load : loads) {
      for (MinionId id : load.load().expected()) {
        expected.putIfAbsent(new ReturnKey(load.jid(), id), load.position());
      }
    }
    for (Positioned<Completion> row : completions) {
      for (MinionId id : row.arrival().open().keySet()) {
        expected.putIfAbsent(new ReturnKey(row.arrival().jid(), id), row.position());
      }
    }
    INSERT.update(
        connection,
        List.copyOf(expected.entrySet()),
        (s, first, row) -> {
          s.setString(first, row.getKey().jid().text());
          s.setString(first + 1, row.getKey().id().text());
          s.setString(first + 2, node);
          s.setLong(first + 3, row.getValue());
          return first + 4;
        },
        _ -> ROW_BYTES,
        bytesMax);
    List<ReturnKey> answered = new ArrayList<>();
    for (Jid jid : expected.keySet().stream().map(ReturnKey::jid).distinct().toList()) {
      answered.addAll(answered(connection, jid, node));
    }
    mark(connection, answered, bytesMax);
  }

  /// Marks minions as having answered, on every node that expects them.
  static void mark(Connection connection, Collection<ReturnKey> answered, long bytesMax)
      throws SQLException {
    MARK.update(
        connection,
        answered.stream().sorted().distinct().toList(),
        (s, first, key) -> {
          s.setString(first, key.jid().text());
          s.setString(first + 1, key.id().text());
          return first + 2;
        },
        _ -> ROW_BYTES,
        bytesMax);
  }

  private static List<ReturnKey> answered(Connection connection, Jid jid, String node)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(ANSWERED)) {
      statement.setString(1, jid.text());
      statement.setString(2, node);
      try (ResultSet rows = statement.executeQuery()) {
        List<ReturnKey> found = new ArrayList<>();
        while (rows.next()) {
          found.add(new ReturnKey(jid, new MinionId(rows.getString(1))));
        }
        return found;
      }
    }
  }
}
