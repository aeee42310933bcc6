package dev.saltern.jobcache.mysql;

import dev.saltern.job.BusTime;
import dev.saltern.job.Completion;
import dev.saltern.job.Gap;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.EventEntry;
import dev.saltern.jobcache.ReturnKey;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What the database holds after our upserts, by key: who wrote each row, from where in its spool,
/// and how often it was bettered. Affected rows cannot tell: they only add up.
final class SelectKept {
  private static final MultiRow LOADS =
      new MultiRow("SELECT jid, node, position, revision FROM jids WHERE jid IN (", "?", ")");

  private static final MultiRow RETURNS =
      new MultiRow(
          "SELECT jid, id, node, position, revision, source, hash, stamp FROM salt_returns"
              // left to itself, MariaDB reads a small job's every row by another index
              + " FORCE INDEX (PRIMARY) WHERE (jid, id) IN (",
          "(?, ?)",
          ")");

  private static final MultiRow EVENTS =
      new MultiRow(
          "SELECT event_key, node, position FROM salt_events WHERE event_key IN (",
          "?",
          // tells MySQL which partitions to look into
          ") AND alter_time BETWEEN ? AND ?");

  private static final MultiRow COMPLETIONS =
      new MultiRow(
          "SELECT jid, node, position, revision FROM salt_completion WHERE (jid, node) IN (",
          "(?, ?)",
          ")");

  private static final MultiRow GAPS =
      new MultiRow(
          "SELECT position FROM salt_gaps WHERE (node, began, ended) IN (", "(?, ?, ?)", ")");

  private static final MultiRow KNOWN =
      new MultiRow(
          "SELECT jid FROM jids WHERE completeness >= " + LoadRow.FROM_RETURN + " AND jid IN (",
          "?",
          ")");

  private SelectKept() {}

  /// Who wrote a row as it is now, and how often it was bettered since it was there.
  record Provenance(String node, long position, int revision) {
    boolean is(String otherNode, long otherPosition) {
      return position == otherPosition && node.equals(otherNode);
    }
  }

  /// A kept return: whose, and what decides between it and another.
  record KeptReturn(
      Provenance provenance, int source, Optional<byte[]> hash, Optional<LocalDateTime> stamp) {
    /// What decides between it and another; nothing for a stock writer's row.
    Optional<Trust> trust() {
      return hash.map(bytes -> new Trust(source, stamp, bytes));
    }

    /// The same from another row of ours.
    static KeptReturn of(Provenance provenance, Trust trust) {
      return new KeptReturn(provenance, trust.source(), Optional.of(trust.hash()), trust.stamp());
    }

    /// As it is after `row` was inserted.
    static KeptReturn inserted(ReturnRow row, String node) {
      return of(new Provenance(node, row.position(), 0), row.trust());
    }
  }

  static Map<Jid, Provenance> loads(Connection connection, List<LoadRow> rows) throws SQLException {
    Map<Jid, Provenance> found = new HashMap<>();
    LOADS.select(
        connection,
        rows.stream().map(LoadRow::jid).distinct().toList(),
        SelectKept::bindJid,
        row -> found.put(new Jid(row.getString(1)), provenance(row, 2)));
    return found;
  }

  static Map<ReturnKey, KeptReturn> returns(Connection connection, List<ReturnKey> keys)
      throws SQLException {
    Map<ReturnKey, KeptReturn> found = new HashMap<>();
    RETURNS.select(
        connection,
        keys,
        (s, first, key) -> {
          s.setString(first, key.jid().text());
          s.setString(first + 1, key.id().text());
          return first + 2;
        },
        row -> found.put(key(row), keptReturn(row)));
    return found;
  }

  /// By the key of the event as a buffer, since arrays are not equal by value.
  static Map<ByteBuffer, Provenance> events(Connection connection, List<EventEntry> rows)
      throws SQLException {
    Map<ByteBuffer, Provenance> found = new HashMap<>();
    if (rows.isEmpty()) {
      return found;
    }
    List<String> times =
        rows.stream().map(row -> Stamps.timestamp(row.fired().time())).sorted().toList();
    EVENTS.select(
        connection,
        rows,
        (s, first, event) -> {
          s.setBytes(first, event.fired().key());
          return first + 1;
        },
        List.of(times.getFirst(), times.getLast()),
        row ->
            found.put(
                ByteBuffer.wrap(row.getBytes(1)),
                new Provenance(row.getString(2), row.getLong(3), 0)));
    return found;
  }

  static Map<Jid, Provenance> completions(
      Connection connection, List<Positioned<Completion>> rows, String node) throws SQLException {
    Map<Jid, Provenance> found = new HashMap<>();
    COMPLETIONS.select(
        connection,
        rows.stream().map(row -> row.arrival().jid()).distinct().toList(),
        (s, first, jid) -> {
          s.setString(first, jid.text());
          s.setString(first + 1, node);
          return first + 2;
        },
        row -> found.put(new Jid(row.getString(1)), provenance(row, 2)));
    return found;
  }

  /// The positions the rows of these gaps are from.
  static Set<Long> gaps(Connection connection, List<Positioned<Gap>> rows, String node)
      throws SQLException {
    Set<Long> found = new HashSet<>();
    GAPS.select(
        connection,
        rows,
        (s, first, row) -> {
          s.setString(first, node);
          s.setString(first + 1, Stamps.exact(row.arrival().from()));
          s.setString(first + 2, Stamps.exact(row.arrival().to()));
          return first + 3;
        },
        row -> found.add(row.getLong(1)));
    return found;
  }

  /// Those of the jobs whose load tells at least what a return would.
  static Set<Jid> known(Connection connection, List<Jid> jids) throws SQLException {
    Set<Jid> found = new HashSet<>();
    KNOWN.select(
        connection, jids, SelectKept::bindJid, row -> found.add(new Jid(row.getString(1))));
    return found;
  }

  static int bindJid(java.sql.PreparedStatement s, int first, Jid jid) throws SQLException {
    s.setString(first, jid.text());
    return first + 1;
  }

  private static ReturnKey key(ResultSet row) throws SQLException {
    return new ReturnKey(new Jid(row.getString(1)), new dev.saltern.job.MinionId(row.getString(2)));
  }

  private static KeptReturn keptReturn(ResultSet row) throws SQLException {
    return new KeptReturn(
        provenance(row, 3),
        row.getInt(6),
        Optional.ofNullable(row.getBytes(7)),
        Optional.ofNullable(row.getString(8)).flatMap(s -> BusTime.utc(s.replace(' ', 'T'))));
  }

  private static Provenance provenance(ResultSet row, int first) throws SQLException {
    return new Provenance(row.getString(first), row.getLong(first + 1), row.getInt(first + 2));
  }
}
