package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.SALT_EXPECTED;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_RETURNS;

import dev.saltern.job.Jid;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record2;
import org.jooq.impl.DSL;

/// Find: how many minions returned, failed and are missing, for some jobs at once. Reads the
/// indexes only, but for rows of stock writers.
final class SelectCounts {
  private final DSLContext dsl;

  SelectCounts(DSLContext dsl) {
    this.dsl = dsl;
  }

  /// A job's counts.
  ///
  /// @param complete whether nothing more is to come; nothing where nobody is expected
  record Counts(int returned, int failed, int missing, Optional<Boolean> complete) {
    static final Counts NONE = new Counts(0, 0, 0, Optional.empty());

    Counts plusFailed(int more) {
      return new Counts(returned, failed + more, missing, complete);
    }
  }

  Map<String, Counts> of(List<Jid> jids) {
    Map<String, Counts> counts = new HashMap<>();
    if (jids.isEmpty()) {
      return counts;
    }
    List<String> texts = jids.stream().map(Jid::text).toList();
    Set<String> unclear = new HashSet<>();
    var nulls = DSL.count().minus(DSL.count(SALT_RETURNS.OUTCOME));
    dsl.select(SALT_RETURNS.JID, DSL.count(), DSL.sum(SALT_RETURNS.OUTCOME), nulls)
        .from(SALT_RETURNS)
        .where(SALT_RETURNS.JID.in(texts))
        .groupBy(SALT_RETURNS.JID)
        .forEach(
            row -> {
              int failed = row.value3() == null ? 0 : row.value3().intValue();
              counts.put(row.value1(), new Counts(row.value2(), failed, 0, Optional.empty()));
              if (row.value4() > 0) {
                unclear.add(row.value1());
              }
            });
    counted(unclear, failedStock(unclear))
        .forEach((jid, n) -> counts.computeIfPresent(jid, (_, c) -> c.plusFailed(n)));
    Map<String, Integer> missing = missing(texts);
    Map<String, Boolean> complete = new OpenJobs(dsl).complete(texts);
    for (String jid : texts) {
      Counts c = counts.get(jid);
      if (c != null || missing.containsKey(jid)) {
        Counts known = c == null ? Counts.NONE : c;
        counts.put(
            jid,
            new Counts(
                known.returned(),
                known.failed(),
                missing.getOrDefault(jid, 0),
                Optional.ofNullable(complete.get(jid))));
      }
    }
    return counts;
  }

  private static Condition failedStock(Set<String> jids) {
    return SALT_RETURNS.JID.in(jids).and(Failed.byJson());
  }

  private Map<String, Integer> counted(Set<String> jids, Condition condition) {
    if (jids.isEmpty()) {
      return Map.of();
    }
    return dsl.select(SALT_RETURNS.JID, DSL.count())
        .from(SALT_RETURNS)
        .where(condition)
        .groupBy(SALT_RETURNS.JID)
        .fetchMap(Record2::value1, Record2::value2);
  }

  private Map<String, Integer> missing(List<String> jids) {
    return dsl.select(SALT_EXPECTED.JID, DSL.countDistinct(SALT_EXPECTED.ID))
        .from(SALT_EXPECTED)
        .where(SALT_EXPECTED.JID.in(jids))
        .and(SelectMissing.open())
        .groupBy(SALT_EXPECTED.JID)
        .fetchMap(Record2::value1, Record2::value2);
  }
}
