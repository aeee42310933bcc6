package dev.saltern.jobcache.mysql;

import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.mysql.ImportSource.Found;
import dev.saltern.jobcache.mysql.ImportSource.Look;
import dev.saltern.jobcache.mysql.ImportSource.Place;
import dev.saltern.jobcache.mysql.ImportSource.Sink;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// The pages of [StockTables]. The stock `salt_returns` has no key but indexes on jid and on id:
/// the index tells after how many rows a jid ends, and the page is the range up to there. A job
/// with more rows than a page is read by ranges of its ids. Rows come one by one, however big.
/// Confined to one thread.
final class StockPages {
  /// A job with more rows than a page goes in parts of so many: each part looks at all of its rows.
  static final int JOB_ROWS_MAX = 20_000;

  /// How long before a pass's horizon a row may have come and not have been committed.
  private static final Duration LATE_MAX = Duration.ofMinutes(1);

  private final Connection connection;
  private final StockSchema schema;
  private final int jobRowsMax;

  StockPages(Connection connection, StockSchema schema, int jobRowsMax) {
    this.connection = connection;
    this.schema = schema;
    this.jobRowsMax = jobRowsMax;
  }

  private interface Reader {
    Found read(ResultSet row) throws SQLException;
  }

  /// A condition and its values.
  private record Where(List<String> conditions, List<String> values) {
    static final Where ALL = new Where(List.of(), List.of());

    Where and(String condition, String... its) {
      List<String> all = new ArrayList<>(conditions);
      all.add(condition);
      List<String> more = new ArrayList<>(values);
      more.addAll(List.of(its));
      return new Where(all, more);
    }

    String sql() {
      return conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions);
    }
  }

  Optional<Place> jobs(Look look, Optional<Place> after, Sink sink)
      throws SQLException, JobCacheUnavailableException {
    boolean again = look.previous().isPresent();
    String select = "SELECT jid, `load` FROM " + schema.from(StockSchema.JIDS);
    Where from = after.map(p -> Where.ALL.and("jid > ?", p.key())).orElse(Where.ALL);
    Optional<String> end = nth(StockSchema.JIDS, "jid", from, look.rowsMax());
    Where page = end.map(jid -> from.and("jid <= ?", jid)).orElse(from);
    read(select + page.sql() + " ORDER BY jid", page, row -> StockRows.load(row, again), sink);
    return end.map(jid -> new Place(jid, Optional.empty()));
  }

  Optional<Place> returns(Look look, Optional<Place> after, Sink sink)
      throws SQLException, JobCacheUnavailableException {
    if (after.isPresent() && after.get().id().isPresent()) {
      return job(look, after.get(), sink);
    }
    Where from = after.map(p -> Where.ALL.and("jid > ?", p.key())).orElse(Where.ALL);
    Optional<String> nth = nth(StockSchema.RETURNS, "jid", from, look.rowsMax());
    if (nth.isEmpty()) {
      answers(look, from, sink);
      return Optional.empty();
    }
    Where shorter = from.and("jid < ?", nth.get());
    Optional<String> end =
        text(
            "SELECT MAX(jid) FROM " + schema.from(StockSchema.RETURNS) + shorter.sql(),
            shorter.values);
    if (end.isEmpty()) {
      return job(look, new Place(nth.get(), Optional.empty()), sink);
    }
    answers(look, from.and("jid <= ?", end.get()), sink);
    return end.map(jid -> new Place(jid, Optional.empty()));
  }

  /// A part of one job, or all of it.
  private Optional<Place> job(Look look, Place at, Sink sink)
      throws SQLException, JobCacheUnavailableException {
    Where its = Where.ALL.and("jid = ?", at.key());
    Where from = at.id().map(id -> its.and("id > ?", id)).orElse(its);
    Optional<String> end = nth(StockSchema.RETURNS, "id", from, jobRowsMax);
    answers(look, end.map(id -> from.and("id <= ?", id)).orElse(from), sink);
    return Optional.of(new Place(at.key(), end));
  }

  private void answers(Look look, Where rows, Sink sink)
      throws SQLException, JobCacheUnavailableException {
    Where page = rows;
    Optional<Instant> previous = look.previous().flatMap(StockRows::time);
    if (schema.timed()) {
      page =
          previous.isPresent()
              ? rows.and("alter_time >= ?", Stamps.timestamp(previous.get().minus(LATE_MAX)))
                  .and("alter_time < ?", look.horizon())
              : rows.and("(alter_time < ? OR alter_time IS NULL)", look.horizon());
    }
    String sql =
        "SELECT fun, jid, `return`, id, success, full_ret, %s FROM %s%s"
            .formatted(
                schema.timed() ? "CAST(alter_time AS CHAR)" : "NULL",
                schema.from(StockSchema.RETURNS),
                page.sql());
    read(
        sql,
        page,
        row -> {
          Optional<Instant> came = StockRows.time(row.getString(7));
          boolean again =
              previous.isPresent() && came.filter(t -> !t.isBefore(previous.get())).isEmpty();
          return StockRows.answer(row, again);
        },
        sink);
  }

  Optional<Place> events(Look look, Optional<Place> after, Sink sink)
      throws SQLException, JobCacheUnavailableException {
    long counted = look.previous().map(Long::parseLong).orElse(0L);
    Where from =
        after
            .map(p -> Where.ALL.and("id > CAST(? AS SIGNED)", p.key()))
            .orElse(Where.ALL)
            .and("id <= CAST(? AS SIGNED)", look.horizon());
    Where page =
        look.since().map(time -> from.and("alter_time >= ?", Stamps.timestamp(time))).orElse(from);
    Optional<String> end = nth(StockSchema.EVENTS, "id", from, look.rowsMax());
    Where until = end.map(id -> page.and("id <= CAST(? AS SIGNED)", id)).orElse(page);
    read(
        "SELECT id, tag, data, CAST(alter_time AS CHAR), master_id FROM "
            + schema.from(StockSchema.EVENTS)
            + until.sql()
            + " ORDER BY id",
        until,
        row -> StockRows.event(row, row.getLong(1) <= counted),
        sink);
    return end.map(id -> new Place(id, Optional.empty()));
  }

  /// The value of a column so many rows on.
  private Optional<String> nth(String table, String column, Where from, int rows)
      throws SQLException {
    String sql =
        "SELECT %s FROM %s%s ORDER BY %s LIMIT 1 OFFSET %d"
            .formatted(column, schema.from(table), from.sql(), column, rows - 1);
    return text(sql, from.values);
  }

  /// The first column of the first row; nothing where there is none, or it is NULL.
  Optional<String> text(String sql, List<String> values) throws SQLException {
    try (PreparedStatement s = connection.prepareStatement(sql)) {
      bind(s, values);
      try (ResultSet row = s.executeQuery()) {
        return row.next() ? Optional.ofNullable(row.getString(1)) : Optional.empty();
      }
    }
  }

  Optional<String> text(String sql) throws SQLException {
    return text(sql, List.of());
  }

  private void read(String sql, Where where, Reader reader, Sink sink)
      throws SQLException, JobCacheUnavailableException {
    try (PreparedStatement s =
        connection.prepareStatement(sql, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
      s.setFetchSize(Integer.MIN_VALUE); // the driver's word for: one row at a time
      bind(s, where.values);
      try (ResultSet rows = s.executeQuery()) {
        while (rows.next()) {
          sink.take(reader.read(rows));
        }
      }
    }
  }

  private static void bind(PreparedStatement s, List<String> values) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      s.setString(i + 1, values.get(i));
    }
  }
}
