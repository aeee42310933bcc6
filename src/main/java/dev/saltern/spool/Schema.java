package dev.saltern.spool;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// The tables of the spool's file. `state` is one row of sums over `record`, written by whoever
/// changes `record`, in the same transaction; so any process that opens the file sees the truth.
final class Schema {
  static final int VERSION = 1;

  /// Statement by statement; `crc` is [Checksum].
  private static final String TABLES =
      """
      CREATE TABLE record (
        position INTEGER PRIMARY KEY, label INTEGER NOT NULL, appended INTEGER NOT NULL,
        crc INTEGER NOT NULL, size INTEGER NOT NULL, bytes BLOB NOT NULL);
      CREATE TABLE damaged (
        position INTEGER PRIMARY KEY, label INTEGER NOT NULL, appended INTEGER NOT NULL,
        crc INTEGER NOT NULL, bytes BLOB NOT NULL, found INTEGER NOT NULL, reason TEXT NOT NULL);
      CREATE TABLE letter (
        position INTEGER PRIMARY KEY, label INTEGER NOT NULL, bytes BLOB NOT NULL,
        cause TEXT NOT NULL, attempts INTEGER NOT NULL, died INTEGER NOT NULL);
      CREATE TABLE reader (
        name TEXT PRIMARY KEY, policy TEXT NOT NULL, position INTEGER NOT NULL,
        dropped INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE note (
        key TEXT PRIMARY KEY, written INTEGER NOT NULL, value BLOB NOT NULL) WITHOUT ROWID;
      CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL) WITHOUT ROWID;
      CREATE TABLE state (
        one INTEGER PRIMARY KEY CHECK (one = 1), last_position INTEGER NOT NULL,
        records INTEGER NOT NULL, bytes INTEGER NOT NULL, readers_lost INTEGER NOT NULL);
      INSERT INTO state VALUES (1, 0, 0, 0, 0);
      """;

  private Schema() {}

  /// Makes the tables in an empty file; in any other checks that we know them.
  ///
  /// @throws SpoolException where a newer Saltern made the file
  static void ensure(Connection connection) throws SQLException, SpoolException {
    try (Statement statement = connection.createStatement()) {
      int found = version(statement);
      if (found > VERSION) {
        throw new SpoolException(
            "the spool was made by a newer Saltern: expected version "
                + VERSION
                + ", found "
                + found);
      }
      if (found == 0 && hasTables(statement)) {
        throw new SpoolException("a SQLite file, but no spool; nothing was changed in it");
      }
      if (found == 0) {
        statement.execute("BEGIN IMMEDIATE");
        for (String sql : TABLES.split(";", -1)) {
          if (!sql.isBlank()) {
            statement.execute(sql);
          }
        }
        statement.execute("PRAGMA user_version = " + VERSION);
        statement.execute("COMMIT");
      }
    }
  }

  private static boolean hasTables(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT 1 FROM sqlite_schema LIMIT 1")) {
      return row.next();
    }
  }

  private static int version(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
      return row.next() ? row.getInt(1) : 0;
    }
  }
}
