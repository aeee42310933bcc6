package dev.saltern.spool;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/// Connections to a spool's file, with the settings its promises rest on.
final class Connections {
  /// A commit has reached the disk when it returns (`FULL`); space of deleted records can be given
  /// back in steps (`INCREMENTAL`, only heeded by a file that is still empty). The busy timeout is
  /// for a second process that looks at letters.
  private static final List<String> WRITER =
      List.of(
          "busy_timeout = 10000",
          "auto_vacuum = INCREMENTAL",
          "journal_mode = WAL",
          "synchronous = FULL",
          "journal_size_limit = 67108864",
          "cache_size = -8192");

  private static final List<String> READER =
      List.of("busy_timeout = 10000", "query_only = ON", "cache_size = -2048");

  private Connections() {}

  static Connection writer(Path file) throws SQLException {
    return open(file, WRITER);
  }

  static Connection reader(Path file) throws SQLException {
    return open(file, READER);
  }

  private static Connection open(Path file, List<String> pragmas) throws SQLException {
    Connection connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      for (String pragma : pragmas) {
        statement.execute("PRAGMA " + pragma);
      }
      return connection;
    } catch (SQLException e) {
      closeAfter(connection, e);
      throw e;
    }
  }

  /// Closes a connection that failed; what goes wrong then is added to the failure.
  static void closeAfter(Connection connection, SQLException failure) {
    try {
      connection.close();
    } catch (SQLException e) {
      failure.addSuppressed(e);
    }
  }

  /// Whether the file itself is damaged, which no waiting mends.
  static boolean damaged(SQLException e) {
    return e instanceof SQLiteException s
        && (code(s) == SQLiteErrorCode.SQLITE_CORRUPT.code
            || code(s) == SQLiteErrorCode.SQLITE_NOTADB.code);
  }

  /// Whether the disk, or what the file may take of it, is full.
  static boolean full(SQLException e) {
    return e instanceof SQLiteException s && code(s) == SQLiteErrorCode.SQLITE_FULL.code;
  }

  /// The primary result code, without the extended part.
  private static int code(SQLiteException e) {
    return e.getResultCode().code & 0xff;
  }
}
