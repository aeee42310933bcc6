package dev.saltern.jobcache.mysql;

import dev.saltern.jobcache.JobCacheUnavailableException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;

/// Whether the tables are at least as new as this program needs, and can hold what minions send.
/// Newer ones are fine: migrations only add.
final class SchemaCheck {
  /// The migration this program's statements need.
  static final int VERSION_NEEDED = 8;

  private static final int NO_SUCH_TABLE = 1146;

  /// A column somebody converted: it would refuse what minions say, or take two ids for one.
  private static final String OTHER_CHARACTERS =
      """
      SELECT table_name, column_name, collation_name FROM information_schema.columns
      WHERE table_schema = DATABASE() AND collation_name <> 'utf8mb4_bin' AND table_name IN ('jids',
        'salt_returns', 'salt_events', 'salt_return_conflict', 'salt_return_body', 'salt_missing',
        'salt_expected_set', 'salt_minion_set', 'salt_completion', 'salt_gaps', 'salt_state_run',
        'salt_state')
      LIMIT 1""";

  private SchemaCheck() {}

  /// @throws JobCacheUnavailableException where the tables are older or not there: an admin's
  ///   `saltern db migrate` mends it, and until then data wait
  static void require(Connection connection) throws SQLException, JobCacheUnavailableException {
    int found = version(connection);
    if (found == 0 && hasTables(connection)) {
      throw new JobCacheUnavailableException(
          Migrate.STOCK, new IllegalStateException("foreign tables"));
    }
    if (found < VERSION_NEEDED) {
      String what = found == 0 ? "there are no tables" : "the tables are at version " + found;
      throw new JobCacheUnavailableException(
          "the job cache's schema is too old: "
              + what
              + ", version "
              + VERSION_NEEDED
              + " is needed; run saltern db migrate",
          new IllegalStateException("schema version " + found));
    }
  }

  /// What column holds other characters than ours, and what mends it; nothing where none does.
  static Optional<String> otherCharacters(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(OTHER_CHARACTERS)) {
      if (!rows.next()) {
        return Optional.empty();
      }
      return Optional.of(
          """
          column %2$s of %1$s is %3$s; an admin's ALTER TABLE %1$s CONVERT TO CHARACTER SET utf8mb4 \
          COLLATE utf8mb4_bin mends it"""
              .formatted(rows.getString(1), rows.getString(2), rows.getString(3)));
    }
  }

  private static boolean hasTables(Connection connection) throws SQLException {
    String sql =
        "SELECT 1 FROM information_schema.tables WHERE table_schema = DATABASE() AND table_name ="
            + " 'salt_returns'";
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next();
    }
  }

  private static int version(Connection connection) throws SQLException {
    String sql = "SELECT version FROM " + Migrate.HISTORY + " WHERE success = 1";
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      int newest = 0;
      while (rows.next()) {
        String version = rows.getString(1); // NULL for a repeatable migration
        if (version != null && version.matches("\\d+")) {
          newest = Math.max(newest, Integer.parseInt(version));
        }
      }
      return newest;
    } catch (SQLException e) {
      if (e.getErrorCode() == NO_SUCH_TABLE) {
        return 0;
      }
      throw e;
    }
  }
}
