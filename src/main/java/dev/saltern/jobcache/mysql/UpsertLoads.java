package dev.saltern.jobcache.mysql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Optional;

/// Keep: `jids` (one row a job, the load that tells most).
final class UpsertLoads {
  private static final String BEFORE =
      """
      INSERT INTO jids (jid, `load`, fun, `user`, tgt, tgt_type, internal, completeness, hash, mom,
        node, position) VALUES\s""";

  private static final String ROW = "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";

  /// Assignments run from left to right: what decides comes last.
  private static final String AFTER =
      """
       ON DUPLICATE KEY UPDATE
        `load` = IF(%1$s, VALUES(`load`), `load`),
        fun = IF(%1$s, VALUES(fun), COALESCE(fun, VALUES(fun))),
        `user` = IF(%1$s, VALUES(`user`), COALESCE(`user`, VALUES(`user`))),
        tgt = IF(%1$s, VALUES(tgt), COALESCE(tgt, VALUES(tgt))),
        tgt_type = IF(%1$s, VALUES(tgt_type), COALESCE(tgt_type, VALUES(tgt_type))),
        internal = GREATEST(internal, VALUES(internal)),
        mom = IF(mom = '', VALUES(mom), mom),
        node = IF(%1$s, VALUES(node), node),
        position = IF(%1$s, VALUES(position), position),
        revision = IF(%1$s, LEAST(revision + 1, 32767), revision),
        stored_at = IF(%1$s, CURRENT_TIMESTAMP(6), stored_at),
        hash = IF(%1$s, VALUES(hash), hash),
        completeness = GREATEST(completeness, VALUES(completeness))
      """
          .formatted(
              "(VALUES(completeness) > completeness OR (VALUES(completeness) = completeness"
                  + " AND VALUES(hash) > hash))");

  private static final MultiRow STATEMENT = new MultiRow(BEFORE, ROW, AFTER);

  private UpsertLoads() {}

  static void run(Connection connection, List<LoadRow> rows, String node, long bytesMax)
      throws SQLException {
    STATEMENT.update(
        connection, rows, (s, first, row) -> bind(s, first, row, node), LoadRow::bytes, bytesMax);
  }

  private static int bind(PreparedStatement s, int first, LoadRow row, String node)
      throws SQLException {
    int p = first;
    s.setString(p++, row.jid().text());
    s.setString(p++, row.json());
    setText(s, p++, row.fun());
    setText(s, p++, row.column("user", Column.NAME_MAX));
    setText(s, p++, row.column("tgt", Column.NAME_MAX));
    setText(s, p++, row.column("tgt_type", Column.TYPE_MAX));
    s.setInt(p++, row.internal() ? 1 : 0);
    s.setInt(p++, row.completeness());
    s.setBytes(p++, row.hash());
    s.setString(p++, Column.cut(row.load().mom(), Column.NAME_MAX));
    s.setString(p++, node);
    s.setLong(p++, row.position());
    return p;
  }

  private static void setText(PreparedStatement s, int p, Optional<String> text)
      throws SQLException {
    if (text.isPresent()) {
      s.setString(p, text.get());
    } else {
      s.setNull(p, Types.VARCHAR);
    }
  }
}
