package dev.saltern.localmaster;

/// Where the stock mysql returner would store, from `mysql.*` of the master's files. Immutable;
/// `toString` has no password.
///
/// @param given whether any of it is set, or all are the returner's own defaults
public record MysqlSettings(
    String host, int port, String user, String pass, String db, Tls tls, boolean given) {
  /// The certificates, each a path; empty where none.
  public record Tls(String ca, String cert, String key) {}

  public MysqlSettings {
    if (port < 1 || port > 65_535) {
      throw new IllegalArgumentException("mysql.port is from 1 to 65535, found " + port);
    }
  }

  @Override
  public String toString() {
    return "MysqlSettings[" + user + "@" + host + ":" + port + "/" + db + "]";
  }
}
