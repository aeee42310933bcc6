package dev.saltern.jobcache.mysql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Partitions for days gone by, split off what holds them now (`pfirst` mostly) with whatever rows
/// are in there: a day of the last year has one of its own, an older one shares that of its month,
/// named for the month's last day. Days between that have no rows share the next one's. Confined to
/// one thread; the connection must be in no transaction.
final class OldDays {
  /// How far back each day has a partition of its own: every lookup by minion looks into each.
  static final int DAYS_MAX = 366;

  /// How many one ALTER makes, which holds up whoever writes to the table.
  private static final int AT_ONCE_MAX = 40;

  private static final int LOCK_SECONDS_MAX = 10;
  private static final int TRIES_MAX = 5;
  private static final int LOCK_WAIT_TIMEOUT = 1205;

  private final Connection connection;
  private final LocalDate ownFrom;

  OldDays(Connection connection, Clock clock) {
    this.connection = connection;
    this.ownFrom = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC).minusDays(DAYS_MAX);
  }

  /// A partition and the day its range ends before.
  private record Part(String name, LocalDate end) {
    boolean isFirst() {
      return name.equals(Partitions.FIRST);
    }

    LocalDate last() {
      return end.minusDays(1);
    }
  }

  /// Makes the partitions of some days; a day the tables have none for yet is left to
  /// [Partitions#ensure].
  ///
  /// @return how many were made, over all tables
  int ensure(ImportSource.Days days) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET SESSION lock_wait_timeout = " + LOCK_SECONDS_MAX);
    }
    int made = 0;
    for (String table : Partitions.BY_JID) {
      made += ensure(table, days.jobs());
    }
    for (String table : Partitions.BY_TIME) {
      made += ensure(table, days.events());
    }
    return made;
  }

  private int ensure(String table, Set<LocalDate> days) throws SQLException {
    int made = 0;
    int failed = 0;
    while (true) {
      List<Part> parts = parts(table);
      Optional<String> alter = alter(table, parts, days);
      if (alter.isEmpty()) {
        return made;
      }
      try (Statement statement = connection.createStatement()) {
        statement.execute(alter.get());
        made += parts(table).size() - parts.size();
      } catch (SQLException e) {
        // Somebody reads the table all the while; or its partitions have just changed.
        failed++;
        boolean changed = !parts(table).equals(parts);
        if (failed == TRIES_MAX || !(e.getErrorCode() == LOCK_WAIT_TIMEOUT || changed)) {
          throw e;
        }
      }
    }
  }

  /// What splits the first partition that has to be; nothing where none has.
  private Optional<String> alter(String table, List<Part> parts, Set<LocalDate> days) {
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      LocalDate begin = i == 0 ? LocalDate.MIN : parts.get(i - 1).end;
      NavigableMap<LocalDate, LocalDate> wanted = wanted(part, begin, days);
      if (!wanted.isEmpty()) {
        return Optional.of(alter(table, part, wanted));
      }
    }
    return Optional.empty();
  }

  /// The new partitions within one: the last day of each, to its first.
  private NavigableMap<LocalDate, LocalDate> wanted(
      Part part, LocalDate begin, Set<LocalDate> days) {
    NavigableMap<LocalDate, LocalDate> wanted = new TreeMap<>();
    for (LocalDate day : days) {
      boolean within = !day.isBefore(begin) && day.isBefore(part.end);
      if (!within) {
        continue;
      }
      if (!day.isBefore(ownFrom)) {
        wanted.put(day, day);
      } else {
        YearMonth month = YearMonth.from(day);
        LocalDate last = month.atEndOfMonth();
        LocalDate first = month.atDay(1);
        wanted.put(
            last.isBefore(part.end) ? last : part.last(), first.isBefore(begin) ? begin : first);
      }
    }
    if (!part.isFirst()) {
      wanted.remove(part.last());
    }
    while (wanted.size() > AT_ONCE_MAX) {
      wanted.pollLastEntry();
    }
    return wanted;
  }

  private static String alter(String table, Part part, NavigableMap<LocalDate, LocalDate> wanted) {
    List<String> into = new ArrayList<>();
    if (part.isFirst()) {
      into.add(part(table, Partitions.FIRST, wanted.firstEntry().getValue()));
    }
    for (Map.Entry<LocalDate, LocalDate> one : wanted.entrySet()) {
      into.add(part(table, DayPartitions.name(one.getKey()), one.getKey().plusDays(1)));
    }
    if (wanted.lastKey().isBefore(part.last())) {
      into.add(part(table, DayPartitions.name(part.last()), part.end));
    }
    return "ALTER TABLE %s REORGANIZE PARTITION %s INTO (%s)"
        .formatted(table, part.name, String.join(", ", into));
  }

  private static String part(String table, String name, LocalDate end) {
    String bound =
        Partitions.BY_TIME.contains(table) ? Partitions.timeBound(end) : Partitions.jidBound(end);
    return "PARTITION " + name + " VALUES LESS THAN " + bound;
  }

  /// Those with an end that is a day, in order.
  private List<Part> parts(String table) throws SQLException {
    String sql =
        """
        SELECT partition_name, partition_description FROM information_schema.partitions
        WHERE table_schema = DATABASE() AND table_name = ? AND partition_name IS NOT NULL
        ORDER BY partition_ordinal_position""";
    List<Part> parts = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, table);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String name = rows.getString(1);
          String bound = rows.getString(2).replace("'", "");
          if (name.matches("p\\d{8}")) {
            LocalDate last = LocalDate.parse(name.substring(1), Partitions.DAY);
            parts.add(new Part(name, last.plusDays(1)));
          } else if (name.equals(Partitions.FIRST) && bound.matches("\\d{8,11}")) {
            parts.add(new Part(name, bound(table, bound)));
          }
        }
      }
    }
    return parts;
  }

  private static LocalDate bound(String table, String text) {
    return Partitions.BY_TIME.contains(table)
        ? LocalDate.ofEpochDay(Long.parseLong(text) / 86_400)
        : LocalDate.parse(text, Partitions.DAY);
  }
}
