package dev.saltern.jobcache.mysql;

import dev.saltern.jobcache.Outcome;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.LocalDateTime;
import java.util.List;
import java.util.Optional;

/// Keep: `salt_returns` (one row a minion and job, from the best source). Inserted first; only rows
/// whose key was there are merged.
///
/// A better copy of the same answer replaces the row. An equally good one only raises the stamp, so
/// that [ReturnConflicts] decides alike in whatever order copies come; another answer changes
/// nothing here and is found by its hash.
final class UpsertReturns {
  private static final String BEFORE =
      """
      INSERT INTO salt_returns (fun, jid, `return`, id, success, full_ret, retcode, outcome, source,
        hash, stamp, node, position, parts) VALUES\s""";

  private static final String ROW = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  /// Assignments run from left to right: what decides comes last. A stock writer's row has no
  /// retcode and outcome; a poorer source can still tell these. What differs from an answer of the
  /// bus or of the directory changes nothing here, nor does a copy of one that is unverified.
  private static final String AFTER =
      """
       ON DUPLICATE KEY UPDATE
        fun = IF(%1$s, VALUES(fun), fun),
        `return` = IF(%1$s, VALUES(`return`), `return`),
        success = IF(%1$s, VALUES(success), success),
        full_ret = IF(%1$s, VALUES(full_ret), full_ret),
        retcode = IF(%1$s, VALUES(retcode), COALESCE(retcode, VALUES(retcode))),
        outcome = IF(%1$s, VALUES(outcome), COALESCE(outcome, VALUES(outcome))),
        node = IF(%1$s, VALUES(node), node),
        position = IF(%1$s, VALUES(position), position),
        revision = IF(%1$s, LEAST(revision + 1, 32767), revision),
        parts = IF(%1$s, VALUES(parts), parts),
        stored_at = IF(%1$s, CURRENT_TIMESTAMP(6), stored_at),
        stamp = IF(%1$s OR (VALUES(hash) = hash
          AND (VALUES(source) = source OR (VALUES(source) >= 30 AND source >= 30))
          AND VALUES(stamp) IS NOT NULL AND (stamp IS NULL OR VALUES(stamp) > stamp)),
          COALESCE(VALUES(stamp), stamp), stamp),
        hash = IF(%1$s, VALUES(hash), hash),
        source = CASE
          WHEN source IN (10, 20, 25) THEN GREATEST(source, VALUES(source))
          WHEN VALUES(hash) = hash AND source >= 30 AND VALUES(source) >= 30
            AND VALUES(source) <> source THEN 50
          ELSE source END
      """
          .formatted(
              "VALUES(source) > source AND (source IN (10, 20, 25)"
                  + " OR (source >= 30 AND VALUES(hash) = hash))");

  /// Leaves what is there untouched, so that the rows it changes are the new ones.
  private static final String NOTHING = " ON DUPLICATE KEY UPDATE position = position";

  private static final MultiRow INSERT = new MultiRow(BEFORE, ROW, NOTHING);
  private static final MultiRow MERGE = new MultiRow(BEFORE, ROW, AFTER);

  /// For rows that a stock writer inserted long ago: they keep their time.
  private static final MultiRow INSERT_SINCE = since(NOTHING);

  private static final MultiRow MERGE_SINCE = since(AFTER);

  private UpsertReturns() {}

  private static MultiRow since(String after) {
    return new MultiRow(
        BEFORE.replace("parts)", "parts, alter_time)"),
        ROW.replaceFirst("\\)$", ", COALESCE(?, CURRENT_TIMESTAMP))"),
        after);
  }

  /// Inserts the rows whose key is not there, and says how many these were.
  static long insert(Connection connection, List<ReturnRow> rows, String node, long bytesMax)
      throws SQLException {
    return isNow(rows)
        ? run(INSERT, connection, rows, node, bytesMax)
        : runSince(INSERT_SINCE, connection, rows, node, bytesMax);
  }

  /// Betters the rows that are there; inserts the others.
  static void merge(Connection connection, List<ReturnRow> rows, String node, long bytesMax)
      throws SQLException {
    if (isNow(rows)) {
      run(MERGE, connection, rows, node, bytesMax);
    } else {
      runSince(MERGE_SINCE, connection, rows, node, bytesMax);
    }
  }

  private static boolean isNow(List<ReturnRow> rows) {
    return rows.stream().allMatch(row -> row.since().isEmpty());
  }

  private static long run(
      MultiRow statement, Connection connection, List<ReturnRow> rows, String node, long bytesMax)
      throws SQLException {
    return statement.update(
        connection, rows, (s, first, row) -> bind(s, first, row, node), ReturnRow::bytes, bytesMax);
  }

  private static long runSince(
      MultiRow statement, Connection connection, List<ReturnRow> rows, String node, long bytesMax)
      throws SQLException {
    return statement.update(
        connection,
        rows,
        (s, first, row) -> bindSince(s, bind(s, first, row, node), row),
        ReturnRow::bytes,
        bytesMax);
  }

  private static int bindSince(PreparedStatement s, int p, ReturnRow row) throws SQLException {
    Optional<String> since = row.since().map(Stamps::timestamp);
    if (since.isPresent()) {
      s.setString(p, since.get());
    } else {
      s.setNull(p, Types.VARCHAR);
    }
    return p + 1;
  }

  private static int bind(PreparedStatement s, int first, ReturnRow row, String node)
      throws SQLException {
    int p = first;
    s.setString(p++, row.fun());
    s.setString(p++, row.jid().text());
    s.setBytes(p++, row.returnJson());
    s.setString(p++, row.id().text());
    s.setString(p++, row.success());
    s.setBytes(p++, row.fullJson());
    setRetcode(s, p++, row);
    s.setInt(p++, row.outcome() == Outcome.FAILED ? 1 : 0);
    s.setInt(p++, row.source());
    s.setBytes(p++, row.hash());
    setStamp(s, p++, row.stamp());
    s.setString(p++, node);
    s.setLong(p++, row.position());
    s.setInt(p++, row.parts().size());
    return p;
  }

  static void setRetcode(PreparedStatement s, int p, ReturnRow row) throws SQLException {
    Optional<Long> code = row.retcode();
    if (code.isPresent()) {
      s.setLong(p, code.get());
    } else {
      s.setNull(p, Types.BIGINT);
    }
  }

  static void setStamp(PreparedStatement s, int p, Optional<LocalDateTime> stamp)
      throws SQLException {
    if (stamp.isPresent()) {
      s.setString(p, Stamps.datetime(stamp.get()));
    } else {
      s.setNull(p, Types.VARCHAR);
    }
  }
}
