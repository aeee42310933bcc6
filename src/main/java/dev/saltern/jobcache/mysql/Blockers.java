package dev.saltern.jobcache.mysql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/// Find: transactions that have been open for long. A day cannot be dropped while one has read the
/// table.
final class Blockers {
  /// The table has its times in the server's own time zone, the session is in UTC.
  private static final String LONG =
      """
      SELECT CONCAT('connection ', x.id, COALESCE(CONCAT(' of ', p.user, ' in ', p.db), ''),
        ' has had a transaction open for ', x.seconds, ' s')
      FROM (
        SELECT trx_mysql_thread_id AS id,
          TIMESTAMPDIFF(SECOND, trx_started, CONVERT_TZ(NOW(), '+00:00', 'SYSTEM')) AS seconds
        FROM information_schema.innodb_trx) x
      LEFT JOIN information_schema.processlist p ON p.id = x.id
      WHERE x.id <> CONNECTION_ID() AND x.seconds >= ?
      ORDER BY x.seconds DESC LIMIT 5""";

  private Blockers() {}

  /// A sentence each; one that says why, where the account may not see them.
  static List<String> longerThan(Connection connection, int seconds) throws SQLException {
    try {
      return RetainRows.texts(connection, LONG, seconds);
    } catch (SQLException e) {
      if (e.getSQLState() != null && e.getSQLState().startsWith("42")) {
        return List.of("which transactions are open is not told: the account has no PROCESS");
      }
      throw e;
    }
  }

  /// Who may have a table in use just now.
  static String who(Connection connection) throws SQLException {
    List<String> found = longerThan(connection, 1);
    return found.isEmpty() ? "its table is in use" : "its table is in use; " + found.getFirst();
  }
}
