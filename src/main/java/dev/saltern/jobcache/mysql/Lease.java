package dev.saltern.jobcache.mysql;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;

/// What only one process may do at a time: a row of `salt_lease`, taken by compare-and-set and
/// renewed in time. The database's clock decides, so that clocks of machines need not agree. Each
/// call is a transaction of its own. Confined to one thread.
final class Lease {
  private static final int TRIES_MAX = 5;

  private final Connection connection;
  private final String name;
  private final String owner;
  private final Duration length;

  /// @param owner who asks, different for each process
  /// @param length how long it is held after it was taken or renewed
  Lease(Connection connection, String name, String owner, Duration length) {
    this.connection = connection;
    this.name = name;
    this.owner = owner;
    this.length = length;
  }

  /// Host, process and a number of its own, so that no later process is taken for this one.
  static String newOwner() {
    String host;
    try {
      host = InetAddress.getLocalHost().getHostName();
    } catch (UnknownHostException _) {
      host = "unknown host";
    }
    String number = HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextInt());
    return Column.cut(host, 200) + " pid " + ProcessHandle.current().pid() + " #" + number;
  }

  /// Who has it, and until when.
  record Holder(String owner, Instant until) {}

  /// Takes it, or takes it for longer where it is ours.
  ///
  /// @return whether it is ours now
  boolean take() throws SQLException {
    String row =
        """
        INSERT INTO salt_lease (name, owner, `until`) VALUES (?, '', CURRENT_TIMESTAMP(6))
        ON DUPLICATE KEY UPDATE name = VALUES(name)""";
    update(row, name);
    String set =
        """
        UPDATE salt_lease SET owner = ?, `until` = CURRENT_TIMESTAMP(6) + INTERVAL ? SECOND
        WHERE name = ? AND (owner = ? OR owner = '' OR `until` <= CURRENT_TIMESTAMP(6))""";
    return update(set, owner, length.toSeconds(), name, owner) > 0;
  }

  /// Gives it back; nothing where it is not ours.
  void release() throws SQLException {
    update("UPDATE salt_lease SET owner = '' WHERE name = ? AND owner = ?", name, owner);
  }

  /// Who has it now.
  Optional<Holder> holder() throws SQLException {
    String sql =
        """
        SELECT owner, CAST(UNIX_TIMESTAMP(`until`) AS SIGNED) FROM salt_lease
        WHERE name = ? AND owner <> '' AND `until` > CURRENT_TIMESTAMP(6)""";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, name);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next()
            ? Optional.of(new Holder(rows.getString(1), Instant.ofEpochSecond(rows.getLong(2))))
            : Optional.empty();
      }
    }
  }

  /// On Galera the one of two that commits later gets a deadlock: what it then finds decides.
  private int update(String sql, Object... values) throws SQLException {
    for (int tried = 1; ; tried++) {
      try (PreparedStatement statement = connection.prepareStatement(sql)) {
        for (int i = 0; i < values.length; i++) {
          statement.setObject(i + 1, values[i]);
        }
        return statement.executeUpdate();
      } catch (SQLException e) {
        if (tried == TRIES_MAX || !SqlErrors.repeatable(e)) {
          throw e;
        }
      }
    }
  }
}
