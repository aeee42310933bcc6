package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.SALT_RETURNS;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_RETURN_CONFLICT;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.AnswerDoubt;
import dev.saltern.jobcache.JobLookup.Disputed;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

/// Find: the minions of a job whose answer is in doubt. `salt_return_conflict` has a row for each
/// other answer, and one for an answer that is shown and unverified.
final class SelectDisputed {
  /// Rows beyond this many a job are not read: a minion that floods its master with answers need
  /// not be counted to the last one.
  static final int ROWS_MAX = 10_000;

  private static final Field<Boolean> SHOWN =
      DSL.field(SALT_RETURN_CONFLICT.HASH.eq(SALT_RETURNS.HASH));

  private final DSLContext dsl;

  SelectDisputed(DSLContext dsl) {
    this.dsl = dsl;
  }

  List<Disputed> run(Jid jid, int limit) {
    return doubts(jid, DSL.noCondition()).entrySet().stream()
        .limit(limit)
        .map(e -> new Disputed(new MinionId(e.getKey()), e.getValue()))
        .toList();
  }

  /// What speaks against the answers of some minions, by their ids; those not in it are fine.
  SortedMap<String, AnswerDoubt> of(Jid jid, Collection<String> ids) {
    return ids.isEmpty() ? new TreeMap<>() : doubts(jid, SALT_RETURN_CONFLICT.ID.in(ids));
  }

  private SortedMap<String, AnswerDoubt> doubts(Jid jid, Condition which) {
    SortedMap<String, AnswerDoubt> doubts = new TreeMap<>();
    dsl.select(SALT_RETURN_CONFLICT.ID, SALT_RETURN_CONFLICT.SOURCE, SHOWN)
        .from(SALT_RETURN_CONFLICT)
        .leftJoin(SALT_RETURNS)
        .on(SALT_RETURNS.JID.eq(SALT_RETURN_CONFLICT.JID))
        .and(SALT_RETURNS.ID.eq(SALT_RETURN_CONFLICT.ID))
        .where(SALT_RETURN_CONFLICT.JID.eq(jid.text()))
        .and(which)
        .orderBy(SALT_RETURN_CONFLICT.ID)
        .limit(ROWS_MAX)
        .forEach(
            row ->
                doubts.merge(
                    row.value1(),
                    AnswerDoubt.NONE.with(
                        Boolean.TRUE.equals(row.value3()), row.value2() == Trust.UNVERIFIED),
                    (a, b) ->
                        new AnswerDoubt(
                            a.unverified() || b.unverified(), a.others() + b.others())));
    return doubts;
  }
}
