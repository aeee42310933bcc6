package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.SALT_RETURNS;

import dev.saltern.job.Functions;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.MinionLookup.Answered;
import dev.saltern.jobcache.MinionLookup.History;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Select;

/// Find: what one minion returned, newest job first, without the returns themselves.
final class SelectHistory {
  private static final Field<String> STORED_AT = Times.iso(SALT_RETURNS.STORED_AT);
  private static final Field<Boolean> FAILED = Failed.field();

  private static final List<Field<?>> COLUMNS =
      List.of(
          SALT_RETURNS.ID,
          SALT_RETURNS.JID,
          SALT_RETURNS.FUN,
          SALT_RETURNS.RETCODE,
          FAILED,
          STORED_AT,
          SALT_RETURNS.NODE);

  private final DSLContext dsl;

  SelectHistory(DSLContext dsl) {
    this.dsl = dsl;
  }

  List<Answered> run(MinionId minion, History history) {
    Condition c = SALT_RETURNS.ID.eq(minion.text()).and(SALT_RETURNS.JID.lt(SelectJobs.NO_DATE));
    if (history.before().isPresent()) {
      c = c.and(SALT_RETURNS.JID.lt(history.before().get().text()));
    }
    if (history.since().isPresent()) {
      c = c.and(SALT_RETURNS.JID.ge(Jid.at(history.since().get()).text()));
    }
    if (history.until().isPresent()) {
      c = c.and(SALT_RETURNS.JID.lt(Jid.at(history.until().get()).text()));
    }
    if (history.fun().isPresent()) {
      c = c.and(Globs.matches(SALT_RETURNS.FUN, history.fun().get()));
    }
    if (!history.internal()) {
      c = c.and(SALT_RETURNS.FUN.notIn(Functions.toolNoise()));
    }
    if (history.failedOnly()) {
      c = c.and(Failed.condition());
    }
    return dsl.select(COLUMNS)
        .from(SALT_RETURNS)
        .where(c)
        .orderBy(SALT_RETURNS.JID.desc())
        .limit(history.limit())
        .fetch(SelectHistory::answered);
  }

  /// The newest return of one minion, of those whose jids are dates.
  static Select<Record> newest(DSLContext dsl, String id) {
    return dsl.select(COLUMNS)
        .from(SALT_RETURNS)
        .where(SALT_RETURNS.ID.eq(id))
        .and(SALT_RETURNS.JID.lt(SelectJobs.NO_DATE))
        .orderBy(SALT_RETURNS.JID.desc())
        .limit(1);
  }

  static Answered answered(Record row) {
    return new Answered(
        new Jid(row.get(SALT_RETURNS.JID)),
        row.get(SALT_RETURNS.FUN),
        Optional.ofNullable(row.get(SALT_RETURNS.RETCODE)),
        row.get(FAILED),
        Times.instant(row.get(STORED_AT)),
        row.get(SALT_RETURNS.NODE));
  }
}
