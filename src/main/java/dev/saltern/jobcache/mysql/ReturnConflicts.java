package dev.saltern.jobcache.mysql;

import dev.saltern.jobcache.Outcome;
import dev.saltern.jobcache.ReturnKey;
import dev.saltern.jobcache.mysql.SelectKept.KeptReturn;
import dev.saltern.jobcache.mysql.SelectKept.Provenance;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Two answers of one minion to one job that differ, from equally good sources: the later stays in
/// `salt_returns`, each other one is a row of `salt_return_conflict`. Rare, so one at a time; the
/// rows are locked by the upsert before.
final class ReturnConflicts {
  private static final String KEEP_ASIDE =
      """
      INSERT INTO salt_return_conflict (jid, id, hash, source, fun, `return`, success, full_ret,
        retcode, outcome, stamp, node, position, parts)
      VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
      ON DUPLICATE KEY UPDATE source = GREATEST(source, VALUES(source))""";

  private static final String MOVE_ASIDE =
      """
      INSERT INTO salt_return_conflict (jid, id, hash, source, fun, `return`, success, full_ret,
        retcode, outcome, stamp, node, position, parts)
      SELECT jid, id, hash, source, fun, `return`, success, full_ret, retcode, outcome, stamp, node,
        position, parts
      FROM salt_returns r WHERE r.jid = ? AND r.id = ?
      ON DUPLICATE KEY UPDATE source = GREATEST(salt_return_conflict.source, VALUES(source))""";

  private static final String REPLACE =
      """
      UPDATE salt_returns SET fun = ?, `return` = ?, success = ?, full_ret = ?, retcode = ?,
        outcome = ?, hash = ?, stamp = ?, node = ?, position = ?, parts = ?,
        revision = LEAST(revision + 1, 32767), stored_at = CURRENT_TIMESTAMP(6)
      WHERE jid = ? AND id = ?""";

  private static final String DROP =
      "DELETE FROM salt_return_conflict WHERE jid = ? AND id = ? AND (hash = ? OR source < ?)";

  private final Connection connection;
  private final String node;

  ReturnConflicts(Connection connection, String node) {
    this.connection = connection;
    this.node = node;
  }

  /// Settles the conflicts between what was upserted and what is kept.
  ///
  /// @param kept what the rows hold now; brought up to date where a row changes
  void settle(List<ReturnRow> rows, Map<ReturnKey, KeptReturn> kept) throws SQLException {
    for (ReturnRow row : rows) {
      ReturnKey key = row.key();
      KeptReturn now = Optional.ofNullable(kept.get(key)).orElseThrow(() -> vanished(row));
      if (differs(row, now)) {
        if (row.staysOver(now.stamp(), now.hash().orElseThrow())) {
          move(row);
          kept.put(key, replaced(row, now));
        } else {
          keepAside(row);
          ReturnBodies.write(connection, row);
        }
      } else if (now.provenance().is(node, row.position()) && now.provenance().revision() > 0) {
        // It replaced a poorer source's: what conflicted among those counts no more.
        drop(row);
        ReturnBodies.dropReplaced(connection, row);
      }
    }
  }

  private static boolean differs(ReturnRow row, KeptReturn now) {
    return now.source() == row.source()
        && now.hash().filter(hash -> !Arrays.equals(hash, row.hash())).isPresent();
  }

  private KeptReturn replaced(ReturnRow row, KeptReturn before) {
    return new KeptReturn(
        new Provenance(node, row.position(), before.provenance().revision() + 1),
        row.source(),
        Optional.of(row.hash()),
        row.stamp());
  }

  private void move(ReturnRow row) throws SQLException {
    try (PreparedStatement s = connection.prepareStatement(MOVE_ASIDE)) {
      s.setString(1, row.jid().text());
      s.setString(2, row.id().text());
      s.executeUpdate();
    }
    try (PreparedStatement s = connection.prepareStatement(REPLACE)) {
      int p = 1;
      s.setString(p++, row.fun());
      s.setBytes(p++, row.returnJson());
      s.setString(p++, row.success());
      s.setBytes(p++, row.fullJson());
      UpsertReturns.setRetcode(s, p++, row);
      s.setInt(p++, row.outcome() == Outcome.FAILED ? 1 : 0);
      s.setBytes(p++, row.hash());
      UpsertReturns.setStamp(s, p++, row.stamp());
      s.setString(p++, node);
      s.setLong(p++, row.position());
      s.setInt(p++, row.parts().size());
      s.setString(p++, row.jid().text());
      s.setString(p++, row.id().text());
      s.executeUpdate();
    }
    drop(row);
  }

  private void keepAside(ReturnRow row) throws SQLException {
    try (PreparedStatement s = connection.prepareStatement(KEEP_ASIDE)) {
      int p = 1;
      s.setString(p++, row.jid().text());
      s.setString(p++, row.id().text());
      s.setBytes(p++, row.hash());
      s.setInt(p++, row.source());
      s.setString(p++, row.fun());
      s.setBytes(p++, row.returnJson());
      s.setString(p++, row.success());
      s.setBytes(p++, row.fullJson());
      UpsertReturns.setRetcode(s, p++, row);
      s.setInt(p++, row.outcome() == Outcome.FAILED ? 1 : 0);
      UpsertReturns.setStamp(s, p++, row.stamp());
      s.setString(p++, node);
      s.setLong(p++, row.position());
      s.setInt(p++, row.parts().size());
      s.executeUpdate();
    }
  }

  private void drop(ReturnRow row) throws SQLException {
    try (PreparedStatement s = connection.prepareStatement(DROP)) {
      s.setString(1, row.jid().text());
      s.setString(2, row.id().text());
      s.setBytes(3, row.hash());
      s.setInt(4, row.source());
      s.executeUpdate();
    }
  }

  private static IllegalStateException vanished(ReturnRow row) {
    return new IllegalStateException(
        "the row upserted for "
            + row.id()
            + " in job "
            + row.jid()
            + " is gone within the same transaction");
  }
}
