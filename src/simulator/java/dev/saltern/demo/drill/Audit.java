package dev.saltern.demo.drill;

import dev.saltern.job.Functions;
import dev.saltern.returner.Kind;
import dev.saltern.returner.Ledger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Holds the tables and the ledgers against what the minions sent. Confined to one thread.
final class Audit {
  private final Connection connection;
  private final Verdict.Findings lost = new Verdict.Findings();
  private final Verdict.Findings twice = new Verdict.Findings();
  private final Verdict.Findings forged = new Verdict.Findings();
  private final Verdict.Findings unexplained = new Verdict.Findings();
  private int rows;

  private Audit(Connection connection) {
    this.connection = connection;
  }

  /// @param ledgers of all nodes
  /// @param surprises what already is known not to be as it should
  static Verdict of(DrillTree tree, List<Map<Kind, Ledger.Counts>> ledgers, List<String> surprises)
      throws SQLException {
    try (Connection connection = tree.database().connect()) {
      var audit = new Audit(connection);
      Map<String, Map<String, String>> open = tree.sent().copy();
      Set<String> jobs = new HashSet<>(open.keySet());
      audit.rows(open);
      open.forEach(
          (jid, answers) ->
              answers.keySet().forEach(id -> audit.lost.add("return of " + id + " to " + jid)));
      audit.loads(jobs);
      audit.ledgers(ledgers);
      surprises.forEach(audit.unexplained::add);
      for (int i = 0; i < tree.sent().contradictions(); i++) {
        audit.unexplained.add("a minion said two things");
      }
      return new Verdict(
          tree.sent().answers(),
          audit.rows,
          audit.lost,
          audit.twice,
          audit.forged,
          audit.unexplained);
    }
  }

  /// Takes what has its row out of `open`.
  private void rows(Map<String, Map<String, String>> open) throws SQLException {
    Set<String> seen = new HashSet<>();
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(Integer.MIN_VALUE); // a row at a time: big returns do not gather
      try (ResultSet row =
          statement.executeQuery("SELECT jid, id, fun, `return`, retcode FROM salt_returns")) {
        while (row.next()) {
          String id = row.getString(2);
          String key = id + " to " + row.getString(1);
          if (!seen.add(key)) {
            twice.add("row of " + key);
          }
          long retcode = row.getLong(5);
          judge(
              Optional.ofNullable(open.get(row.getString(1)))
                  .flatMap(answers -> Optional.ofNullable(answers.remove(id))),
              new Row(
                  key,
                  row.getString(3),
                  row.getString(4),
                  row.wasNull() ? Optional.empty() : Optional.of(retcode)));
        }
      }
    }
  }

  private record Row(String key, String fun, String json, Optional<Long> retcode) {
    boolean says(String text) {
      return json.startsWith("\"" + text);
    }
  }

  private void judge(Optional<String> sent, Row row) {
    if (row.says(HostileMinions.FORGED)) {
      forged.add("return of " + row.key + (sent.isPresent() ? "" : ", who sent none"));
    } else if (sent.isPresent()) {
      rows++;
      if (!sent.get().equals(SentByMinions.digest(row.json, row.retcode))) {
        unexplained.add("return of " + row.key + " is not what was sent");
      }
    } else if (!row.says(HostileMinions.CLAIMED) && !Functions.isToolNoise(row.fun)) {
      unexplained.add("return of " + row.key + ", who sent none");
    }
  }

  private void loads(Set<String> jobs) throws SQLException {
    Set<String> missing = new HashSet<>(jobs);
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT jid FROM jids")) {
      while (row.next()) {
        missing.remove(row.getString(1));
      }
    }
    missing.forEach(jid -> lost.add("load of " + jid));
  }

  private void ledgers(List<Map<Kind, Ledger.Counts>> ledgers) throws SQLException {
    Map<Kind, Long> stored = new HashMap<>();
    for (int node = 0; node < ledgers.size(); node++) {
      for (Map.Entry<Kind, Ledger.Counts> entry : ledgers.get(node).entrySet()) {
        Ledger.Counts counts = entry.getValue();
        stored.merge(entry.getKey(), counts.stored(), Long::sum);
        String kind = entry.getKey().name().toLowerCase(Locale.ROOT) + " of sm" + (node + 1);
        if (counts.pending() != 0) {
          unexplained.add(counts.pending() + " pending: " + kind);
        }
        if (counts.dead() != 0) {
          unexplained.add(counts.dead() + " dead: " + kind);
        }
      }
    }
    long counted = stored.getOrDefault(Kind.RETURN, 0L);
    long made = number("SELECT COUNT(*) + COALESCE(SUM(revision), 0) FROM salt_returns");
    if (counted > made) {
      twice.add("the ledgers stored %d returns, the table has %d".formatted(counted, made));
    } else if (counted < made) {
      unexplained.add("the ledgers stored %d returns, the table has %d".formatted(counted, made));
    }
  }

  private long number(String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }
}
