package dev.saltern.jobcache.mysql;

import dev.saltern.job.Jid;
import dev.saltern.jobcache.mysql.MinionSet.Hash;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Keep: `salt_minion_set` (each set of minions once) and `salt_expected_set` (a row a job, node
/// and set it was told of). Rows are only added: a node that is told of more minions of the same
/// job later, as by an asynchronous batch, adds a set. Confined to one thread.
final class UpsertExpected {
  private static final long ROW_BYTES = 1_000;

  /// Those sets that no clean-up may remove meanwhile: it keeps what was used in the last two days.
  private static final MultiRow FRESH =
      new MultiRow(
          "SELECT hash FROM salt_minion_set WHERE used_at > CURRENT_TIMESTAMP(6) - INTERVAL 1 DAY"
              + " AND hash IN (",
          "?",
          ")");

  private static final MultiRow SETS =
      new MultiRow(
          "INSERT INTO salt_minion_set (hash, minions, minion_count) VALUES ",
          "(?, ?, ?)",
          " ON DUPLICATE KEY UPDATE used_at = CURRENT_TIMESTAMP(6)");

  private static final MultiRow ROWS =
      new MultiRow(
          "INSERT INTO salt_expected_set (jid, node, hash, minion_count, position) VALUES ",
          "(?, ?, ?, ?, ?)",
          " ON DUPLICATE KEY UPDATE position = position");

  private static final MultiRow KEPT =
      new MultiRow(
          "SELECT position FROM salt_expected_set WHERE (jid, node, hash) IN (", "(?, ?, ?)", ")");

  /// A load and whom it tells of.
  private record Told(LoadRow load, MinionSet set) {}

  private final Connection connection;
  private final String node;
  private final List<Told> told = new ArrayList<>();

  /// @param loads those that tell of nobody are left out
  UpsertExpected(Connection connection, String node, List<LoadRow> loads) {
    this.connection = connection;
    this.node = node;
    for (LoadRow load : loads) {
      if (!load.load().expected().isEmpty()) {
        told.add(new Told(load, MinionSet.of(load.load().expected())));
      }
    }
    told.sort(
        Comparator.<Told, Jid>comparing(t -> t.load.jid())
            .thenComparing(t -> t.set.hash())
            .thenComparingLong(t -> t.load.position()));
  }

  /// Writes what the loads expect.
  void run(long bytesMax) throws SQLException {
    writeSets(bytesMax);
    ROWS.update(
        connection,
        told,
        (s, first, row) -> {
          int p = bind(s, first, row);
          s.setInt(p++, row.set.count());
          s.setLong(p++, row.load.position());
          return p;
        },
        _ -> ROW_BYTES,
        bytesMax);
  }

  private void writeSets(long bytesMax) throws SQLException {
    Map<Hash, MinionSet> sets = new TreeMap<>();
    told.forEach(t -> sets.put(t.set.hash(), t.set));
    Set<Hash> fresh = new HashSet<>();
    FRESH.select(
        connection,
        List.copyOf(sets.keySet()),
        (s, first, hash) -> {
          s.setBytes(first, hash.bytes());
          return first + 1;
        },
        row -> fresh.add(new Hash(row.getBytes(1))));
    sets.keySet().removeAll(fresh);
    SETS.update(
        connection,
        List.copyOf(sets.values()),
        (s, first, set) -> {
          s.setBytes(first, set.hash().bytes());
          s.setString(first + 1, set.json());
          s.setInt(first + 2, set.count());
          return first + 3;
        },
        MinionSet::bytes,
        bytesMax);
  }

  /// The positions of those of some loads that told of a set first.
  Set<Long> first(Collection<LoadRow> loads) throws SQLException {
    Set<Long> asked = new HashSet<>();
    loads.forEach(load -> asked.add(load.position()));
    Set<Long> found = new HashSet<>();
    KEPT.select(
        connection,
        told.stream().filter(t -> asked.contains(t.load.position())).toList(),
        this::bind,
        row -> found.add(row.getLong(1)));
    found.retainAll(asked);
    return found;
  }

  private int bind(PreparedStatement s, int first, Told row) throws SQLException {
    s.setString(first, row.load.jid().text());
    s.setString(first + 1, node);
    s.setBytes(first + 2, row.set.hash().bytes());
    return first + 3;
  }
}
