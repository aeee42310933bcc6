package dev.saltern.jobcache.mysql;

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

  static void run(Connection connection, List<EventRow> rows, Origin origin, long bytesMax)
      throws SQLException {
    STATEMENT.update(
        connection,
        rows,
        (s, first, row) -> bind(s, first, row, origin),
        EventRow::bytes,
        bytesMax);
  }

  private static int bind(PreparedStatement s, int first, EventRow row, Origin origin)
      throws SQLException {
    int p = first;
    s.setString(p++, Column.cut(row.tag(), Column.TAG_MAX));
    s.setString(p++, row.json());
    s.setString(p++, Stamps.timestamp(row.time()));
    s.setString(p++, origin.masterId());
    s.setBytes(p++, row.key());
    s.setString(p++, origin.node());
    s.setLong(p++, row.position());
    return p;
  }
}
