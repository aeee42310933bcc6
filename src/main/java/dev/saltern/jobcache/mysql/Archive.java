package dev.saltern.jobcache.mysql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// Keep: the archive tables of the stock returner's `archive_jobs`, under its names, with the stock
/// columns; and one for bodies that are too big for a row. Copying the same rows again changes
/// nothing. Confined to one thread.
final class Archive {
  /// How many returns of a big job are copied at once.
  private static final int RETURNS_MAX = 500;

  private static final List<String> CREATE =
      List.of(
          """
          CREATE TABLE IF NOT EXISTS jids_archive (
            jid varchar(255) NOT NULL, `load` mediumtext NOT NULL, PRIMARY KEY (jid))""",
          """
          CREATE TABLE IF NOT EXISTS salt_returns_archive (
            fun varchar(255) NOT NULL, jid varchar(255) NOT NULL, `return` mediumtext NOT NULL,
            id varchar(255) NOT NULL, success varchar(10) NOT NULL, full_ret mediumtext NOT NULL,
            alter_time timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, PRIMARY KEY (jid, id))""",
          """
          CREATE TABLE IF NOT EXISTS salt_return_body_archive (
            jid varchar(255) NOT NULL, id varchar(255) NOT NULL, hash binary(16) NOT NULL,
            part smallint NOT NULL, body mediumblob NOT NULL, PRIMARY KEY (jid, id, hash, part))""",
          """
          CREATE TABLE IF NOT EXISTS salt_events_archive (
            id bigint NOT NULL, tag varchar(512) NOT NULL, data mediumtext NOT NULL,
            alter_time timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP,
            master_id varchar(255) NOT NULL, PRIMARY KEY (id, alter_time))""");

  private static final String OPTIONS =
      " ENGINE = InnoDB ROW_FORMAT = DYNAMIC DEFAULT CHARACTER SET = utf8mb4 COLLATE = utf8mb4_bin";

  private static final String LOADS = copy("jids", "jid, `load`", "`load` = VALUES(`load`)", "");
  private static final String RETURNS =
      copy(
          "salt_returns",
          "fun, jid, `return`, id, success, full_ret, alter_time",
          "`return` = VALUES(`return`), success = VALUES(success), full_ret = VALUES(full_ret)",
          "");
  private static final String BODIES =
      copy("salt_return_body", "jid, id, hash, part, body", "body = VALUES(body)", "");
  private static final String EVENTS =
      copy("salt_events", "id, tag, data, alter_time, master_id", "data = VALUES(data)", "%s");

  private static final String JIDS = "jid IN (";
  private static final String SOME = "jid = ? AND id > ? AND id <= ?";

  private final Connection connection;

  private Archive(Connection connection) {
    this.connection = connection;
  }

  /// The archive, its tables made where they are not there.
  static Archive open(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String table : CREATE) {
        statement.execute(table + OPTIONS);
      }
    }
    return new Archive(connection);
  }

  /// The statement with `{0}` for the condition.
  private static String copy(String table, String columns, String again, String from) {
    return "INSERT INTO %1$s_archive (%2$s) SELECT %2$s FROM %1$s%4$s WHERE {0} ON DUPLICATE KEY UPDATE %3$s"
        .formatted(table, columns, again, from);
  }

  private static MultiRow many(String copy) {
    int at = copy.indexOf("{0}");
    return new MultiRow(copy.substring(0, at) + JIDS, "?", ")" + copy.substring(at + 3));
  }

  private static final List<MultiRow> WHOLE = List.of(many(LOADS), many(RETURNS), many(BODIES));

  /// Copies some jobs, in the transaction that deletes them.
  void jobs(List<String> jids) throws SQLException {
    for (MultiRow copy : WHOLE) {
      copy.update(connection, jids, JudgeJobs::bind, _ -> 0, 0);
    }
  }

  /// Copies one big job, some of its returns at a time.
  ///
  /// @param goOn asked before each part
  /// @return whether all of it is copied
  boolean bigJob(String jid, BooleanSupplier goOn) throws SQLException {
    jobs(LOADS, List.of(jid));
    String last = "";
    for (Optional<String> end = upTo(jid, last); end.isPresent(); end = upTo(jid, last)) {
      if (!goOn.getAsBoolean()) {
        return false;
      }
      jobs(RETURNS.replace("{0}", SOME), List.of(jid, last, end.get()));
      jobs(BODIES.replace("{0}", SOME), List.of(jid, last, end.get()));
      last = end.get();
    }
    return true;
  }

  private Optional<String> upTo(String jid, String after) throws SQLException {
    String sql =
        "SELECT MAX(id) FROM (SELECT id FROM salt_returns WHERE jid = ? AND id > ? ORDER BY id LIMIT "
            + RETURNS_MAX
            + ") some";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, jid);
      statement.setString(2, after);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return Optional.ofNullable(rows.getString(1));
      }
    }
  }

  private void jobs(String sql, List<String> values) throws SQLException {
    String whole = sql.replace("{0}", "jid = ?");
    try (PreparedStatement statement = connection.prepareStatement(whole)) {
      for (int i = 0; i < values.size(); i++) {
        statement.setString(i + 1, values.get(i));
      }
      statement.executeUpdate();
    }
  }

  /// Copies the events of a partition from one id to another.
  void events(String partition, long after, long upTo) throws SQLException {
    String sql =
        EVENTS.formatted(" PARTITION (" + partition + ")").replace("{0}", "id > ? AND id <= ?");
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, after);
      statement.setLong(2, upTo);
      statement.executeUpdate();
    }
  }
}
