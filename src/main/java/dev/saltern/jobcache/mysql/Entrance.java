package dev.saltern.jobcache.mysql;

import com.zaxxer.hikari.util.DriverDataSource;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Logger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// Where the pool gets its connections. Whoever knocks first learns at once why nobody is let in:
/// the pool itself tries again until its time is over, and then only says that it waited. The
/// connection that came of it is the pool's next. Thread-safe.
final class Entrance implements DataSource {
  private final DriverDataSource server;
  private final AtomicReference<@Nullable Connection> ready = new AtomicReference<>();

  Entrance(String url, Properties properties) {
    this.server = new DriverDataSource(url, null, properties, null, null);
  }

  /// Connects, or says what is in the way.
  void knock() throws SQLException {
    Connection before = ready.getAndSet(server.getConnection());
    if (before != null) {
      before.close();
    }
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection first = ready.getAndSet(null);
    return first != null ? first : server.getConnection();
  }

  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    throw new SQLFeatureNotSupportedException("the account is in the properties");
  }

  @Override
  public @Nullable PrintWriter getLogWriter() throws SQLException {
    return server.getLogWriter();
  }

  @Override
  public void setLogWriter(@Nullable PrintWriter out) throws SQLException {
    server.setLogWriter(out);
  }

  @Override
  public void setLoginTimeout(int seconds) throws SQLException {
    server.setLoginTimeout(seconds);
  }

  @Override
  public int getLoginTimeout() throws SQLException {
    return server.getLoginTimeout();
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    return server.getParentLogger();
  }

  @Override
  public <T> T unwrap(Class<T> type) throws SQLException {
    return server.unwrap(type);
  }

  @Override
  public boolean isWrapperFor(Class<?> type) throws SQLException {
    return server.isWrapperFor(type);
  }
}
