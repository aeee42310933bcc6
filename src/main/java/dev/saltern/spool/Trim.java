package dev.saltern.spool;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/// Deletes the front of the queue, and gives the file's space back where much of it is free. Inside
/// the transactions of others, in chunks, so that an append never waits long. Immutable.
final class Trim {
  private static final int ROWS_MAX = 1_000;
  private static final long BYTES_MAX = 32L << 20;

  /// Free pages that are kept for the records to come: 16 MiB.
  private static final long PAGES_KEPT = 4_096;

  /// Pages given back in one transaction: 8 MiB.
  private static final int PAGES_MAX = 2_048;

  /// Deletes a chunk of what every reader has passed, or gives some pages back. Returns whether
  /// there is more to do.
  boolean step(Tx tx) throws SQLException {
    return passed(tx) || shrink(tx);
  }

  private static boolean passed(Tx tx) throws SQLException {
    long floor = tx.number("SELECT coalesce((SELECT min(position) FROM reader), 0)");
    PreparedStatement select =
        tx.prepare(
            "SELECT position, size FROM record WHERE position <= ? ORDER BY position LIMIT "
                + (ROWS_MAX + 1));
    select.setLong(1, floor);
    long last = 0;
    long rows = 0;
    long bytes = 0;
    boolean more = false;
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        if (rows == ROWS_MAX || bytes >= BYTES_MAX) {
          more = true;
          break;
        }
        last = row.getLong(1);
        rows++;
        bytes += row.getLong(2);
      }
    }
    if (rows > 0) {
      delete(tx, last, rows, bytes);
    }
    return more;
  }

  /// Deletes all up to a position.
  void upTo(Tx tx, long last) throws SQLException {
    PreparedStatement sums =
        tx.prepare("SELECT count(*), coalesce(sum(size), 0) FROM record WHERE position <= ?");
    long rows;
    long bytes;
    sums.setLong(1, last);
    try (ResultSet row = sums.executeQuery()) {
      row.next();
      rows = row.getLong(1);
      bytes = row.getLong(2);
    }
    delete(tx, last, rows, bytes);
  }

  /// Gives some pages back where more are free than half the file. Returns whether there is more to
  /// do.
  private static boolean shrink(Tx tx) throws SQLException {
    long free = tx.number("PRAGMA freelist_count");
    if (free <= PAGES_KEPT || free <= tx.number("PRAGMA page_count") / 2) {
      return false;
    }
    tx.pragma("incremental_vacuum(" + PAGES_MAX + ")");
    return true;
  }

  private static void delete(Tx tx, long last, long rows, long bytes) throws SQLException {
    int deleted = tx.update("DELETE FROM record WHERE position <= ?", last);
    if (deleted != rows) {
      throw new IllegalStateException(
          "counted " + rows + " records up to " + last + ", deleted " + deleted);
    }
    tx.held(tx.held().minus(rows, bytes));
  }
}
