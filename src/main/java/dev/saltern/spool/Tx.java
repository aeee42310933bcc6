package dev.saltern.spool;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// The one connection that writes, and the transaction open on it. Confined to the thread that
/// leads the group.
final class Tx implements AutoCloseable {
  private final Connection connection;
  private final Map<String, PreparedStatement> statements = new HashMap<>();
  private final Map<String, Long> counts = new TreeMap<>();
  private final List<Runnable> afterCommit = new ArrayList<>();
  private Held before = new Held(0, 0, 0);
  private Held held = before;

  Tx(Connection connection) {
    this.connection = connection;
  }

  void begin() throws SQLException {
    counts.clear();
    afterCommit.clear();
    prepare("BEGIN IMMEDIATE").execute();
    try (ResultSet row =
        prepare("SELECT last_position, records, bytes FROM state WHERE one = 1").executeQuery()) {
      if (!row.next()) {
        throw new SQLException("the spool has no state row");
      }
      before = new Held(row.getLong(1), row.getLong(2), row.getLong(3));
      held = before;
    }
  }

  void commit() throws SQLException {
    if (!held.equals(before)) {
      PreparedStatement update =
          prepare("UPDATE state SET last_position = ?, records = ?, bytes = ? WHERE one = 1");
      update.setLong(1, held.lastPosition());
      update.setLong(2, held.records());
      update.setLong(3, held.bytes());
      update.executeUpdate();
    }
    for (var count : counts.entrySet()) {
      PreparedStatement add =
          prepare(
              """
              INSERT INTO counter VALUES (?, ?)
              ON CONFLICT (name) DO UPDATE SET value = value + excluded.value""");
      add.setString(1, count.getKey());
      add.setLong(2, count.getValue());
      add.executeUpdate();
    }
    prepare("COMMIT").execute();
    afterCommit.forEach(Runnable::run);
  }

  /// Undoes all since [#begin]; SQLite may have done so by itself. The driver ends a statement that
  /// failed, so all are made anew.
  void rollback() throws SQLException {
    for (PreparedStatement prepared : statements.values()) {
      prepared.close();
    }
    statements.clear();
    try (Statement statement = connection.createStatement()) {
      statement.execute("ROLLBACK");
    } catch (SQLException e) {
      if (e.getMessage() == null || !e.getMessage().contains("no transaction is active")) {
        throw e;
      }
    }
  }

  /// The statement for a text, made once. Its result sets are to be closed by who opens them.
  PreparedStatement prepare(String sql) throws SQLException {
    PreparedStatement statement = statements.get(sql);
    if (statement == null) {
      statement = connection.prepareStatement(sql);
      statements.put(sql, statement);
    }
    return statement;
  }

  /// The first column of the first row; 0 where there is none or it is NULL.
  long number(String sql, Object... arguments) throws SQLException {
    PreparedStatement statement = prepare(sql);
    for (int i = 0; i < arguments.length; i++) {
      statement.setObject(i + 1, arguments[i]);
    }
    try (ResultSet row = statement.executeQuery()) {
      return row.next() ? row.getLong(1) : 0;
    }
  }

  /// Runs a statement that changes rows, and returns how many it changed.
  int update(String sql, Object... arguments) throws SQLException {
    PreparedStatement statement = prepare(sql);
    for (int i = 0; i < arguments.length; i++) {
      statement.setObject(i + 1, arguments[i]);
    }
    return statement.executeUpdate();
  }

  /// Runs a pragma to its end: a prepared one would stop at its first row.
  void pragma(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.executeUpdate("PRAGMA " + sql);
    }
  }

  Held held() {
    return held;
  }

  void held(Held now) {
    held = now;
  }

  /// Adds to a counter when this commits.
  void count(String counter, long more) {
    counts.merge(counter, more, Long::sum);
  }

  /// Runs once this is on disk.
  void afterCommit(Runnable action) {
    afterCommit.add(action);
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
