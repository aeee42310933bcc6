package dev.saltern.jobcache.mysql;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.wire.JsonText;
import dev.saltern.wire.WireException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/// `Minions` in `jids.load`: which minions a job is for, over all nodes, as Salt's own job cache
/// tells and the stock MySQL returner does not; `jobs.lookup_jid missing=True` reads it.
///
/// Runs after the upserts of the same transaction: these locked the job's row, so that of two nodes
/// the later sees what the earlier expects.
final class MinionsInLoads {
  /// Above, the load has no such key: a part of the list would look like all of it.
  static final int MINIONS_MAX = 1000;

  private static final MultiRow EXPECTED =
      new MultiRow(
          "SELECT e.jid, IF(s.minion_count > "
              + MINIONS_MAX
              + ", NULL, s.minions) FROM salt_expected_set e"
              + " JOIN salt_minion_set s ON s.hash = e.hash WHERE e.jid IN (",
          "?",
          ")");

  private static final MultiRow LOADS =
      new MultiRow("SELECT jid, `load` FROM jids WHERE jid IN (", "?", ")");

  private static final MultiRow UPDATE =
      new MultiRow(
          "INSERT INTO jids (jid, `load`) VALUES ",
          "(?, ?)",
          " ON DUPLICATE KEY UPDATE `load` = VALUES(`load`)");

  private MinionsInLoads() {}

  private record Load(String jid, String json) {}

  /// Brings the loads of some jobs up to date with what all nodes expect.
  static void run(Connection connection, List<LoadRow> rows, long bytesMax) throws SQLException {
    List<Jid> jids = rows.stream().map(LoadRow::jid).distinct().sorted().toList();
    Map<String, SortedSet<String>> minions = new HashMap<>();
    Set<String> tooMany = new HashSet<>();
    EXPECTED.select(
        connection,
        jids,
        SelectKept::bindJid,
        row -> {
          String jid = row.getString(1);
          SortedSet<String> all = minions.computeIfAbsent(jid, _ -> new TreeSet<>());
          if (!add(all, row.getString(2))) {
            tooMany.add(jid);
          }
        });
    List<Load> changed = new ArrayList<>();
    LOADS.select(
        connection,
        jids,
        SelectKept::bindJid,
        row -> {
          String jid = row.getString(1);
          String json = row.getString(2);
          String after =
              minions.containsKey(jid)
                  ? with(json, tooMany.contains(jid) ? Set.of() : minions.get(jid))
                  : json;
          if (!after.equals(json)) {
            changed.add(new Load(jid, after));
          }
        });
    UPDATE.update(
        connection,
        changed,
        (s, first, load) -> {
          s.setString(first, load.jid());
          s.setString(first + 1, load.json());
          return first + 2;
        },
        load -> 1000L + Column.utf8Bytes(load.json()),
        bytesMax);
  }

  /// Adds the ids of a set; false where they are too many.
  private static boolean add(SortedSet<String> all, @Nullable String set) {
    if (set == null || all.size() > MINIONS_MAX) {
      return false;
    }
    all.addAll(List.of(MinionSets.read(set)));
    return all.size() <= MINIONS_MAX;
  }

  /// The load with these minions; without any where they are none.
  private static String with(String json, Collection<String> minions) {
    if (!json.endsWith("}")) {
      return json;
    }
    try {
      if (JsonText.read(json) instanceof Data.Dict load) {
        Data.Dict without = load.without(LoadRow.MINIONS);
        List<Data> ids = minions.stream().<Data>map(Data.Text::new).toList();
        return JsonText.write(
            ids.isEmpty() ? without : without.with(LoadRow.MINIONS, new Data.Seq(ids)));
      }
    } catch (WireException _) {
      // a stock writer's text that is no JSON: it stays as it is
    }
    return json;
  }
}
