package dev.saltern.jobcache.mysql;

import java.sql.SQLException;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The days stock tables have rows of, found by steps in their indexes. Confined to one thread.
final class StockDays {
  private static final int DAYS_MAX = 20_000;

  /// Events have no index on their time: their ids are looked at in so many steps.
  private static final int EVENT_STEPS = 2_000;

  private static final LocalDate EPOCH = LocalDate.of(1970, 1, 1);

  private final StockPages pages;
  private final StockSchema schema;

  StockDays(StockPages pages, StockSchema schema) {
    this.pages = pages;
    this.schema = schema;
  }

  ImportSource.Days find(Optional<Instant> since, Instant now) throws SQLException {
    LocalDate from = since.map(StockDays::day).orElse(EPOCH);
    Set<LocalDate> jobs = new HashSet<>();
    Set<LocalDate> events = new HashSet<>();
    for (String table : List.of(StockSchema.JIDS, StockSchema.RETURNS)) {
      if (schema.has(table)) {
        jobs(table, from, day(now), jobs);
      }
    }
    if (schema.has(StockSchema.EVENTS)) {
      events(from, events);
    }
    return new ImportSource.Days(jobs, events);
  }

  private void jobs(String table, LocalDate from, LocalDate today, Set<LocalDate> into)
      throws SQLException {
    String sql = "SELECT jid FROM " + schema.from(table) + " WHERE jid >= ? ORDER BY jid LIMIT 1";
    LocalDate next = from;
    for (int i = 0; i < DAYS_MAX && !next.isAfter(today); i++) {
      Optional<String> jid = pages.text(sql, List.of(Partitions.DAY.format(next)));
      if (jid.isEmpty() || !jid.get().matches("\\d.*")) {
        return; // nothing more, or no digits: these come last
      }
      Optional<LocalDate> found = jid.flatMap(StockDays::dayOf);
      if (found.isPresent() && !found.get().isBefore(next)) {
        into.add(found.get());
        next = found.get().plusDays(1);
      } else {
        next = next.plusDays(1); // digits that are no date
      }
    }
  }

  private static Optional<LocalDate> dayOf(String jid) {
    try {
      return jid.length() < 8
          ? Optional.empty()
          : Optional.of(LocalDate.parse(jid.substring(0, 8), Partitions.DAY));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private void events(LocalDate from, Set<LocalDate> into) throws SQLException {
    long first = number("SELECT MIN(id) FROM salt_events");
    long last = number("SELECT MAX(id) FROM salt_events");
    long step = Math.max(1, (last - first) / EVENT_STEPS);
    String sql =
        "SELECT CAST(alter_time AS CHAR) FROM salt_events WHERE id >= CAST(? AS SIGNED) ORDER BY id LIMIT 1";
    for (long id = first; id <= last && last > 0; id += step) {
      pages
          .text(sql, List.of(Long.toString(id)))
          .flatMap(StockRows::time)
          .map(StockDays::day)
          .filter(day -> !day.isBefore(from) && day.isAfter(EPOCH))
          .ifPresent(into::add);
    }
  }

  private long number(String sql) throws SQLException {
    return pages.text(sql).map(Long::parseLong).orElse(0L);
  }

  private static LocalDate day(Instant time) {
    return LocalDate.ofInstant(time, ZoneOffset.UTC);
  }
}
