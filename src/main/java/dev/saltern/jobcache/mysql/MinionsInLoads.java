package dev.saltern.jobcache.mysql;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.wire.JsonText;
import dev.saltern.wire.WireException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
          """
          SELECT jid, id FROM (
            SELECT jid, id, ROW_NUMBER() OVER (PARTITION BY jid ORDER BY id) AS n
            FROM (SELECT DISTINCT jid, id FROM salt_expected WHERE jid IN (""",
          "?",
          ")) d) x WHERE n <= " + (MINIONS_MAX + 1) + " ORDER BY jid, id");

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
    Map<String, List<Data>> minions = new HashMap<>();
    EXPECTED.select(
        connection,
        jids,
        SelectKept::bindJid,
        row ->
            minions
                .computeIfAbsent(row.getString(1), _ -> new ArrayList<>())
                .add(new Data.Text(row.getString(2))));
    List<Load> changed = new ArrayList<>();
    LOADS.select(
        connection,
        jids,
        SelectKept::bindJid,
        row -> {
          String jid = row.getString(1);
          String json = row.getString(2);
          String after = with(json, minions.getOrDefault(jid, List.of()));
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

  private static String with(String json, List<Data> minions) {
    if (minions.isEmpty() || !json.endsWith("}")) {
      return json;
    }
    try {
      if (JsonText.read(json) instanceof Data.Dict load) {
        Data.Dict without = load.without(LoadRow.MINIONS);
        boolean tooMany = minions.size() > MINIONS_MAX;
        return JsonText.write(
            tooMany ? without : without.with(LoadRow.MINIONS, new Data.Seq(minions)));
      }
    } catch (WireException _) {
      // a stock writer's text that is no JSON: it stays as it is
    }
    return json;
  }
}
