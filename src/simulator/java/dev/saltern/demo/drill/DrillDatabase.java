package dev.saltern.demo.drill;

import dev.saltern.demo.EmbeddedMariaDb;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.mysql.Migrate;
import dev.saltern.jobcache.mysql.MySqlConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The database of a drill: a MariaDB of its own, or a server that is there, of which it uses one
/// database of its own. Confined to one thread.
final class DrillDatabase implements AutoCloseable {
  private static final String NODE_USER = "drill_node";

  private final Optional<EmbeddedMariaDb> own;
  private final MySqlConfig admin;
  private final MySqlConfig node;
  private Optional<Connection> locking = Optional.empty();

  private DrillDatabase(Optional<EmbeddedMariaDb> own, MySqlConfig admin, MySqlConfig node) {
    this.own = own;
    this.admin = admin;
    this.node = node;
  }

  /// A MariaDB whose data are in `folder`.
  static DrillDatabase own(Path folder)
      throws IOException, SQLException, JobCacheUnavailableException {
    EmbeddedMariaDb server = EmbeddedMariaDb.start(folder);
    MySqlConfig admin =
        MySqlConfig.of(
            server.host(),
            server.port(),
            "salt",
            new MySqlConfig.Credentials(EmbeddedMariaDb.USER, server.password()));
    var account = new MySqlConfig.Credentials(NODE_USER, server.password());
    var database =
        new DrillDatabase(
            Optional.of(server),
            admin,
            MySqlConfig.of(server.host(), server.port(), "salt", account));
    database.make();
    database.run(
        "CREATE USER %s@'127.0.0.1' IDENTIFIED BY '%s'".formatted(NODE_USER, server.password()),
        "GRANT SELECT, INSERT, UPDATE, DELETE ON salt.* TO %s@'127.0.0.1'".formatted(NODE_USER));
    return database;
  }

  /// A database of the drill's own at the server of a URL such as
  /// `jdbc:mysql://127.0.0.1:3306/?user=root&password=x`.
  static DrillDatabase at(String jdbcUrl) throws SQLException, JobCacheUnavailableException {
    URI url = URI.create(jdbcUrl.substring("jdbc:".length()));
    var account = new MySqlConfig.Credentials(parameter(url, "user"), parameter(url, "password"));
    MySqlConfig admin =
        MySqlConfig.of(
            url.getHost(),
            url.getPort(),
            "saltern_drill_" + ProcessHandle.current().pid(),
            account);
    var database = new DrillDatabase(Optional.empty(), admin, admin);
    database.make();
    return database;
  }

  private static String parameter(URI url, String name) {
    for (String part : Optional.ofNullable(url.getQuery()).orElse("").split("&", -1)) {
      if (part.startsWith(name + "=")) {
        return part.substring(name.length() + 1);
      }
    }
    return "";
  }

  private void make() throws SQLException, JobCacheUnavailableException {
    try (Connection connection = DriverManager.getConnection(url(""));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + admin.database());
    }
    new Migrate(admin, Clock.systemUTC()).run();
  }

  boolean isOwn() {
    return own.isPresent();
  }

  /// What a node's own file says of it.
  String settings() {
    return """
        mysql.host: %s
        mysql.port: %d
        mysql.user: %s
        mysql.pass: %s
        mysql.db: %s
        """
        .formatted(
            node.server().host(),
            node.server().port(),
            node.credentials().user(),
            node.credentials().password(),
            node.database());
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url(admin.database()));
  }

  private String url(String database) {
    return "jdbc:mysql://%s:%d/%s?user=%s&password=%s"
        .formatted(
            admin.server().host(),
            admin.server().port(),
            database,
            admin.credentials().user(),
            admin.credentials().password());
  }

  void kill() {
    own.orElseThrow().kill();
  }

  void restart() throws IOException {
    own.orElseThrow().restart();
  }

  void signal(String signal) throws IOException, InterruptedException {
    Signals.send(own.orElseThrow().pid(), signal);
  }

  void readOnly(boolean on) throws SQLException {
    run("SET GLOBAL read_only = " + (on ? 1 : 0));
  }

  /// Ends all connections to this database but ours.
  void cut() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      List<Long> ids = new ArrayList<>();
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND db = '"
                  + admin.database()
                  + "'")) {
        while (rows.next()) {
          ids.add(rows.getLong(1));
        }
      }
      for (long id : ids) {
        end(statement, id);
      }
    }
  }

  private static void end(Statement statement, long id) throws SQLException {
    try {
      statement.execute("KILL " + id);
    } catch (SQLException e) {
      if (e.getErrorCode() != 1094) { // it has gone by itself
        throw e;
      }
    }
  }

  /// Nobody else reads or writes returns until [#unlock].
  void lock() throws SQLException {
    Connection connection = connect();
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET SESSION lock_wait_timeout = 5");
      statement.execute("LOCK TABLES salt_returns WRITE");
      locking = Optional.of(connection);
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  void unlock() throws SQLException {
    if (locking.isPresent()) {
      locking.get().close();
      locking = Optional.empty();
    }
  }

  private void run(String... statements) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  @Override
  public void close() throws SQLException {
    unlock();
    if (own.isPresent()) {
      own.get().close();
    } else {
      run("DROP DATABASE " + admin.database());
    }
  }
}
