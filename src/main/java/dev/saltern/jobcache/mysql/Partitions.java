package dev.saltern.jobcache.mysql;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The day partitions of the job cache's tables: `pYYYYmmdd` holds one UTC day, `pfirst` what is
/// older than the first of them, `pnext` what is newer than the last, `pmax` jids that are no date.
/// Days are split off `pnext` ahead of time, while it is empty, which takes milliseconds; rows that
/// were faster are moved, not lost. Needs the admin account. Confined to one thread.
public final class Partitions {
  /// How many days there are partitions for after today.
  public static final int DAYS_AHEAD_DEFAULT = 14;

  /// The most days split off at once, of a database nobody looked after for long: what is older
  /// shares the first of them.
  private static final int DAYS_MAX = 40;

  private static final int LOCK_SECONDS_MAX = 10;
  static final String FIRST = "pfirst";
  private static final String NEXT = "pnext";
  static final String NO_DATE = "pmax";
  static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("uuuuMMdd");

  /// The tables a job has rows in, in the order in which writers lock them; `jids` comes first.
  static final List<String> BY_JID =
      List.of(
          "jids",
          "salt_returns",
          "salt_return_conflict",
          "salt_return_body",
          "salt_completion",
          "salt_missing",
          "salt_expected_set",
          "salt_job_summary",
          "salt_state_run",
          "salt_state");

  static final List<String> BY_TIME = List.of("salt_events");

  private final Connection connection;

  public Partitions(Connection connection) {
    this.connection = connection;
  }

  /// Makes sure that each table has a partition for each day from `today` to `daysAhead` days
  /// later, and returns how many were added.
  public int ensure(LocalDate today, int daysAhead) throws SQLException {
    if (daysAhead < 0 || daysAhead > DAYS_MAX) {
      throw new IllegalArgumentException("0 to " + DAYS_MAX + " days ahead, asked " + daysAhead);
    }
    try (Statement statement = connection.createStatement()) {
      // Behind one long SELECT an ALTER would hold up every later statement: rather fail.
      statement.execute("SET SESSION lock_wait_timeout = " + LOCK_SECONDS_MAX);
    }
    int added = 0;
    for (String table : BY_JID) {
      added += ensure(table, today, daysAhead, Partitions::jidBound, "('3')");
    }
    for (String table : BY_TIME) {
      added += ensure(table, today, daysAhead, Partitions::timeBound, "(MAXVALUE)");
    }
    return added;
  }

  /// The last day that has a partition in every table; nothing where some table has none.
  public Optional<LocalDate> lastDay() throws SQLException {
    Optional<LocalDate> least = Optional.empty();
    for (String table : tables()) {
      Optional<LocalDate> last = lastDay(table);
      if (last.isEmpty()) {
        return last;
      }
      if (least.isEmpty() || last.get().isBefore(least.get())) {
        least = last;
      }
    }
    return least;
  }

  private interface Bound {
    String before(LocalDate day);
  }

  private int ensure(String table, LocalDate today, int daysAhead, Bound bound, String nextBound)
      throws SQLException {
    Optional<LocalDate> last = lastDay(table);
    LocalDate end = today.plusDays(daysAhead);
    // The first days split off are yesterday, for nodes that were a little late, and today.
    LocalDate day = last.map(d -> d.plusDays(1)).orElse(today.minusDays(1));
    if (day.isBefore(end.minusDays(DAYS_MAX))) {
      day = end.minusDays(DAYS_MAX);
    }
    List<String> parts = new ArrayList<>();
    if (last.isEmpty()) {
      parts.add(part(FIRST, bound.before(day)));
    }
    int days = 0;
    for (; !day.isAfter(end); day = day.plusDays(1), days++) {
      parts.add(part("p" + DAY.format(day), bound.before(day.plusDays(1))));
    }
    if (days == 0) {
      return 0;
    }
    parts.add("PARTITION " + NEXT + " VALUES LESS THAN " + nextBound);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "ALTER TABLE "
              + table
              + " REORGANIZE PARTITION "
              + (last.isEmpty() ? FIRST + ", " + NEXT : NEXT)
              + (" INTO (" + String.join(", ", parts) + ")"));
    }
    return days;
  }

  private Optional<LocalDate> lastDay(String table) throws SQLException {
    String sql =
        """
        SELECT MAX(partition_name) FROM information_schema.partitions
        WHERE table_schema = DATABASE() AND table_name = ? AND partition_name REGEXP '^p[0-9]{8}$'
        """;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, table);
      try (ResultSet rows = statement.executeQuery()) {
        rows.next();
        return Optional.ofNullable(rows.getString(1))
            .map(n -> LocalDate.parse(n.substring(1), DAY));
      }
    }
  }

  private static List<String> tables() {
    List<String> all = new ArrayList<>(BY_JID);
    all.addAll(BY_TIME);
    return all;
  }

  private static String part(String name, String bound) {
    return "PARTITION " + name + " VALUES LESS THAN " + bound;
  }

  static String jidBound(LocalDate day) {
    return "('" + DAY.format(day) + "')";
  }

  static String timeBound(LocalDate day) {
    return "(" + day.atStartOfDay().toEpochSecond(ZoneOffset.UTC) + ")";
  }
}
