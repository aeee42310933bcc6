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
  /// Well below what a server takes in one packet by default.
  private static final long STATEMENT_BYTES_MAX = 8 << 20;

  private static final int ROWS_OF_BIG = 100;

  private final Connection connection;
  private final PreparedStatement statement;
  private final int batch;
  private final int rows;

  /// @param bytes about how many bytes each of the two texts of a row has
  Limit(MySqlConfig config, int batch, int bytes) throws SQLException {
    this.batch = batch;
    this.rows = 2L * bytes * batch > STATEMENT_BYTES_MAX ? ROWS_OF_BIG : batch;
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
                + "(?, ?, ?, ?, ?, ?), ".repeat(rows - 1)
                + "(?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE fun = VALUES(fun)");
  }

  /// Writes one batch of a job's returns, from the minion of that number on.
  void write(Jid jid, int firstMinion, String returnJson, String fullJson) throws SQLException {
    for (int from = 0; from < batch; from += rows) {
      int p = 1;
      for (int i = from; i < from + rows; i++) {
        statement.setString(p++, "test.ping");
        statement.setString(p++, jid.text());
        statement.setString(p++, returnJson);
        statement.setString(p++, "minion%05d.example.com".formatted(firstMinion + i));
        statement.setString(p++, "1");
        statement.setString(p++, fullJson);
      }
      statement.executeUpdate();
    }
    connection.commit();
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
