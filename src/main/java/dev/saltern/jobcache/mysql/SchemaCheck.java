package dev.saltern.jobcache.mysql;

import dev.saltern.jobcache.JobCacheUnavailableException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Whether the tables are at least as new as this program needs. Newer ones are fine: migrations
/// only add.
final class SchemaCheck {
  /// The migration this program's statements need.
  static final int VERSION_NEEDED = 6;

  private static final int NO_SUCH_TABLE = 1146;

  private SchemaCheck() {}

  /// @throws JobCacheUnavailableException where the tables are older or not there: an admin's
  ///   `saltern db migrate` mends it, and until then data wait
  static void require(Connection connection) throws SQLException, JobCacheUnavailableException {
    int found = version(connection);
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
