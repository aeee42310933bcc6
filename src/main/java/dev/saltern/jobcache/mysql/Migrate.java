package dev.saltern.jobcache.mysql;

import com.zaxxer.hikari.HikariDataSource;
import dev.saltern.jobcache.JobCacheUnavailableException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationInfo;

/// Brings the job cache's tables up to date, forward only, and gives them the next days'
/// partitions. Needs the admin account; nodes never migrate. Thread-safe.
public final class Migrate {
  /// Where Flyway keeps what it did, beside whatever other Flyway shares the database.
  static final String HISTORY = "saltern_schema_history";

  /// What is said of a database that a stock returner fills.
  static final String STOCK =
      "the database has tables of the stock returner's own schema: move them to a database of"
          + " their own (RENAME TABLE), or give the job cache another one; then bring the rows over"
          + " with saltern db import (docs/how-to/adopt-existing-tables.md)";

  /// A migration may build an index of a big table.
  private static final Duration STATEMENT_TIME_MAX = Duration.ofHours(6);

  /// Flyway holds one connection for its lock and one for the work.
  private static final int CONNECTIONS = 2;

  private final MySqlConfig config;
  private final Clock clock;

  public Migrate(MySqlConfig config, Clock clock) {
    MySqlConfig.Limits l = config.limits();
    this.config =
        config.withLimits(
            new MySqlConfig.Limits(
                CONNECTIONS,
                l.connectTimeout(),
                STATEMENT_TIME_MAX,
                l.lockTimeout(),
                l.returnBytesMax()));
    this.clock = clock;
  }

  /// What was done.
  ///
  /// @param applied the migrations run now, by version or, for a view script, its name
  /// @param partitions the day partitions added, over all tables
  public record Result(List<String> applied, int partitions) {
    public Result {
      applied = List.copyOf(applied);
    }
  }

  /// Runs what is missing and adds partitions for today and the days after; nothing where all is
  /// there.
  ///
  /// @throws JobCacheUnavailableException where it cannot: the message says why
  public Result run() throws JobCacheUnavailableException {
    try (HikariDataSource source = Database.open(config)) {
      refuseForeignTables(source);
      List<String> applied =
          flyway(source).migrate().migrations.stream()
              .map(m -> m.version == null || m.version.isEmpty() ? m.description : m.version)
              .toList();
      try (Connection connection = source.getConnection()) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        int added = new Partitions(connection).ensure(today, Partitions.DAYS_AHEAD_DEFAULT);
        return new Result(applied, added);
      }
    } catch (FlywayException | SQLException | IOException e) {
      throw SqlErrors.unavailable("the job cache could not be migrated", e);
    }
  }

  /// The migrations [#run] would run, by version or name.
  public List<String> pending() throws JobCacheUnavailableException {
    try (HikariDataSource source = Database.open(config)) {
      return Stream.of(flyway(source).info().pending()).map(Migrate::name).toList();
    } catch (FlywayException | IOException e) {
      throw SqlErrors.unavailable("the job cache's migrations could not be looked at", e);
    }
  }

  /// Tables the stock returner's own schema made have no key and no partitions, and cannot be given
  /// them in place without being rebuilt.
  private static void refuseForeignTables(HikariDataSource source)
      throws SQLException, JobCacheUnavailableException {
    String sql =
        """
        SELECT COUNT(*), SUM(table_name = '%s') FROM information_schema.tables
        WHERE table_schema = DATABASE() AND table_name IN ('jids', 'salt_returns', 'salt_events', '%s')
        """
            .formatted(HISTORY, HISTORY);
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      if (rows.getInt(1) > 0 && rows.getInt(2) == 0) {
        throw new JobCacheUnavailableException(STOCK, new IllegalStateException("foreign tables"));
      }
    }
  }

  private static String name(MigrationInfo info) {
    return info.getVersion() == null ? info.getDescription() : info.getVersion().getVersion();
  }

  private static Flyway flyway(HikariDataSource source) {
    return Flyway.configure()
        .dataSource(source)
        .locations("classpath:db/migration")
        .table(HISTORY)
        // Other tables may share the database.
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .cleanDisabled(true)
        .load();
  }
}
