package dev.saltern.jobcache.mysql;

import dev.saltern.jobcache.EventEntry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;

/// Keep: `salt_events` (one row an event, the first copy of it).
final class UpsertEvents {
  private static final MultiRow STATEMENT =
      new MultiRow(
          "INSERT INTO salt_events (tag, data, alter_time, master_id, event_key, node, position)"
              + " VALUES ",
          "(?, ?, ?, ?, ?, ?, ?)",
          " ON DUPLICATE KEY UPDATE position = position");

  private UpsertEvents() {}

  /// Inserts the events that are not there, and says how many these were.
  static long insert(Connection connection, List<EventEntry> rows, String node, long bytesMax)
      throws SQLException {
    return STATEMENT.update(
        connection,
        rows,
        (s, first, row) -> bind(s, first, row, node),
        UpsertEvents::bytes,
        bytesMax);
  }

  static long bytes(EventEntry row) {
    return 300L + 4L * Math.min(row.tag().length(), Column.TAG_MAX) + row.json().length;
  }

  /// What the column takes of a tag; one that is cut ends in an ellipsis.
  static String tag(String whole) {
    String cut = Column.cut(whole, Column.TAG_MAX);
    return cut.length() == whole.length() ? whole : Column.cut(whole, Column.TAG_MAX - 1) + "…";
  }

  private static int bind(PreparedStatement s, int first, EventEntry row, String node)
      throws SQLException {
    int p = first;
    s.setString(p++, tag(row.tag()));
    s.setBytes(p++, row.json());
    s.setString(p++, Stamps.timestamp(row.fired().time()));
    s.setString(p++, row.fired().masterId());
    s.setBytes(p++, row.fired().key());
    s.setString(p++, node);
    s.setLong(p++, row.position());
    return p;
  }
}
