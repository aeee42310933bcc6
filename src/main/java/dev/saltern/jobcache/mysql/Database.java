package dev.saltern.jobcache.mysql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.saltern.Check;
import dev.saltern.Component;
import dev.saltern.jobcache.JobCacheUnavailableException;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The connections to the job cache. Nothing connects before the first is asked for, so that a
/// process starts, and stays, while MySQL is down. Thread-safe.
final class Database implements Component {
  private static final String CHECK_NAME = "mysql";

  /// The least `max_allowed_packet`: a part of a big return is one statement, and has 1 MiB.
  static final long PACKET_BYTES_MIN = 2 << 20;

  private static final String STATE =
      """
      SELECT @@read_only AS read_only, DATE_FORMAT(UTC_DATE(), 'p%Y%m%d') AS today,
        (SELECT MAX(partition_name) FROM information_schema.partitions
          WHERE table_schema = DATABASE() AND table_name = 'salt_returns'
          AND partition_name REGEXP '^p[0-9]{8}$') AS last_day""";

  private final MySqlConfig config;
  private @Nullable HikariDataSource pool;
  private volatile @Nullable ServerFacts facts;

  Database(MySqlConfig config) {
    this.config = config;
  }

  /// What the server said when it was first asked since the last outage.
  ///
  /// @param version its version as it tells it
  /// @param packetBytesMax what one statement may have
  /// @param unfit why nothing can be written; nothing where it can
  record ServerFacts(String version, long packetBytesMax, Optional<String> unfit) {}

  MySqlConfig config() {
    return config;
  }

  /// A connection, autocommit on, READ COMMITTED, to a schema that is new enough; close it.
  Connection connection() throws SQLException, JobCacheUnavailableException {
    HikariDataSource opened = pool();
    HikariPoolMXBean used = opened.getHikariPoolMXBean();
    if ((used == null || used.getTotalConnections() == 0)
        && opened.getDataSource() instanceof Entrance entrance) {
      entrance.knock();
    }
    Connection connection = opened.getConnection();
    try {
      facts(connection);
      return connection;
    } catch (SQLException | JobCacheUnavailableException e) {
      try (connection) {
        throw e;
      }
    }
  }

  /// The server's facts, asked once, and again after [#forget].
  ServerFacts facts(Connection connection) throws SQLException, JobCacheUnavailableException {
    ServerFacts known = facts;
    if (known == null) {
      SchemaCheck.require(connection);
      try (Statement s = connection.createStatement();
          ResultSet rows = s.executeQuery("SELECT VERSION(), @@max_allowed_packet")) {
        rows.next();
        long packet = rows.getLong(2);
        known = new ServerFacts(rows.getString(1), packet, unfit(connection, packet));
      }
      facts = known;
    }
    return known;
  }

  /// The facts, for whoever writes.
  ///
  /// @throws JobCacheUnavailableException where the server or its tables cannot hold what minions
  ///   send: somebody must mend that, and until then data wait
  ServerFacts factsToWrite(Connection connection)
      throws SQLException, JobCacheUnavailableException {
    ServerFacts found = facts(connection);
    if (found.unfit().isPresent()) {
      leave();
      throw new JobCacheUnavailableException(
          "the job cache at " + where() + ": " + found.unfit().get(),
          new IllegalStateException("settings of the server or its tables"));
    }
    return found;
  }

  private static Optional<String> unfit(Connection connection, long packetBytesMax)
      throws SQLException {
    return packetBytesMax < PACKET_BYTES_MIN
        ? Optional.of(
            "max_allowed_packet is "
                + packetBytesMax
                + ", at least "
                + PACKET_BYTES_MIN
                + " is needed")
        : SchemaCheck.otherCharacters(connection);
  }

  /// What one statement may have; no bound while no server was asked.
  long packetBytesMax() {
    ServerFacts known = facts;
    return known == null ? Long.MAX_VALUE : known.packetBytesMax();
  }

  /// Asks the server anew next time.
  void forget() {
    facts = null;
  }

  /// Connects anew next time: the server failed, and its name may lead to another one by now, while
  /// connections that are open still lead to the old one.
  synchronized void leave() {
    forget();
    if (pool != null && pool.getHikariPoolMXBean() != null) {
      pool.getHikariPoolMXBean().softEvictConnections();
    }
  }

  @Override
  public Check check() {
    forget();
    try (Connection connection = connection();
        Statement s = connection.createStatement();
        ResultSet rows = s.executeQuery(STATE)) {
      rows.next();
      factsToWrite(connection);
      if (rows.getBoolean("read_only")) {
        return Check.failed(CHECK_NAME, where() + " is read-only: is it a replica?");
      }
      String last = rows.getString("last_day");
      if (last == null || last.compareTo(rows.getString("today")) < 0) {
        return Check.failed(
            CHECK_NAME,
            where() + " has no partition for today, rows pile up in pnext: run saltern db migrate");
      }
      return Check.ok(CHECK_NAME, where() + " answers, version " + facts(connection).version());
    } catch (SQLException e) {
      return Check.failed(CHECK_NAME, String.valueOf(unavailable(e).getMessage()));
    } catch (JobCacheUnavailableException e) {
      return Check.failed(CHECK_NAME, String.valueOf(e.getMessage()));
    }
  }

  JobCacheUnavailableException unavailable(SQLException e) {
    return SqlErrors.unavailable("the job cache at " + where() + " is unavailable", e);
  }

  private String where() {
    return config.server().host() + ":" + config.server().port() + "/" + config.database();
  }

  private synchronized HikariDataSource pool() throws JobCacheUnavailableException {
    HikariDataSource opened = pool;
    if (opened == null) {
      try {
        opened = open(config);
      } catch (IOException e) {
        throw SqlErrors.unavailable("the job cache cannot be connected to", e);
      }
      pool = opened;
    }
    return opened;
  }

  /// How its connections are used now.
  synchronized PoolCounts counts() {
    HikariDataSource opened = pool;
    HikariPoolMXBean used = opened == null ? null : opened.getHikariPoolMXBean();
    int max = config.limits().connectionsMax();
    return used == null
        ? new PoolCounts(0, 0, 0, max)
        : new PoolCounts(
            used.getActiveConnections(),
            used.getIdleConnections(),
            used.getThreadsAwaitingConnection(),
            max);
  }

  /// A pool that connects when it is first asked for a connection.
  ///
  /// @throws IOException where the TLS files cannot be used
  static HikariDataSource open(MySqlConfig config) throws IOException {
    HikariConfig hikari = new HikariConfig();
    hikari.setPoolName("jobcache");
    hikari.setDataSource(new Entrance(JdbcUrl.of(config), JdbcUrl.properties(config)));
    hikari.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
    hikari.setMaximumPoolSize(config.limits().connectionsMax());
    hikari.setMinimumIdle(0);
    hikari.setConnectionTimeout(Math.max(250, config.limits().connectTimeout().toMillis()));
    hikari.setInitializationFailTimeout(-1);
    return new HikariDataSource(hikari);
  }

  @Override
  public synchronized void close() {
    if (pool != null) {
      pool.close();
      pool = null;
    }
  }
}
