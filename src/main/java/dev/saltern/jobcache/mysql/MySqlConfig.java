package dev.saltern.jobcache.mysql;

import java.time.Duration;
import java.util.Optional;

/// Where the job cache is and how to get in. Immutable; `toString` has no password.
///
/// @param credentials the account: a node's, a reader's or an admin's (decisions on who may what
///   stand in the reference)
/// @param tls how it is secured; without, as [MySqlTls#standard] says
public record MySqlConfig(
    Server server,
    String database,
    Credentials credentials,
    Optional<MySqlTls> tls,
    Limits limits) {
  public static final int PORT_DEFAULT = 3306;

  public MySqlConfig {
    if (database.isBlank()) {
      throw new IllegalArgumentException("mysql.db must name a database");
    }
  }

  /// The database `database` on `host`, without TLS settings, with the default limits.
  public static MySqlConfig of(String host, int port, String database, Credentials credentials) {
    return new MySqlConfig(
        new Server(host, port), database, credentials, Optional.empty(), Limits.DEFAULT);
  }

  /// How its connections are secured.
  public MySqlTls security() {
    return tls.orElseGet(
        () -> MySqlTls.standard(server.isLoopback(), Optional.empty(), Optional.empty()));
  }

  /// The same server and account, another database.
  public MySqlConfig withDatabase(String other) {
    return new MySqlConfig(server, other, credentials, tls, limits);
  }

  /// The same with other limits.
  public MySqlConfig withLimits(Limits other) {
    return new MySqlConfig(server, database, credentials, tls, other);
  }

  /// A host and its TCP port.
  public record Server(String host, int port) {
    public Server {
      if (host.isBlank()) {
        throw new IllegalArgumentException("mysql.host must name a host");
      }
      if (port < 1 || port > 65_535) {
        throw new IllegalArgumentException("mysql.port must be 1 to 65535, found " + port);
      }
    }

    /// Whether nobody but this machine can listen on the way.
    public boolean isLoopback() {
      return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.\\d+){3}");
    }
  }

  /// An account.
  public record Credentials(String user, String password) {
    @Override
    public String toString() {
      return "Credentials[user=" + user + ", password=***]";
    }
  }

  /// What a connection may take.
  ///
  /// @param connectionsMax how many connections at the most
  /// @param connectTimeout how long to wait for one
  /// @param answerTimeout how long the server may take for one statement before it counts as gone
  /// @param lockTimeout how long a statement waits for another's row lock before it is repeated
  /// @param returnBytesMax over how many bytes of JSON a return goes to `salt_return_body`; never
  ///   more than the server's `max_allowed_packet` has room for
  public record Limits(
      int connectionsMax,
      Duration connectTimeout,
      Duration answerTimeout,
      Duration lockTimeout,
      int returnBytesMax) {
    public static final Limits DEFAULT =
        new Limits(
            4, Duration.ofSeconds(5), Duration.ofSeconds(60), Duration.ofSeconds(10), 4 << 20);

    public Limits {
      if (connectionsMax < 1) {
        throw new IllegalArgumentException(
            "mysql.connections_max must be at least 1, found " + connectionsMax);
      }
    }

    /// The same with another bound on what a return may take in its row.
    public Limits withReturnBytesMax(int bytes) {
      return new Limits(connectionsMax, connectTimeout, answerTimeout, lockTimeout, bytes);
    }

    /// The same with another number of connections.
    public Limits withConnectionsMax(int connections) {
      return new Limits(connections, connectTimeout, answerTimeout, lockTimeout, returnBytesMax);
    }

    /// The same with another time for a lock.
    public Limits withLockTimeout(Duration timeout) {
      return new Limits(connectionsMax, connectTimeout, answerTimeout, timeout, returnBytesMax);
    }
  }
}
