package dev.saltern.spool;

import java.io.IOException;
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
  record Found(long records, long expected, long readers, long notes, long letters) {
    @Override
    public String toString() {
      String of = expected < 0 ? "" : " of " + expected;
      return "saved %d%s records, %d readers, %d notes, %d dead letters%s"
          .formatted(
              records,
              of,
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

  Found run() throws IOException, SQLException {
    to.setAutoCommit(false);
    long readers = 0;
    long notes = 0;
    long letters = 0;
    long expected = -1;
    long lastPosition = 0;
    try (Connection damaged = readOnly()) {
      readers = copy(damaged, "reader", 4);
      notes = copy(damaged, "note", 3);
      letters = copy(damaged, "letter", 6);
      copy(damaged, "damaged", 7);
      copy(damaged, "counter", 2);
      expected = number(damaged, "SELECT records FROM state", -1);
      lastPosition = number(damaged, "SELECT last_position FROM state", 0);
    } catch (SQLException e) {
      log.warn("the damaged file cannot be opened: {}", e.getMessage());
    }
    long records = records(floor());
    try (Statement statement = to.createStatement()) {
      statement.executeUpdate(
          """
          UPDATE state SET readers_lost = %d,
            records = (SELECT count(*) FROM record),
            bytes = (SELECT coalesce(sum(size), 0) FROM record),
            last_position = max(%d, (SELECT coalesce(max(position), 0) FROM record),
              (SELECT coalesce(max(position), 0) FROM reader),
              (SELECT coalesce(max(position), 0) FROM letter))"""
              .formatted(readers == 0 ? 1 : 0, lastPosition));
    }
    to.commit();
    to.setAutoCommit(true);
    return new Found(records, expected, readers, notes, letters);
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

  /// What every reader has passed; pages that were freed may still show it.
  private long floor() throws SQLException {
    return Database.number(to, "SELECT coalesce(min(position), 0) FROM reader");
  }

  private long records(long floor) throws IOException, SQLException {
    try (var pages = PageFile.open(from);
        PreparedStatement insert =
            to.prepareStatement("INSERT OR IGNORE INTO record VALUES (?, ?, ?, ?, ?, ?)")) {
      long saved = 0;
      var scan = new LeafScan(pages);
      for (long page = 1; page <= pages.count(); page++) {
        for (LeafScan.Row row : scan.records(page)) {
          if (row.position() > floor) {
            saved += insert(insert, row);
          }
        }
      }
      return saved;
    }
  }

  private int insert(PreparedStatement insert, LeafScan.Row row) throws SQLException {
    insert.setLong(1, row.position());
    insert.setInt(2, row.label());
    insert.setLong(3, row.appended());
    insert.setLong(4, Checksum.of(row.position(), row.label(), row.bytes()));
    insert.setInt(5, row.bytes().length);
    insert.setBytes(6, row.bytes());
    int inserted = insert.executeUpdate();
    if (++uncommitted == COMMIT_ROWS) {
      to.commit();
      uncommitted = 0;
    }
    return inserted;
  }
}
