package dev.saltern.jobcache.mysql;

import dev.saltern.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;

/// A database with the tables that salt/returners/mysql.py tells to make, and what the returner
/// writes into them.
final class StockDatabase implements AutoCloseable {
  final TestDatabase database;
  final Connection sql;

  /// @param charset of the tables: `utf8mb3` as in the stock schema, `latin1`, ..
  StockDatabase(String charset) throws SQLException {
    database = TestDatabase.empty();
    sql = database.connect();
    Sql.execute(sql, "SET time_zone = '+00:00'");
    Sql.execute(sql, "SET sql_mode = ''");
    String end = ") ENGINE=InnoDB DEFAULT CHARSET=" + charset;
    Sql.execute(
        sql,
        """
        CREATE TABLE jids (
          jid varchar(255) NOT NULL,
          `load` mediumtext NOT NULL,
          UNIQUE KEY jid (jid)
        """
            + end);
    Sql.execute(
        sql,
        """
        CREATE TABLE salt_returns (
          fun varchar(50) NOT NULL,
          jid varchar(255) NOT NULL,
          `return` mediumtext NOT NULL,
          id varchar(255) NOT NULL,
          success varchar(10) NOT NULL,
          full_ret mediumtext NOT NULL,
          alter_time TIMESTAMP NULL DEFAULT CURRENT_TIMESTAMP,
          KEY id (id),
          KEY jid (jid),
          KEY fun (fun)
        """
            + end);
    Sql.execute(
        sql,
        """
        CREATE TABLE salt_events (
          id BIGINT NOT NULL AUTO_INCREMENT,
          tag varchar(255) NOT NULL,
          data mediumtext NOT NULL,
          alter_time TIMESTAMP NULL DEFAULT CURRENT_TIMESTAMP,
          master_id varchar(255) NOT NULL,
          PRIMARY KEY (id),
          KEY tag (tag)
        """
            + end);
  }

  void load(String jid, String json) throws SQLException {
    Sql.execute(sql, "INSERT INTO jids (jid, `load`) VALUES (?, ?)", jid, json);
  }

  /// A job as a MoM publishes it.
  void job(String jid) throws SQLException {
    load(
        jid,
        "{\"fun\": \"test.ping\", \"arg\": [], \"tgt\": \"*\", \"jid\": \"%s\", \"user\": \"root\"}"
            .formatted(jid));
  }

  /// What the minion answered, in JSON.
  void answer(String jid, String id, String value) throws SQLException {
    answer(sql, jid, id, value);
  }

  static void answer(Connection sql, String jid, String id, String value) throws SQLException {
    row(sql, jid, id, value, fullRet(jid, id, value));
  }

  static String fullRet(String jid, String id, String value) {
    return ("{\"fun\": \"test.ping\", \"jid\": \"%s\", \"id\": \"%s\", \"return\": %s, \"retcode\": 0,"
            + " \"success\": true, \"fun_args\": []}")
        .formatted(jid, id.strip(), value);
  }

  void row(String jid, String id, String value, String fullRet) throws SQLException {
    row(sql, jid, id, value, fullRet);
  }

  private static void row(Connection sql, String jid, String id, String value, String fullRet)
      throws SQLException {
    Sql.execute(
        sql,
        "INSERT INTO salt_returns (fun, jid, `return`, id, success, full_ret)"
            + " VALUES ('test.ping', ?, ?, ?, '1', ?)",
        jid,
        value,
        id,
        fullRet);
  }

  void event(String tag, String data) throws SQLException {
    Sql.execute(
        sql, "INSERT INTO salt_events (tag, data, master_id) VALUES (?, ?, 'mom')", tag, data);
  }

  @Override
  public void close() throws SQLException {
    sql.close();
    database.close();
  }
}
