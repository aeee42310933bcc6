package dev.saltern.jobcache.mysql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// The partitions there are, and how a day's goes. Confined to one thread.
final class DayPartitions {
  /// Up to so many rows of `pfirst` (an estimate) are copied when it takes a dropped day's range
  /// over.
  static final long FIRST_ROWS_MAX = 10_000;

  private final Connection connection;
  private final List<Part> parts;

  private DayPartitions(Connection connection, List<Part> parts) {
    this.connection = connection;
    this.parts = parts;
  }

  /// A partition; rows and bytes as the server estimates them.
  record Part(String table, String name, long rows, long bytes) {
    /// The bytes of so many of its rows.
    long bytesOf(long some) {
      return rows == 0 ? 0 : bytes / rows * some;
    }
  }

  /// As the server has them now.
  ///
  /// @param lockWait how long a DDL waits for those who use the table: all who come after it wait
  ///   as long
  static DayPartitions read(Connection connection, Duration lockWait) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET SESSION lock_wait_timeout = " + Math.max(1, lockWait.toSeconds()));
    }
    String sql =
        """
        SELECT table_name, partition_name, table_rows, data_length + index_length
        FROM information_schema.partitions
        WHERE table_schema = DATABASE() AND partition_name IS NOT NULL
        ORDER BY table_name, partition_ordinal_position""";
    List<Part> parts = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        parts.add(new Part(rows.getString(1), rows.getString(2), rows.getLong(3), rows.getLong(4)));
      }
    }
    return new DayPartitions(connection, parts);
  }

  /// The days some of the tables have a partition for, oldest first.
  List<LocalDate> days(List<String> tables) {
    var days = new TreeSet<LocalDate>();
    for (Part part : parts) {
      if (tables.contains(part.table) && part.name.matches("p\\d{8}")) {
        days.add(LocalDate.parse(part.name.substring(1), Partitions.DAY));
      }
    }
    return List.copyOf(days);
  }

  static String name(LocalDate day) {
    return "p" + Partitions.DAY.format(day);
  }

  Optional<Part> part(String table, String name) {
    return parts.stream().filter(p -> p.table.equals(table) && p.name.equals(name)).findFirst();
  }

  /// Drops a day's partition. Of the oldest day `pfirst` takes over the range, so that what comes
  /// late for it is told from the next day; where `pfirst` is large the next day takes it.
  void drop(LocalDate day, Part part) throws SQLException {
    List<Part> its = parts.stream().filter(p -> p.table.equals(part.table)).toList();
    boolean oldest = its.indexOf(part) == 1 && its.getFirst().name.equals(Partitions.FIRST);
    try (Statement statement = connection.createStatement()) {
      String alter = "ALTER TABLE " + part.table;
      if (oldest && its.getFirst().rows <= FIRST_ROWS_MAX) {
        String bound =
            Partitions.BY_TIME.contains(part.table)
                ? Partitions.timeBound(day.plusDays(1))
                : Partitions.jidBound(day.plusDays(1));
        statement.execute(alter + " TRUNCATE PARTITION " + part.name);
        statement.execute(
            "%s REORGANIZE PARTITION %s, %s INTO (PARTITION %s VALUES LESS THAN %s)"
                .formatted(alter, Partitions.FIRST, part.name, Partitions.FIRST, bound));
      } else {
        statement.execute(alter + " DROP PARTITION " + part.name);
      }
    }
    parts.remove(part);
  }
}
