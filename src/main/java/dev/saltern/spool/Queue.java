package dev.saltern.spool;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The records: appended at the end, read from anywhere. Thread-safe.
final class Queue {
  private static final Logger log = LoggerFactory.getLogger(Queue.class);

  /// The damaged records kept for inspection; of more, only the count remains.
  private static final int DAMAGED_KEPT_MAX = 1_000;

  private final Database database;
  private final Bound bound;
  private final InstantSource clock;

  Queue(Database database, Bound bound, InstantSource clock) {
    this.database = database;
    this.bound = bound;
    this.clock = clock;
  }

  long append(List<Spool.Item> records) throws SpoolException {
    if (records.isEmpty()) {
      throw new IllegalArgumentException("an append has at least one record");
    }
    return database.write("append", tx -> append(tx, records));
  }

  /// As [#append], in a transaction that does more.
  long append(Tx tx, List<Spool.Item> records) throws SQLException, SpoolException {
    long bytes = records.stream().mapToLong(item -> item.bytes().length).sum();
    if (!database.reserved()) {
      bound.withoutGrowth(tx, bytes);
    }
    bound.room(tx, bytes);
    long now = clock.millis();
    long position = tx.held().lastPosition();
    PreparedStatement insert = tx.prepare("INSERT INTO record VALUES (?, ?, ?, ?, ?, ?)");
    for (Spool.Item item : records) {
      position++;
      insert.setLong(1, position);
      insert.setInt(2, item.label());
      insert.setLong(3, now);
      insert.setLong(4, Checksum.of(position, item.label(), item.bytes()));
      insert.setInt(5, item.bytes().length);
      insert.setBytes(6, item.bytes());
      insert.executeUpdate();
      tx.count("appended." + item.label(), 1);
    }
    tx.held(tx.held().plus(position, records.size(), bytes));
    return position;
  }

  List<Spool.Entry> read(long position, int limit, long bytesMax) throws SpoolException {
    if (limit < 1) {
      throw new IllegalArgumentException("a read takes at least one record, not " + limit);
    }
    while (true) {
      Slice slice = database.read("read", c -> slice(c, position, limit, bytesMax));
      if (!slice.damaged.isEmpty()) {
        setAside(slice.damaged);
      }
      if (!slice.whole.isEmpty() || slice.damaged.isEmpty()) {
        return slice.whole;
      }
    }
  }

  private record Slice(List<Spool.Entry> whole, List<Long> damaged) {}

  private static Slice slice(Connection connection, long position, int limit, long bytesMax)
      throws SQLException {
    var slice = new Slice(new ArrayList<>(), new ArrayList<>());
    long bytes = 0;
    try (PreparedStatement select =
        connection.prepareStatement(
            """
            SELECT position, label, crc, size, bytes FROM record
            WHERE position > ? ORDER BY position LIMIT ?""")) {
      select.setLong(1, position);
      select.setInt(2, limit);
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          bytes += row.getLong(4);
          if (bytes > bytesMax && !slice.whole.isEmpty()) {
            break;
          }
          var entry = new Spool.Entry(row.getLong(1), row.getInt(2), row.getBytes(5));
          if (Checksum.of(entry.position(), entry.label(), entry.bytes()) == row.getLong(3)) {
            slice.whole.add(entry);
          } else {
            slice.damaged.add(entry.position());
          }
        }
      }
    }
    return slice;
  }

  private void setAside(List<Long> positions) throws SpoolException {
    database.free(
        "set damaged records aside",
        tx -> {
          long moved = 0;
          for (long position : positions) {
            moved += setAside(tx, position) ? 1 : 0;
          }
          if (moved > 0) {
            tell(tx, moved, positions.getFirst());
          }
          tx.update(
              """
              DELETE FROM damaged WHERE position <=
                (SELECT position FROM damaged ORDER BY position DESC LIMIT 1 OFFSET %d)"""
                  .formatted(DAMAGED_KEPT_MAX));
          return true;
        });
  }

  private static void tell(Tx tx, long moved, long first) {
    tx.afterCommit(
        () ->
            log.atError()
                .addKeyValue("position", first)
                .log(
                    "{} records of the spool are damaged, the first at this position; they are set"
                        + " aside in its table 'damaged'",
                    moved));
  }

  private boolean setAside(Tx tx, long position) throws SQLException {
    long size = tx.number("SELECT size FROM record WHERE position = ?", position);
    long label = tx.number("SELECT label FROM record WHERE position = ?", position);
    int moved =
        tx.update(
            """
            INSERT OR REPLACE INTO damaged
            SELECT position, label, appended, crc, bytes, ?, 'checksum' FROM record
            WHERE position = ?""",
            clock.millis(),
            position);
    if (moved == 0) {
      return false; // another reader met it first
    }
    tx.update("DELETE FROM record WHERE position = ?", position);
    tx.held(tx.held().minus(1, size));
    tx.count("damaged." + label, 1);
    for (String reader : awaiting(tx, position)) {
      tx.count("damaged." + label + "." + reader, 1);
    }
    return true;
  }

  private static List<String> awaiting(Tx tx, long position) throws SQLException {
    var names = new ArrayList<String>();
    PreparedStatement select = tx.prepare("SELECT name FROM reader WHERE position < ?");
    select.setLong(1, position);
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    return names;
  }

  long oldestAfter(long position) throws SpoolException {
    return database.read(
        "look for the oldest",
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT appended FROM record WHERE position > ? ORDER BY position LIMIT 1")) {
            select.setLong(1, position);
            try (ResultSet row = select.executeQuery()) {
              return row.next() ? row.getLong(1) : 0L;
            }
          }
        });
  }

  Map<Integer, Long> labels(long position) throws SpoolException {
    return database.read(
        "count labels",
        connection -> {
          var labels = new HashMap<Integer, Long>();
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT label, count(*) FROM record WHERE position > ? GROUP BY label")) {
            select.setLong(1, position);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                labels.put(row.getInt(1), row.getLong(2));
              }
            }
          }
          return labels;
        });
  }
}
