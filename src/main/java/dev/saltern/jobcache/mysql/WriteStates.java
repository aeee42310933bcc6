package dev.saltern.jobcache.mysql;

import dev.saltern.jobcache.Outcome;
import dev.saltern.jobcache.ReturnKey;
import dev.saltern.jobcache.mysql.StateRow.Result;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.Optional;

/// Keep: `salt_state_run` and `salt_state`, which say what the kept return says: written with it,
/// and written anew where it is replaced. The row in `salt_returns`, locked by its upsert, guards
/// them.
final class WriteStates {
  private static final long RUN_BYTES = 2_400;

  private static final MultiRow RUNS =
      new MultiRow(
          """
          INSERT INTO salt_state_run (jid, id, fun, outcome, states, ok, changed, failed, pending,
            skipped, duration_ms) VALUES\s""",
          "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          """
           ON DUPLICATE KEY UPDATE fun = VALUES(fun), outcome = VALUES(outcome),
            states = VALUES(states), ok = VALUES(ok), changed = VALUES(changed),
            failed = VALUES(failed), pending = VALUES(pending), skipped = VALUES(skipped),
            duration_ms = VALUES(duration_ms)""");

  private static final MultiRow STATES =
      new MultiRow(
          """
          INSERT INTO salt_state (jid, id, num, result, sls, state_id, name, module, func, comment,
            duration_ms, changes) VALUES\s""",
          "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          """
           ON DUPLICATE KEY UPDATE result = VALUES(result), sls = VALUES(sls),
            state_id = VALUES(state_id), name = VALUES(name), module = VALUES(module),
            func = VALUES(func), comment = VALUES(comment), duration_ms = VALUES(duration_ms),
            changes = VALUES(changes)""");

  private static final List<String> DROP =
      List.of(
          "DELETE FROM salt_state_run WHERE jid = ? AND id = ?",
          "DELETE FROM salt_state WHERE jid = ? AND id = ?");

  /// A state of a run.
  private record State(ReturnRow of, StateRow row) {}

  private WriteStates() {}

  /// @param replaced the returns whose row held another before, in the order of their keys
  /// @param runs the runs of the returns that are kept now, likewise
  static void run(
      Connection connection, List<ReturnRow> replaced, List<StateRun> runs, long bytesMax)
      throws SQLException {
    for (ReturnRow row : replaced) {
      drop(connection, row.key());
    }
    RUNS.update(connection, runs, WriteStates::bind, _ -> RUN_BYTES, bytesMax);
    List<State> states =
        runs.stream()
            .flatMap(run -> run.states().stream().map(state -> new State(run.row(), state)))
            .toList();
    STATES.update(connection, states, WriteStates::bind, s -> s.row.bytes(), bytesMax);
  }

  /// Drops the states of a return that is no longer kept.
  static void drop(Connection connection, ReturnKey key) throws SQLException {
    for (String sql : DROP) {
      try (PreparedStatement s = connection.prepareStatement(sql)) {
        s.setString(1, key.jid().text());
        s.setString(2, key.id().text());
        s.executeUpdate();
      }
    }
  }

  private static int bind(PreparedStatement s, int first, StateRun run) throws SQLException {
    int p = first;
    s.setString(p++, run.row().jid().text());
    s.setString(p++, run.row().id().text());
    s.setString(p++, run.row().fun());
    s.setInt(p++, run.row().outcome() == Outcome.FAILED ? 1 : 0);
    s.setInt(p++, run.total());
    s.setInt(p++, run.count(Result.OK));
    s.setInt(p++, run.count(Result.CHANGED));
    s.setInt(p++, run.count(Result.FAILED));
    s.setInt(p++, run.count(Result.PENDING));
    s.setInt(p++, run.count(Result.SKIPPED));
    s.setBigDecimal(p++, run.millis());
    return p;
  }

  private static int bind(PreparedStatement s, int first, State state) throws SQLException {
    StateRow row = state.row;
    StateRow.Name name = row.name();
    int p = first;
    s.setString(p++, state.of.jid().text());
    s.setString(p++, state.of.id().text());
    s.setInt(p++, row.num());
    s.setString(p++, row.result().text());
    s.setString(p++, name.sls());
    s.setString(p++, name.id());
    s.setString(p++, name.name());
    s.setString(p++, name.module());
    s.setString(p++, name.function());
    s.setString(p++, row.comment());
    setMillis(s, p++, row.millis());
    s.setInt(p++, row.changes() ? 1 : 0);
    return p;
  }

  private static void setMillis(PreparedStatement s, int p, Optional<BigDecimal> millis)
      throws SQLException {
    if (millis.isPresent()) {
      s.setBigDecimal(p, millis.get());
    } else {
      s.setNull(p, Types.DECIMAL);
    }
  }
}
