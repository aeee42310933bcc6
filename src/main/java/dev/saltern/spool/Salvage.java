package dev.saltern.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sqlite.SQLiteConfig;

/// Copies what can be read of a damaged file. The small tables through SQL, each as far as it goes;
/// the records page by page ([LeafScan]), which needs neither header nor tree: their checksum says
/// which are whole. Used once.
final class Salvage {
  private static final Logger log = LoggerFactory.getLogger(Salvage.class);
  private static final int COMMIT_ROWS = 1_000;

  /// What was saved. `expected` is the number of records the file said it had; -1 where it said
  /// nothing.
  record Found(
      long records, long expected, long lastPosition, long readers, long notes, long letters) {
    static final Found NOTHING = new Found(0, -1, 0, 0, 0, 0);

    Found withRecords(long saved) {
      return new Found(saved, expected, lastPosition, readers, notes, letters);
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
  private int uncommitted;

  Salvage(Path from, Connection to) {
    this.from = from;
    this.to = to;
  }

  /// The records first: opening the file through SQLite may end what its log still has.
  Found run() throws IOException, SQLException {
    to.setAutoCommit(false);
    records();
    Found found = Files.size(from) < PageFile.PAGE_SIZE_LEAST ? Found.NOTHING : small();
    try (Statement statement = to.createStatement()) {
      // Pages that were freed may still show what every reader has passed.
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
    to.commit();
    to.setAutoCommit(true);
    return found.withRecords(Database.number(to, "SELECT records FROM state"));
  }

  /// The small tables, through SQL.
  private Found small() throws SQLException {
    try (Connection damaged = readOnly()) {
      long readers = copy(damaged, "reader", 4);
      long notes = copy(damaged, "note", 3);
      long letters = copy(damaged, "letter", 6);
      copy(damaged, "damaged", 7);
      copy(damaged, "counter", 2);
      return new Found(
          0,
          number(damaged, "SELECT records FROM state", -1),
          number(damaged, "SELECT last_position FROM state", 0),
          readers,
          notes,
          letters);
    } catch (SQLException e) {
      log.warn("the damaged file cannot be opened: {}", e.getMessage());
      return Found.NOTHING;
    }
  }

  /// Read-only, so that the evidence stays as it was found.
  private Connection readOnly() throws SQLException {
    var config = new SQLiteConfig();
    config.setReadOnly(true);
    return config.createConnection("jdbc:sqlite:" + from);
  }

  /// Copies rows until one cannot be read.
  private long copy(Connection damaged, String table, int columns) throws SQLException {
    long copied = 0;
    String marks = "?" + ", ?".repeat(columns - 1);
    try (PreparedStatement insert =
            to.prepareStatement("INSERT OR IGNORE INTO " + table + " VALUES (" + marks + ")");
        Statement select = damaged.createStatement();
        ResultSet row = select.executeQuery("SELECT * FROM " + table)) {
      while (row.next()) {
        for (int i = 1; i <= columns; i++) {
          insert.setObject(i, row.getObject(i));
        }
        copied += insert.executeUpdate();
      }
    } catch (SQLException e) {
      log.atError()
          .addKeyValue("table", table)
          .log("a table of the damaged spool ends after {} rows: {}", copied, e.getMessage());
    }
    return copied;
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

  private void records() throws IOException, SQLException {
    try (var pages = PageFile.open(from);
        PreparedStatement insert =
            to.prepareStatement("INSERT OR IGNORE INTO record VALUES (?, ?, ?, ?, ?, ?)")) {
      var scan = new LeafScan(pages);
      for (long page = 1; page <= pages.count(); page++) {
        for (LeafScan.Row row : scan.records(page)) {
          insert(insert, row);
        }
      }
    }
  }

  private void insert(PreparedStatement insert, LeafScan.Row row) throws SQLException {
    insert.setLong(1, row.position());
    insert.setInt(2, row.label());
    insert.setLong(3, row.appended());
    insert.setLong(4, Checksum.of(row.position(), row.label(), row.bytes()));
    insert.setInt(5, row.bytes().length);
    insert.setBytes(6, row.bytes());
    insert.executeUpdate();
    if (++uncommitted == COMMIT_ROWS) {
      to.commit();
      uncommitted = 0;
    }
  }
}
