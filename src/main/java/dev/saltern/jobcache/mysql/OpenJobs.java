package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.SALT_COMPLETION;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_EXPECTED;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;

/// Which jobs are complete: nobody is missing at a node that has not said that nothing more is to
/// come. Of a job that nobody is expected to answer that cannot be told.
final class OpenJobs {
  private static final byte TRUE = 1;

  private final DSLContext dsl;

  OpenJobs(DSLContext dsl) {
    this.dsl = dsl;
  }

  /// Whether each of some jobs is complete; without those nobody is expected to answer.
  Map<String, Boolean> complete(List<String> jids) {
    Set<String> running =
        new HashSet<>(
            dsl.selectDistinct(SALT_EXPECTED.JID)
                .from(SALT_EXPECTED)
                .where(SALT_EXPECTED.JID.in(jids))
                .and(awaited())
                .fetch(SALT_EXPECTED.JID));
    Map<String, Boolean> complete = new HashMap<>();
    dsl.selectDistinct(SALT_EXPECTED.JID)
        .from(SALT_EXPECTED)
        .where(SALT_EXPECTED.JID.in(jids))
        .forEach(row -> complete.put(row.value1(), !running.contains(row.value1())));
    return complete;
  }

  /// A row of `salt_expected` whose minion is missing at a node that has not declared completion.
  static Condition awaited() {
    return SelectMissing.open()
        .and(
            DSL.notExists(
                DSL.selectOne()
                    .from(SALT_COMPLETION)
                    .where(SALT_COMPLETION.JID.eq(SALT_EXPECTED.JID))
                    .and(SALT_COMPLETION.NODE.eq(SALT_EXPECTED.NODE))
                    .and(SALT_COMPLETION.COMPLETE.eq(TRUE))));
  }
}
