package dev.saltern.jobcache.mysql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Plain SQL that counting and removing share.
final class RetainRows {
  private RetainRows() {}

  static long number(Connection connection, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = bound(connection, sql, values);
        ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getLong(1);
    }
  }

  static List<String> texts(Connection connection, String sql, Object... values)
      throws SQLException {
    try (PreparedStatement statement = bound(connection, sql, values);
        ResultSet rows = statement.executeQuery()) {
      List<String> texts = new ArrayList<>();
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
      return texts;
    }
  }

  static long update(Connection connection, String sql, Object... values) throws SQLException {
    try (PreparedStatement statement = bound(connection, sql, values)) {
      return statement.executeUpdate();
    }
  }

  /// The rows of one partition of a table that have no job; of a table beside the returns, no
  /// return either. For a NOT EXISTS MariaDB may read all jobs and returns; this is a step into the
  /// index for each row.
  static String orphans(String table, String partition) {
    String others =
        table.equals("salt_returns")
            ? " AND t.stored_at < ?"
            : " AND (SELECT r.jid FROM salt_returns r WHERE r.jid = t.jid LIMIT 1) IS NULL";
    return "FROM "
        + table
        + " PARTITION ("
        + partition
        + ") t WHERE (SELECT j.jid FROM jids j WHERE j.jid = t.jid LIMIT 1) IS NULL"
        + others;
  }

  private static PreparedStatement bound(Connection connection, String sql, Object... values)
      throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    try {
      for (int i = 0; i < values.length; i++) {
        statement.setObject(i + 1, values[i]);
      }
      return statement;
    } catch (SQLException e) {
      statement.close();
      throw e;
    }
  }
}
