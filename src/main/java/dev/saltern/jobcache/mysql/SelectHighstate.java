package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.SALT_STATE_RUN;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.MinionLookup.Highstate;
import dev.saltern.jobcache.Outcome;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;

/// Find: the newest state run of a minion, counted.
final class SelectHighstate {
  private static final List<String> FUNCTIONS = List.of("state.apply", "state.highstate");

  private static final List<Field<?>> COLUMNS =
      List.of(
          SALT_STATE_RUN.ID,
          SALT_STATE_RUN.JID,
          SALT_STATE_RUN.FUN,
          SALT_STATE_RUN.OUTCOME,
          SALT_STATE_RUN.STATES,
          SALT_STATE_RUN.OK,
          SALT_STATE_RUN.CHANGED,
          SALT_STATE_RUN.FAILED,
          SALT_STATE_RUN.PENDING,
          SALT_STATE_RUN.SKIPPED,
          SALT_STATE_RUN.DURATION_MS);

  private final DSLContext dsl;

  SelectHighstate(DSLContext dsl) {
    this.dsl = dsl;
  }

  Optional<Highstate> run(MinionId minion) {
    return newest(dsl, minion.text()).fetchOptional(SelectHighstate::highstate);
  }

  static Select<Record> newest(DSLContext dsl, String id) {
    return dsl.select(COLUMNS)
        .from(SALT_STATE_RUN)
        .where(SALT_STATE_RUN.ID.eq(id))
        .and(SALT_STATE_RUN.FUN.in(FUNCTIONS))
        .and(SALT_STATE_RUN.JID.lt(SelectJobs.NO_DATE))
        .orderBy(SALT_STATE_RUN.JID.desc())
        .limit(1);
  }

  static Highstate highstate(Record row) {
    return new Highstate(
        new Jid(row.get(SALT_STATE_RUN.JID)),
        row.get(SALT_STATE_RUN.FUN),
        row.get(SALT_STATE_RUN.OUTCOME) == 0 ? Outcome.OK : Outcome.FAILED,
        row.get(SALT_STATE_RUN.STATES),
        row.get(SALT_STATE_RUN.OK),
        row.get(SALT_STATE_RUN.CHANGED),
        row.get(SALT_STATE_RUN.FAILED),
        row.get(SALT_STATE_RUN.PENDING),
        row.get(SALT_STATE_RUN.SKIPPED),
        row.get(SALT_STATE_RUN.DURATION_MS));
  }
}
