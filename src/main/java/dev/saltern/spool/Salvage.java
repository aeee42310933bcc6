package dev.saltern.spool;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/// Copies into a new file what SQLite still reads of a damaged one. A damaged page costs the rows
/// in it; where an inner page is damaged, all rows below it. What is lost is noted as a
/// [Spool.Loss]. Used once.
final class Salvage {
  private static final Logger log = LoggerFactory.getLogger(Salvage.class);
  private static final int COMMIT_ROWS = 1_000;

  /// How often reading starts again behind a damaged place, each time twice as far from it.
  private static final int LEAPS_MAX = 40;

  /// What was saved.
  ///
  /// @param expected how many records the file said it had; -1 where it said nothing
  /// @param lastPosition the last position the file said it gave
  record Found(
      long records, long expected, long lastPosition, long readers, long notes, long letters) {
    static final Found NOTHING = new Found(0, -1, 0, 0, 0, 0);

    Found withRecords(long saved) {
      return new Found(saved, expected, lastPosition, readers, notes, letters);
    }

    /// How many records are lost; nothing where the file did not say how many there were.
    long lost() {
      return Math.max(0, expected - records);
    }

    @Override
    public String toString() {
      return "saved %d%s records, %d readers, %d notes, %d dead letters%s"
          .formatted(
              records,
              expected < 0 ? "" : " of " + expected,
              readers,
              notes,
              letters,
              readers == 0 ? "; every reader starts again at the oldest record" : "");
    }
  }

  private final Path from;
  private final Connection to;

  Salvage(Path from, Connection to) {
    this.from = from;
    this.to = to;
  }

  Found run() throws SQLException {
    to.setAutoCommit(false);
    Found found = copied();
    try (Statement statement = to.createStatement()) {
      // What every reader has passed may still stand in the file.
      statement.executeUpdate(
          "DELETE FROM record WHERE position <= (SELECT min(position) FROM reader)");
      statement.executeUpdate(
          """
          UPDATE state SET readers_lost = NOT EXISTS (SELECT 1 FROM reader),
            records = (SELECT count(*) FROM record),
            bytes = (SELECT coalesce(sum(size), 0) FROM record),
            last_position = max(%d, (SELECT coalesce(max(position), 0) FROM record),
              (SELECT coalesce(max(position), 0) FROM reader),
              (SELECT coalesce(max(position), 0) FROM letter))"""
              .formatted(found.lastPosition));
    }
    Found saved = found.withRecords(Database.number(to, "SELECT records FROM state"));
    if (saved.expected < 0 || saved.lost() > 0 || saved.readers == 0) {
      LossNote.write(to, new Spool.Loss(lossBegan(), saved.lost()));
    }
    to.commit();
    to.setAutoCommit(true);
    return saved;
  }

  /// When the first record that is lost may have been appended: with the last one saved before the
  /// first hole; the epoch where none is.
  private Instant lossBegan() throws SQLException {
    long passed = Database.number(to, "SELECT coalesce(min(position), 0) FROM reader");
    long millis = 0;
    try (Statement statement = to.createStatement();
        ResultSet row =
            statement.executeQuery("SELECT position, appended FROM record ORDER BY position")) {
      for (long next = passed + 1; row.next() && row.getLong(1) == next; next++) {
        millis = row.getLong(2);
      }
    }
    return Instant.ofEpochMilli(millis);
  }

  private Found copied() throws SQLException {
    try (Connection damaged = readOnly()) {
      long readers = copy(damaged, "reader", 4);
      long notes = copy(damaged, "note", 3);
      long letters = copy(damaged, "letter", 6);
      copy(damaged, "damaged", 7);
      copy(damaged, "counter", 2);
      records(damaged);
      return new Found(
          0,
          number(damaged, "SELECT records FROM state", -1),
          number(damaged, "SELECT last_position FROM state", 0),
          readers,
          notes,
          letters);
    } catch (SQLException e) {
      log.warn("the damaged spool cannot be opened: {}", e.getMessage());
      return Found.NOTHING;
    }
  }

  /// Opens read-only, so that the evidence stays as it was found.
  private Connection readOnly() throws SQLException {
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    return config.createConnection("jdbc:sqlite:" + from);
  }

  /// Copies the records, and goes on behind a place that cannot be read. Whether a record is whole
  /// is found by its checksum when it is read.
  private void records(Connection damaged) throws SQLException {
    long after = 0;
    int leaps = 0;
    boolean more = true;
    while (more && leaps < LEAPS_MAX) {
      Rows rows = new Rows("record", 6, after);
      more = !rows.copy(damaged);
      if (rows.copied > 0) {
        after = rows.last;
        leaps = 0;
      }
      after += more ? 1L << leaps++ : 0;
    }
  }

  /// Copies rows until one cannot be read; returns how many.
  private long copy(Connection damaged, String table, int columns) throws SQLException {
    Rows rows = new Rows(table, columns, -1);
    rows.copy(damaged);
    return rows.copied;
  }

  /// The rows of a table, in the order of the file or, from a position on, of their positions.
  private final class Rows {
    private final String table;
    private final int columns;
    private final long after;
    private long copied;
    private long last;

    Rows(String table, int columns, long after) {
      this.table = table;
      this.columns = columns;
      this.after = after;
    }

    /// Copies until one cannot be read; whether it came to the end.
    boolean copy(Connection damaged) throws SQLException {
      String which = after < 0 ? "" : " WHERE position > " + after + " ORDER BY position";
      try (PreparedStatement insert =
              to.prepareStatement(
                  "INSERT OR IGNORE INTO %s VALUES (?%s)"
                      .formatted(table, ", ?".repeat(columns - 1)));
          Statement select = damaged.createStatement();
          ResultSet row = select.executeQuery("SELECT * FROM " + table + which)) {
        while (row.next()) {
          for (int i = 1; i <= columns; i++) {
            insert.setObject(i, row.getObject(i));
          }
          last = after < 0 ? 0 : row.getLong(1);
          insert.executeUpdate();
          if (++copied % COMMIT_ROWS == 0) {
            to.commit();
          }
        }
        return true;
      } catch (SQLException e) {
        if (!Connections.damaged(e)) {
          throw e;
        }
        log.atError()
            .addKeyValue("table", table)
            .log("a table of the damaged spool breaks off after {} rows: {}", copied, e.toString());
        return false;
      }
    }
  }

  private static long number(Connection damaged, String sql, long otherwise) {
    try (Statement statement = damaged.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getLong(1) : otherwise;
    } catch (SQLException e) {
      log.warn("the damaged spool does not say what it held: {}", e.getMessage());
      return otherwise;
    }
  }
}
