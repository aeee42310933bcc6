package dev.saltern.testing;

import static org.awaitility.Awaitility.await;

import dev.saltern.demo.EmbeddedMariaDb;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.mysql.Migrate;
import dev.saltern.jobcache.mysql.MySqlConfig;
import dev.saltern.jobcache.mysql.Summariser;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.mysql.MySQLContainer;

/// A real database for a test class, of its own, on the first server there is: the one
/// `SALTERN_TEST_JDBC_URL` names (a JDBC URL whose account may create databases), else MySQL in a
/// container where a Docker engine answers, else the embedded MariaDB. One server for the whole
/// test run; standard output says which.
public final class TestDatabase implements AutoCloseable {
  private static final String URL_VARIABLE = "SALTERN_TEST_JDBC_URL";
  private static final String IMAGE = "mysql:9.7";
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private final MySqlConfig config;

  private TestDatabase(MySqlConfig config) {
    this.config = config;
  }

  /// A fresh, migrated database.
  public static TestDatabase migrated() throws Exception {
    TestDatabase database = empty();
    new Migrate(database.config(), Clock.systemUTC()).run();
    return database;
  }

  /// The same on a server of a test's own, which the test may break.
  public static TestDatabase migrated(EmbeddedMariaDb server) throws Exception {
    TestDatabase database =
        empty(
            MySqlConfig.of(
                server.host(),
                server.port(),
                "mysql",
                new MySqlConfig.Credentials(EmbeddedMariaDb.USER, server.password())));
    new Migrate(database.config(), Clock.systemUTC()).run();
    return database;
  }

  /// A fresh, migrated database as each server of a cluster shows it, in order.
  ///
  /// @param urls JDBC URLs as [#URL_VARIABLE] has one, separated by spaces
  public static List<TestDatabase> migratedOnEach(String urls) throws Exception {
    List<MySqlConfig> servers = Arrays.stream(urls.split(" ")).map(TestDatabase::parse).toList();
    TestDatabase first = empty(servers.getFirst());
    new Migrate(first.config(), Clock.systemUTC()).run();
    return servers.stream()
        .map(server -> new TestDatabase(server.withDatabase(first.config().database())))
        .toList();
  }

  /// A fresh database with no table in it.
  public static TestDatabase empty() throws SQLException {
    return empty(Server.CONFIG);
  }

  private static TestDatabase empty(MySqlConfig server) throws SQLException {
    String name = "saltern_test_" + ProcessHandle.current().pid() + "_" + NUMBER.incrementAndGet();
    TestDatabase database = new TestDatabase(server.withDatabase(name));
    database.administer("CREATE DATABASE " + name + " CHARACTER SET utf8mb4");
    return database;
  }

  public MySqlConfig config() {
    return config;
  }

  /// It, in a node's own file.
  public String settings() {
    return settings(config.server().port());
  }

  /// The same on another port: that of something in between.
  public String settings(int port) {
    return settings(port, config.credentials());
  }

  /// The same as another account.
  public String settings(int port, MySqlConfig.Credentials account) {
    return "mysql: {host: '%s', port: %d, user: '%s', pass: '%s', db: '%s'}\n"
        .formatted(
            config.server().host(), port, account.user(), account.password(), config.database());
  }

  /// The number that a statement with text parameters finds.
  public int count(String sql, String... parameters) throws SQLException {
    try (Connection connection = connect();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  /// Counts the summaries of all jobs that are marked, as a node does, and returns when none is.
  public void summarise() throws Exception {
    try (Summariser summariser = new Summariser(config, Clock.systemUTC())) {
      summariser.start();
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> count("SELECT COUNT(*) FROM salt_job_dirty") == 0);
    }
  }

  /// A plain connection to it, as a stock writer or a person has one; close it.
  public Connection connect() throws SQLException {
    return connect(config.database());
  }

  /// The same as another account.
  public Connection connectAs(MySqlConfig.Credentials account) throws SQLException {
    return connect(config.database(), account);
  }

  /// Creates it again where a test dropped it, with no table in it.
  public void recreate() throws SQLException, JobCacheUnavailableException {
    administer("DROP DATABASE IF EXISTS " + config.database());
    administer("CREATE DATABASE " + config.database() + " CHARACTER SET utf8mb4");
  }

  /// Drops the database.
  @Override
  public void close() throws SQLException {
    administer("DROP DATABASE IF EXISTS " + config.database());
  }

  private void administer(String sql) throws SQLException {
    try (Connection connection = connect("");
        var statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection connect(String database) throws SQLException {
    return connect(database, config.credentials());
  }

  private Connection connect(String database, MySqlConfig.Credentials account) throws SQLException {
    String url =
        "jdbc:mysql://"
            + config.server().host()
            + ":"
            + config.server().port()
            + "/"
            + database
            + "?allowPublicKeyRetrieval=true&sslMode=DISABLED&connectionCollation=utf8mb4_bin";
    return DriverManager.getConnection(url, account.user(), account.password());
  }

  private static MySqlConfig parse(String url) {
    URI uri = URI.create(url.replaceFirst("^jdbc:", ""));
    Map<String, String> query =
        Arrays.stream((uri.getQuery() == null ? "" : uri.getQuery()).split("&"))
            .filter(p -> p.indexOf('=') > 0)
            .collect(
                Collectors.toMap(
                    p -> p.substring(0, p.indexOf('=')), p -> p.substring(p.indexOf('=') + 1)));
    if (uri.getHost() == null || !query.containsKey("user")) {
      throw new IllegalStateException(
          URL_VARIABLE + " must be jdbc:mysql://HOST:PORT/?user=U&password=P");
    }
    return MySqlConfig.of(
        uri.getHost(),
        uri.getPort() < 0 ? MySqlConfig.PORT_DEFAULT : uri.getPort(),
        "mysql",
        new MySqlConfig.Credentials(query.get("user"), query.getOrDefault("password", "")));
  }

  /// The one server of the run, started when the first database is asked for.
  private static final class Server {
    static final MySqlConfig CONFIG = start();

    private static MySqlConfig start() {
      String url = System.getenv(URL_VARIABLE);
      if (url != null && !url.isBlank()) {
        return said("the server of " + URL_VARIABLE, parse(url));
      }
      if (DockerClientFactory.instance().isDockerAvailable()) {
        // Testcontainers ends it with the JVM.
        MySQLContainer container =
            new MySQLContainer(IMAGE).withUsername("root").withPassword("saltern-test");
        container.start();
        return said(
            "a container of " + IMAGE,
            MySqlConfig.of(
                container.getHost(),
                container.getMappedPort(MySqlConfig.PORT_DEFAULT),
                "mysql",
                new MySqlConfig.Credentials("root", "saltern-test")));
      }
      try {
        Path home = Files.createTempDirectory("saltern-test-mariadb");
        EmbeddedMariaDb embedded = EmbeddedMariaDb.start(home); // ends with the JVM
        Runtime.getRuntime()
            .addShutdownHook(new Thread(() -> delete(embedded, home), "delete-test-database"));
        return said(
            "the embedded MariaDB",
            MySqlConfig.of(
                embedded.host(),
                embedded.port(),
                "mysql",
                new MySqlConfig.Credentials(EmbeddedMariaDb.USER, embedded.password())));
      } catch (IOException e) {
        throw new IllegalStateException(
            "no test database: set " + URL_VARIABLE + " or run Docker; the embedded one says", e);
      }
    }

    private static void delete(EmbeddedMariaDb embedded, Path home) {
      embedded.close();
      try (var paths = Files.walk(home)) {
        for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
          Files.delete(path);
        }
      } catch (IOException e) {
        System.err.println("left behind: " + home + ": " + e);
      }
    }

    private static MySqlConfig said(String which, MySqlConfig config) {
      System.out.println(
          "test database: "
              + which
              + " at "
              + config.server().host()
              + ":"
              + config.server().port());
      return config;
    }
  }
}
