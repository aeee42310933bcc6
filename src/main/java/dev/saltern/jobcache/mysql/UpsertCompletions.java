package dev.saltern.jobcache.mysql;

import dev.saltern.job.Completion;
import dev.saltern.job.MinionState;
import dev.saltern.jobcache.ReturnKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Keep: `salt_completion` (one row a job and node, the one that was asked for last) and what each
/// open minion was found to be, in `salt_missing`; whoever recounts the job removes those that have
/// returned ([RecountJobs]).
final class UpsertCompletions {
  private static final long ROW_BYTES = 1_200;

  /// Assignments run from left to right: what decides comes last.
  private static final MultiRow STATEMENT =
      new MultiRow(
          "INSERT INTO salt_completion (jid, node, expected, unanswered, complete, asked, position)"
              + " VALUES ",
          "(?, ?, ?, ?, ?, ?, ?)",
          """
           ON DUPLICATE KEY UPDATE
            expected = IF(VALUES(asked) > asked, VALUES(expected), expected),
            unanswered = IF(VALUES(asked) > asked, VALUES(unanswered), unanswered),
            complete = IF(VALUES(asked) > asked, VALUES(complete), complete),
            position = IF(VALUES(asked) > asked, VALUES(position), position),
            revision = IF(VALUES(asked) > asked, LEAST(revision + 1, 32767), revision),
            asked = GREATEST(asked, VALUES(asked))
          """);

  private static final MultiRow STATES =
      new MultiRow(
          "INSERT INTO salt_missing (jid, id, node, state, asked, position) VALUES ",
          "(?, ?, ?, ?, ?, ?)",
          """
           ON DUPLICATE KEY UPDATE
            state = IF(VALUES(asked) > asked, VALUES(state), state),
            asked = GREATEST(asked, VALUES(asked))
          """);

  /// A minion of a job that was found to be something.
  private record Found(ReturnKey key, MinionState state, String asked, long position) {}

  private UpsertCompletions() {}

  /// @param rows in the order of their jids
  static void run(
      Connection connection, List<Positioned<Completion>> rows, String node, long bytesMax)
      throws SQLException {
    STATEMENT.update(
        connection,
        rows,
        (s, first, row) -> {
          Completion c = row.arrival();
          int p = first;
          s.setString(p++, c.jid().text());
          s.setString(p++, node);
          s.setInt(p++, c.expected());
          s.setInt(p++, c.open().size());
          s.setInt(p++, c.complete() ? 1 : 0);
          s.setString(p++, Stamps.exact(c.asked()));
          s.setLong(p++, row.position());
          return p;
        },
        _ -> ROW_BYTES,
        bytesMax);
    STATES.update(
        connection,
        found(rows),
        (s, first, found) -> {
          int p = first;
          s.setString(p++, found.key.jid().text());
          s.setString(p++, found.key.id().text());
          s.setString(p++, node);
          s.setInt(p++, code(found.state));
          s.setString(p++, found.asked);
          s.setLong(p++, found.position);
          return p;
        },
        _ -> ROW_BYTES,
        bytesMax);
  }

  private static List<Found> found(List<Positioned<Completion>> rows) {
    List<Found> found = new ArrayList<>();
    for (Positioned<Completion> row : rows) {
      Completion c = row.arrival();
      String asked = Stamps.exact(c.asked());
      c.open()
          .forEach(
              (id, state) ->
                  found.add(new Found(new ReturnKey(c.jid(), id), state, asked, row.position())));
    }
    found.sort(Comparator.comparing(Found::key).thenComparing(Found::asked));
    return found;
  }

  /// As `salt_missing.state` has it. On disk: never changes.
  static int code(MinionState state) {
    return switch (state) {
      case RUNNING -> 1;
      case NOT_RUNNING -> 2;
      case NO_ANSWER -> 3;
      case NOT_ACCEPTED -> 4;
    };
  }
}
