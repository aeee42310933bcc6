package dev.saltern.spool;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The bound on bytes and age: what goes to make room, and who loses by it. Runs inside the
/// transactions of others; thread-safe.
final class Bound {
  private static final Logger log = LoggerFactory.getLogger(Bound.class);

  /// What is freed beyond need, so that a full spool does not drop a few at each append.
  private static final long SLACK_BYTES_MAX = 8L << 20;

  /// What an append may need beyond its bytes: pages of the tree.
  private static final long GROWTH_EXTRA_BYTES = 64 << 10;

  private static final int EXPIRE_ROWS_MAX = 1_000;

  private final SpoolConfig config;
  private final InstantSource clock;
  private final Trim trim;

  /// Readers that lose records now: one log line until they have caught up.
  private final Set<String> losing = ConcurrentHashMap.newKeySet();

  Bound(SpoolConfig config, InstantSource clock, Trim trim) {
    this.config = config;
    this.clock = clock;
    this.trim = trim;
  }

  /// Makes room for `bytes` more, or refuses before anything is changed.
  void room(Tx tx, long bytes) throws SQLException, SpoolException {
    Held held = tx.held();
    long over = held.bytes() + bytes - config.bytesMax();
    if (over <= 0 || held.records() == 0) {
      return;
    }
    Front front = front(tx, heldFrom(tx), over + slack());
    if (front.bytes < over && front.bytes < held.bytes()) {
      throw new SpoolException(
          "spool full: %,d bytes held for %s and %,d to append are more than spool.bytes_max = %,d"
              .formatted(held.bytes() - front.bytes, holders(tx), bytes, config.bytesMax()));
    }
    drop(tx, front.last, "spool.bytes_max");
  }

  private long slack() {
    return Math.min(SLACK_BYTES_MAX, config.bytesMax() / 64);
  }

  /// On a full disk takes only what the free pages of the file hold.
  void withoutGrowth(Tx tx, long bytes) throws SQLException, SpoolException {
    long free = tx.number("PRAGMA freelist_count") * tx.number("PRAGMA page_size");
    if (bytes + bytes / 8 + GROWTH_EXTRA_BYTES > free) {
      throw new SpoolException(
          "disk full: the reserve is used up, and the file has room for %,d bytes only"
              .formatted(Math.max(0, free - GROWTH_EXTRA_BYTES)));
    }
  }

  /// Drops some of what is too old and not held. Returns whether there may be more.
  boolean expire(Tx tx) throws SQLException {
    long before = clock.millis() - config.ageMax().toMillis();
    long last =
        tx.number(
            """
            SELECT max(position) FROM (SELECT position, appended FROM record WHERE position <= ?
              ORDER BY position LIMIT %d) WHERE appended < ?"""
                .formatted(EXPIRE_ROWS_MAX),
            heldFrom(tx),
            before);
    if (last == 0) {
      return false;
    }
    drop(tx, last, "spool.age_max");
    return true;
  }

  /// A reader has had all there was: the next loss is a new one.
  void caughtUp(String reader) {
    losing.remove(reader);
  }

  /// The last position that no reader holds.
  private static long heldFrom(Tx tx) throws SQLException {
    return tx.number(
        """
        SELECT coalesce((SELECT min(position) FROM reader WHERE policy = 'HOLDS'),
                        (SELECT last_position FROM state))""");
  }

  private static String holders(Tx tx) throws SQLException {
    var names = new ArrayList<String>();
    PreparedStatement select =
        tx.prepare("SELECT name FROM reader WHERE policy = 'HOLDS' ORDER BY position, name");
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    return String.join(", ", names);
  }

  /// The oldest records, up to a position or a sum of bytes.
  private record Front(long last, long bytes) {}

  private static Front front(Tx tx, long floor, long bytes) throws SQLException {
    PreparedStatement select =
        tx.prepare("SELECT position, size FROM record WHERE position <= ? ORDER BY position");
    select.setLong(1, floor);
    var front = new Front(0, 0);
    try (ResultSet row = select.executeQuery()) {
      while (front.bytes < bytes && row.next()) {
        front = new Front(row.getLong(1), front.bytes + row.getLong(2));
      }
    }
    return front;
  }

  private void drop(Tx tx, long last, String bound) throws SQLException {
    for (String reader : behind(tx, last)) {
      lose(tx, reader, last, bound);
    }
    trim.upTo(tx, last);
  }

  private static List<String> behind(Tx tx, long last) throws SQLException {
    var names = new ArrayList<String>();
    PreparedStatement select =
        tx.prepare("SELECT name FROM reader WHERE policy = 'YIELDS' AND position < ?");
    select.setLong(1, last);
    try (ResultSet row = select.executeQuery()) {
      while (row.next()) {
        names.add(row.getString(1));
      }
    }
    return names;
  }

  private void lose(Tx tx, String reader, long last, String bound) throws SQLException {
    long lost =
        tx.number(
            """
            SELECT count(*) FROM record
            WHERE position > (SELECT position FROM reader WHERE name = ?) AND position <= ?""",
            reader,
            last);
    tx.update(
        "UPDATE reader SET position = ?, dropped = dropped + ? WHERE name = ?", last, lost, reader);
    tx.afterCommit(
        () -> {
          if (losing.add(reader)) {
            log.atError()
                .addKeyValue("reader", reader)
                .log("the spool is beyond {}: it drops records this reader has not had", bound);
          }
        });
  }
}
