package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.JIDS;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_EXPECTED;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.MinionLookup.Unanswered;
import java.util.List;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

/// Find: the jobs that one minion should have answered and has not, newest first.
final class SelectUnanswered {
  private final DSLContext dsl;

  SelectUnanswered(DSLContext dsl) {
    this.dsl = dsl;
  }

  List<Unanswered> run(MinionId minion, Optional<Jid> before, int limit) {
    Condition condition =
        SALT_EXPECTED
            .ID
            .eq(minion.text())
            .and(SALT_EXPECTED.JID.lt(before.map(Jid::text).orElse(SelectJobs.NO_DATE)))
            .and(SelectMissing.open());
    Field<String> fun =
        DSL.field(DSL.select(JIDS.FUN).from(JIDS).where(JIDS.JID.eq(SALT_EXPECTED.JID)));
    return dsl.select(SALT_EXPECTED.JID, SelectMissing.knowsMost(), SelectMissing.rankOfMost(), fun)
        .from(SALT_EXPECTED)
        .where(condition)
        .groupBy(SALT_EXPECTED.JID)
        .orderBy(SALT_EXPECTED.JID.desc())
        .limit(limit)
        .fetch(
            row ->
                new Unanswered(
                    new Jid(row.value1()),
                    row.value4() == null ? "" : row.value4(),
                    row.value2(),
                    SelectMissing.state(row.value3())));
  }
}
