package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.SALT_STATE;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.StateOfRun;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/// Find: the states of one minion's run that are kept.
final class SelectStates {
  private final DSLContext dsl;

  SelectStates(DSLContext dsl) {
    this.dsl = dsl;
  }

  List<StateOfRun> run(Jid jid, MinionId minion, int after, int limit) {
    return dsl.selectFrom(SALT_STATE)
        .where(SALT_STATE.JID.eq(jid.text()))
        .and(SALT_STATE.ID.eq(minion.text()))
        .and(SALT_STATE.NUM.gt(after))
        .orderBy(SALT_STATE.NUM)
        .limit(limit)
        .fetch(
            row ->
                new StateOfRun(
                    row.getNum(),
                    row.getResult(),
                    new StateOfRun.Name(
                        row.getSls(),
                        row.getStateId(),
                        row.getName(),
                        row.getModule(),
                        row.getFunc()),
                    row.getComment(),
                    Optional.ofNullable(row.getDurationMs()),
                    row.getChanges() != 0));
  }
}
