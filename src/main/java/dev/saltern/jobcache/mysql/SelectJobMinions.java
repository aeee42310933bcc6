package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.SALT_RETURNS;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.AnswerDoubt;
import dev.saltern.jobcache.JobMinion;
import dev.saltern.jobcache.JobMinion.Standing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;

/// Find: the minions of a job without what they returned, failed before missing before ok.
final class SelectJobMinions {
  private static final Field<String> STORED_AT = Times.iso(SALT_RETURNS.STORED_AT);

  private final DSLContext dsl;
  private final Jid jid;
  private final Optional<String> idGlob;

  SelectJobMinions(DSLContext dsl, Jid jid, Optional<String> idGlob) {
    this.dsl = dsl;
    this.jid = jid;
    this.idGlob = idGlob;
  }

  List<JobMinion> run(Set<Standing> standings, Optional<JobMinion.Key> after, int limit) {
    List<JobMinion> found = new ArrayList<>();
    for (Standing standing : Standing.values()) {
      int order = after.map(key -> standing.compareTo(key.standing())).orElse(1);
      if (standings.contains(standing) && order >= 0 && found.size() < limit) {
        Optional<MinionId> from = order == 0 ? after.map(JobMinion.Key::minion) : Optional.empty();
        found.addAll(these(standing, from, limit - found.size()));
      }
    }
    var doubts =
        new SelectDisputed(dsl).of(jid, found.stream().map(m -> m.minion().text()).toList());
    found.replaceAll(m -> m.doubted(doubts.getOrDefault(m.minion().text(), AnswerDoubt.NONE)));
    return found;
  }

  private List<JobMinion> these(Standing standing, Optional<MinionId> after, int limit) {
    return switch (standing) {
      case FAILED -> returned(standing, (byte) 1, Failed.byJson(), after, limit);
      case OK -> returned(standing, (byte) 0, Failed.okByJson(), after, limit);
      case MISSING -> missing(after, limit);
    };
  }

  /// Ours and a stock writer's, which its JSON tells: one condition for both would sort all. Those
  /// that failed and a stock writer's are few, and an index has them together; ours that are well
  /// are found soonest in the order of the ids.
  private List<JobMinion> returned(
      Standing standing, byte outcome, Condition stock, Optional<MinionId> after, int limit) {
    Table<?> few = SALT_RETURNS.forceIndex("salt_returns_outcome");
    Table<?> ours = standing == Standing.FAILED ? few : SALT_RETURNS.forceIndex("PRIMARY");
    return Stream.concat(
            returned(ours, standing, SALT_RETURNS.OUTCOME.eq(outcome), after, limit).stream(),
            returned(few, standing, stock, after, limit).stream())
        .sorted(Comparator.comparing(JobMinion::minion))
        .limit(limit)
        .toList();
  }

  private List<JobMinion> returned(
      Table<?> table, Standing standing, Condition condition, Optional<MinionId> after, int limit) {
    return dsl.select(SALT_RETURNS.ID, SALT_RETURNS.RETCODE, STORED_AT, SALT_RETURNS.NODE)
        .from(table)
        .where(SALT_RETURNS.JID.eq(jid.text()))
        .and(condition)
        .and(after.map(id -> SALT_RETURNS.ID.gt(id.text())).orElse(DSL.noCondition()))
        .and(idGlob.map(glob -> Globs.matches(SALT_RETURNS.ID, glob)).orElse(DSL.noCondition()))
        .orderBy(SALT_RETURNS.ID)
        .limit(limit)
        .fetch(row -> returned(standing, row));
  }

  private static JobMinion returned(Standing standing, Record row) {
    return new JobMinion(
        new MinionId(row.get(SALT_RETURNS.ID)),
        standing,
        Optional.ofNullable(row.get(SALT_RETURNS.RETCODE)),
        Optional.of(Times.instant(row.get(STORED_AT))),
        row.get(SALT_RETURNS.NODE),
        Optional.empty());
  }

  private List<JobMinion> missing(Optional<MinionId> after, int limit) {
    return new SelectMissing(dsl)
        .run(jid, idGlob, after, limit).stream()
            .map(
                m ->
                    new JobMinion(
                        m.minion(),
                        Standing.MISSING,
                        Optional.empty(),
                        Optional.empty(),
                        m.node(),
                        m.state()))
            .toList();
  }
}
