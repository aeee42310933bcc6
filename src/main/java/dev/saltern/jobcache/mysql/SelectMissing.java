package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.SALT_EXPECTED;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_RETURNS;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.MinionState;
import dev.saltern.jobcache.JobLookup.Missing;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

/// Find: the minions that should have answered a job and have not.
final class SelectMissing {
  private static final int RANK_LENGTH = 1;

  /// Looks a return up for each open row. Left to itself, MySQL makes a join of a prepared
  /// statement here and reads every return of the job; MariaDB takes the hint for a comment.
  private static final Field<Integer> ONE_A_ROW =
      DSL.field("/*+ NO_SEMIJOIN() */ 1", Integer.class);

  private final DSLContext dsl;

  SelectMissing(DSLContext dsl) {
    this.dsl = dsl;
  }

  /// What an open row of `salt_expected` is: not marked, and no return there either, for a stock
  /// writer's return marks nothing.
  static Condition open() {
    return SALT_EXPECTED
        .RETURNED
        .eq((byte) 0)
        .and(
            DSL.notExists(
                DSL.select(ONE_A_ROW)
                    .from(SALT_RETURNS)
                    .where(SALT_RETURNS.JID.eq(SALT_EXPECTED.JID))
                    .and(SALT_RETURNS.ID.eq(SALT_EXPECTED.ID))));
  }

  /// One per minion; where several nodes expect it, the one that knows most of it, of equals the
  /// first by name.
  ///
  /// @param idGlob only minions whose id matches
  List<Missing> run(Jid jid, Optional<String> idGlob, Optional<MinionId> after, int limit) {
    Condition condition = SALT_EXPECTED.JID.eq(jid.text()).and(open());
    if (idGlob.isPresent()) {
      condition = condition.and(Globs.matches(SALT_EXPECTED.ID, idGlob.get()));
    }
    if (after.isPresent()) {
      condition = condition.and(SALT_EXPECTED.ID.gt(after.get().text()));
    }
    // Left to itself, MySQL reads all that are expected, for they are in the order of their ids.
    return dsl.select(SALT_EXPECTED.ID, knowsMost(), rankOfMost())
        .from(SALT_EXPECTED.forceIndex("salt_expected_returned"))
        .where(condition)
        .groupBy(SALT_EXPECTED.ID)
        .orderBy(SALT_EXPECTED.ID)
        .limit(limit)
        .fetch(row -> new Missing(new MinionId(row.value1()), row.value2(), state(row.value3())));
  }

  /// Of a group of rows, the node that knows most.
  static Field<String> knowsMost() {
    return DSL.substring(
        DSL.min(DSL.concat(rank(), SALT_EXPECTED.NODE)), RANK_LENGTH + 1, Column.NAME_MAX);
  }

  /// Of a group of rows, what that node knows, for [#state].
  static Field<String> rankOfMost() {
    return DSL.left(DSL.min(DSL.concat(rank(), SALT_EXPECTED.NODE)), RANK_LENGTH);
  }

  /// The state as a digit that sorts before that of a node that has not asked.
  private static Field<String> rank() {
    return DSL.when(SALT_EXPECTED.STATE.eq((byte) 0), "9")
        .otherwise(SALT_EXPECTED.STATE.cast(String.class));
  }

  static Optional<MinionState> state(String rank) {
    return Arrays.stream(MinionState.values())
        .filter(s -> rank.equals(Integer.toString(UpsertCompletions.code(s))))
        .findFirst();
  }
}
