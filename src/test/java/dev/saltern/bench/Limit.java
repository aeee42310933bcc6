package dev.saltern.bench;

import dev.saltern.job.Jid;
import dev.saltern.jobcache.mysql.MySqlConfig;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/// What the database takes at the most: rows of `salt_returns` with the stock columns alone, as one
/// server-prepared multi-row upsert a commit, without codec, hash, merge, ledger or marks. One for
/// each connection; confined to one thread.
final class Limit implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement statement;
  private final int batch;

  Limit(MySqlConfig config, int batch) throws SQLException {
    this.batch = batch;
    connection =
        DriverManager.getConnection(
            "jdbc:mysql://%s:%d/%s?useServerPrepStmts=true&sslMode=DISABLED&allowPublicKeyRetrieval=true"
                .formatted(config.server().host(), config.server().port(), config.database()),
            config.credentials().user(),
            config.credentials().password());
    connection.setAutoCommit(false);
    statement =
        connection.prepareStatement(
            "INSERT INTO salt_returns (fun, jid, `return`, id, success, full_ret) VALUES "
                + "(?, ?, ?, ?, ?, ?), ".repeat(batch - 1)
                + "(?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE fun = VALUES(fun)");
  }

  /// Writes one batch of a job's returns, from the minion of that number on.
  void write(Jid jid, int firstMinion, String returnJson, String fullJson) throws SQLException {
    int p = 1;
    for (int i = 0; i < batch; i++) {
      statement.setString(p++, "test.ping");
      statement.setString(p++, jid.text());
      statement.setString(p++, returnJson);
      statement.setString(p++, "minion%05d.example.com".formatted(firstMinion + i));
      statement.setString(p++, "1");
      statement.setString(p++, fullJson);
    }
    statement.executeUpdate();
    connection.commit();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
