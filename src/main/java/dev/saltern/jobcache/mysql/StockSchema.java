package dev.saltern.jobcache.mysql;

import dev.saltern.jobcache.mysql.ImportRefusedException.Why;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What a database has of the stock returner's tables: which there are, and by which index each can
/// be read in parts. Immutable.
///
/// @param indexes of each table, in the order in which they are imported, its index to read by
/// @param timed whether `salt_returns` tells when each row came
record StockSchema(Map<String, String> indexes, boolean timed) {
  static final String JIDS = "jids";
  static final String RETURNS = "salt_returns";
  static final String EVENTS = "salt_events";

  /// Each table, the columns it must have; the first is the one it is read by.
  private static final Map<String, List<String>> COLUMNS = new LinkedHashMap<>();

  static {
    COLUMNS.put(JIDS, List.of("jid", "load"));
    COLUMNS.put(RETURNS, List.of("jid", "id", "fun", "return", "success", "full_ret"));
    COLUMNS.put(EVENTS, List.of("id", "tag", "data", "alter_time", "master_id"));
  }

  /// A column only our `jids` has.
  private static final String OURS = "completeness";

  StockSchema {
    indexes = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(indexes));
  }

  /// @param where the database, for messages
  static StockSchema read(Connection connection, String where)
      throws SQLException, ImportRefusedException {
    Map<String, List<String>> columns = columns(connection);
    if (columns.isEmpty()) {
      throw new ImportRefusedException(
          Why.NOTHING_THERE,
          where + " has no table " + String.join(", ", COLUMNS.keySet()) + " that we may see");
    }
    if (columns.getOrDefault(JIDS, List.of()).contains(OURS)) {
      throw new ImportRefusedException(
          Why.UNUSABLE, where + " holds a job cache of Saltern's own, no stock tables");
    }
    Map<String, String> indexes = new LinkedHashMap<>();
    for (Map.Entry<String, List<String>> needed : COLUMNS.entrySet()) {
      String table = needed.getKey();
      List<String> found = columns.get(table);
      if (found != null) {
        requireColumns(where, needed.getValue(), table, found);
        indexes.put(table, index(connection, where, table, needed.getValue().getFirst()));
      }
    }
    return new StockSchema(
        indexes, columns.getOrDefault(RETURNS, List.of()).contains("alter_time"));
  }

  private static void requireColumns(
      String where, List<String> needed, String table, List<String> found)
      throws ImportRefusedException {
    List<String> missing = new ArrayList<>(needed);
    missing.removeAll(found);
    if (!missing.isEmpty()) {
      throw new ImportRefusedException(
          Why.UNUSABLE,
          "%s: %s is no table of the stock returner, it has no %s"
              .formatted(where, table, String.join(", ", missing)));
    }
  }

  private static Map<String, List<String>> columns(Connection connection) throws SQLException {
    String sql =
        """
        SELECT table_name, column_name FROM information_schema.columns
        WHERE table_schema = DATABASE() AND table_name IN ('jids', 'salt_returns', 'salt_events')""";
    Map<String, List<String>> columns = new HashMap<>();
    try (PreparedStatement s = connection.prepareStatement(sql);
        ResultSet rows = s.executeQuery()) {
      while (rows.next()) {
        columns
            .computeIfAbsent(rows.getString(1), _ -> new ArrayList<>())
            .add(rows.getString(2).toLowerCase(Locale.ROOT));
      }
    }
    return columns;
  }

  /// An index that begins with a column: without one each page would read the whole table.
  private static String index(Connection connection, String where, String table, String column)
      throws SQLException, ImportRefusedException {
    String sql =
        """
        SELECT index_name FROM information_schema.statistics
        WHERE table_schema = DATABASE() AND table_name = ? AND column_name = ? AND seq_in_index = 1
          AND index_type = 'BTREE' AND sub_part IS NULL
        ORDER BY non_unique, index_name""";
    Optional<String> found = Optional.empty();
    try (PreparedStatement s = connection.prepareStatement(sql)) {
      s.setString(1, table);
      s.setString(2, column);
      try (ResultSet rows = s.executeQuery()) {
        if (rows.next()) {
          found = Optional.of(rows.getString(1));
        }
      }
    }
    return found.orElseThrow(
        () ->
            new ImportRefusedException(
                Why.UNUSABLE,
                "%s: %s has no index on %s, each page would read all of it; make one first: CREATE INDEX %s ON %s (%s)"
                    .formatted(where, table, column, column, table, column)));
  }

  boolean has(String table) {
    return indexes.containsKey(table);
  }

  /// The table with its index to read by, for a FROM.
  String from(String table) {
    String index = String.valueOf(indexes.get(table)).replace("`", "``");
    return "`" + table + "` FORCE INDEX (`" + index + "`)";
  }
}
