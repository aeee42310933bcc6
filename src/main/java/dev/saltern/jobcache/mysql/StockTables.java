package dev.saltern.jobcache.mysql;

import com.zaxxer.hikari.HikariDataSource;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.mysql.ImportRefusedException.Why;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/// Import: the tables of a stock returner, in a database of their own, which goes on being written.
/// Read in the order of what each has an index on: jobs and returns by jid, events by id, always
/// all rows of a jid at once, as the source's own collation takes them for one. Confined to one
/// thread.
public final class StockTables implements ImportSource {
  private static final Duration STATEMENT_TIME_MAX = Duration.ofMinutes(10);
  private static final int NO_SUCH_DATABASE = 1049;

  /// How many events before the newest one seen may have been committed after it.
  private static final long EVENTS_LATE_MAX = 1000;

  private final String name;
  private final HikariDataSource pool;
  private final Connection connection;
  private final StockSchema schema;
  private final StockPages pages;

  private StockTables(
      String name, HikariDataSource pool, Connection connection, StockSchema schema, int most) {
    this.name = name;
    this.pool = pool;
    this.connection = connection;
    this.schema = schema;
    this.pages = new StockPages(connection, schema, most);
  }

  /// Connects, and looks at what is there.
  ///
  /// @param config the account needs SELECT on the three tables
  /// @throws ImportRefusedException where there is nothing that can be imported, or no right to it
  public static StockTables open(MySqlConfig config)
      throws JobCacheUnavailableException, ImportRefusedException {
    return open(config, StockPages.JOB_ROWS_MAX);
  }

  static StockTables open(MySqlConfig config, int jobRowsMax)
      throws JobCacheUnavailableException, ImportRefusedException {
    MySqlConfig.Limits l = config.limits();
    MySqlConfig patient =
        config.withLimits(
            new MySqlConfig.Limits(
                1, l.connectTimeout(), STATEMENT_TIME_MAX, l.lockTimeout(), l.returnBytesMax()));
    String name = config.server().host() + ":" + config.server().port() + "/" + config.database();
    HikariDataSource pool = null;
    try {
      pool = Database.open(patient);
      Connection connection = pool.getConnection();
      connection.setReadOnly(true);
      return new StockTables(
          name, pool, connection, StockSchema.read(connection, name), jobRowsMax);
    } catch (SQLException | IOException | ImportRefusedException e) {
      if (pool != null) {
        pool.close();
      }
      throw failed(name, e);
    }
  }

  private static JobCacheUnavailableException failed(String name, Exception e)
      throws ImportRefusedException {
    if (e instanceof ImportRefusedException refused) {
      throw refused;
    }
    if (e instanceof SQLException sql && SqlErrors.denied(sql)) {
      throw new ImportRefusedException(
          Why.DENIED, SqlErrors.message("no access to " + name, rooted(sql)));
    }
    if (e instanceof SQLException sql && rooted(sql).getErrorCode() == NO_SUCH_DATABASE) {
      throw new ImportRefusedException(Why.NOTHING_THERE, name + ": there is no such database");
    }
    return SqlErrors.unavailable("the stock tables at " + name + " cannot be read", e);
  }

  /// What the server said: the pool itself only says that no connection came.
  private static SQLException rooted(SQLException e) {
    return e instanceof SQLTransientConnectionException && e.getCause() instanceof SQLException s
        ? s
        : e;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<String> parts() {
    return List.copyOf(schema.indexes().keySet());
  }

  /// A second that is over, or the newest event's id.
  @Override
  public String horizon(String part) throws JobCacheUnavailableException, InterruptedException {
    try {
      if (part.equals(StockSchema.EVENTS)) {
        return pages.text("SELECT COALESCE(MAX(id), 0) FROM salt_events").orElse("0");
      }
      Instant now = now();
      if (part.equals(StockSchema.JIDS)) {
        return Stamps.timestamp(now);
      }
      Instant end = now.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
      Thread.sleep(Duration.between(now, end)); // what comes in this second is to be in it
      return Stamps.timestamp(end);
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  private Instant now() throws SQLException {
    try (Statement s = connection.createStatement();
        ResultSet row = s.executeQuery("SELECT UTC_TIMESTAMP(6)")) {
      row.next();
      return row.getObject(1, LocalDateTime.class).toInstant(ZoneOffset.UTC);
    }
  }

  @Override
  public Days days(Optional<Instant> since) throws JobCacheUnavailableException {
    try {
      return new StockDays(pages, schema).find(since, now());
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  @Override
  public Optional<Place> page(String part, Look look, Optional<Place> after, Sink sink)
      throws JobCacheUnavailableException {
    try {
      return switch (part) {
        case StockSchema.JIDS -> pages.jobs(look, after.or(() -> start(look)), sink);
        case StockSchema.RETURNS ->
            pages.returns(look, after.or(() -> schema.timed() ? since(look) : start(look)), sink);
        case StockSchema.EVENTS -> pages.events(look, after.or(() -> eventsStart(look)), sink);
        default -> throw new IllegalArgumentException("no part " + part);
      };
    } catch (SQLException e) {
      throw unavailable(e);
    }
  }

  /// A row without a time that came since the last pass is of a job of that time, give or take what
  /// clocks and time zones differ by.
  private static Optional<Place> start(Look look) {
    Optional<Instant> previous =
        look.previous().flatMap(StockRows::time).map(time -> time.minus(Duration.ofDays(1)));
    return previous
        .map(time -> new Place(Jid.at(time).text(), Optional.empty()))
        .or(() -> since(look));
  }

  private static Optional<Place> since(Look look) {
    return look.since().map(time -> new Place(Jid.at(time).text(), Optional.empty()));
  }

  private static Optional<Place> eventsStart(Look look) {
    return look.previous()
        .map(id -> Long.parseLong(id) - EVENTS_LATE_MAX)
        .map(id -> new Place(Long.toString(Math.max(0, id)), Optional.empty()));
  }

  private JobCacheUnavailableException unavailable(SQLException e) {
    return SqlErrors.unavailable("the stock tables at " + name + " cannot be read", e);
  }

  @Override
  public void close() {
    pool.close();
  }
}
