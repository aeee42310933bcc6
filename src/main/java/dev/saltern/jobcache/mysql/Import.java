package dev.saltern.jobcache.mysql;

import com.zaxxer.hikari.HikariDataSource;
import dev.saltern.job.Arrival;
import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.EntryForm;
import dev.saltern.jobcache.JobCacheRejectedException;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.mysql.ImportRefusedException.Why;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/// Brings the rows of an [ImportSource] into the job cache, page by page: a page's rows, how far it
/// got and what it counted are one transaction, so that whatever ends it, the next run goes on and
/// counts each row once. Merged by the same rules as what nodes write. Needs the admin's account.
/// Thread-safe.
public final class Import {
  static final String NODE = "import ";
  private static final Duration STATEMENT_TIME_MAX = Duration.ofMinutes(10);

  private final MySqlConfig config;
  private final StatesKept states;
  private final Rules rules;
  private final Clock clock;
  private final int pageRowsMax;

  /// @param states which states of state runs are rows of their own
  public Import(MySqlConfig config, StatesKept states, Rules rules, Clock clock) {
    this(config, states, rules, clock, ImportPages.ROWS_MAX);
  }

  Import(MySqlConfig config, StatesKept states, Rules rules, Clock clock, int pageRowsMax) {
    MySqlConfig.Limits l = config.limits();
    this.pageRowsMax = pageRowsMax;
    this.config =
        config.withLimits(
            new MySqlConfig.Limits(
                1, l.connectTimeout(), STATEMENT_TIME_MAX, l.lockTimeout(), l.returnBytesMax()));
    this.states = states;
    this.rules = rules;
    this.clock = clock;
  }

  /// What of the arrivals is stored, and how.
  public interface Rules {
    /// An arrival ready to be a row; nothing where it is not stored.
    ///
    /// @throws JobCacheRejectedException where it cannot be rendered
    Optional<Entry> entry(Arrival arrival, long position, EntryForm form)
        throws JobCacheRejectedException;
  }

  /// How to go about it.
  ///
  /// @param dryRun whether every page is taken back after it was counted
  /// @param restart whether what earlier runs did is read and counted anew
  /// @param rate how many rows a second at the most
  /// @param since nothing older; of an import that was begun, what it was begun with counts
  public record Options(
      boolean dryRun, boolean restart, OptionalInt rate, Optional<Instant> since) {
    public Options {
      if (rate.isPresent() && rate.getAsInt() < 1) {
        throw new IllegalArgumentException("--rate: expected at least 1, found " + rate.getAsInt());
      }
    }
  }

  /// Runs until everything that was there when it began is in.
  ///
  /// @param watch told now and then how far it is
  /// @throws JobCacheUnavailableException where either side went away: run it again
  public ImportReport run(ImportSource source, Options options, Consumer<String> watch)
      throws JobCacheUnavailableException, ImportRefusedException, InterruptedException {
    Instant began = clock.instant();
    try (HikariDataSource pool = Database.open(config);
        Connection connection = pool.getConnection()) {
      SchemaCheck.require(connection);
      int added = options.dryRun ? 0 : new OldDays(connection, clock).ensure(days(source, options));
      List<ImportReport.Part> parts = new ArrayList<>();
      var means = ImportPages.means(connection, config, rules, states);
      var pages = new ImportPages(connection, source, means, options, pageRowsMax);
      for (String part : source.parts()) {
        parts.add(pages.run(part, 1L + ((long) parts.size() << 40), watch));
      }
      return new ImportReport(
          source.name(), options.dryRun, parts, added, Duration.between(began, clock.instant()));
    } catch (SQLException e) {
      throw failed(e);
    } catch (IOException e) {
      throw SqlErrors.unavailable("the job cache cannot be connected to", e);
    }
  }

  private static ImportSource.Days days(ImportSource source, Options options)
      throws JobCacheUnavailableException {
    return source.days(options.since);
  }

  private static JobCacheUnavailableException failed(SQLException e) throws ImportRefusedException {
    if (SqlErrors.denied(e)) {
      throw new ImportRefusedException(
          Why.DENIED, SqlErrors.message("the job cache refused the import", e));
    }
    String hint = SqlErrors.noSuchTable(e) ? " (run saltern db migrate first)" : "";
    return SqlErrors.unavailable("the import stopped" + hint, e);
  }
}
