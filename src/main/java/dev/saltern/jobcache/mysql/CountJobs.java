package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.SALT_EXPECTED;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_RETURNS;

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

/// How many minions should answer, returned, failed and are missing, counted now for some jobs at
/// once. Reads the indexes only, but for rows of stock writers.
final class CountJobs {
  private final DSLContext dsl;

  CountJobs(DSLContext dsl) {
    this.dsl = dsl;
  }

  /// The counts of those jobs that anything but a load is there of.
  Map<String, SelectCounts.Counts> of(List<String> jids) {
    if (jids.isEmpty()) {
      return Map.of();
    }
    Map<String, Returned> returned = returned(jids);
    Map<String, Integer> expected = expected(jids, DSL.noCondition());
    Map<String, Integer> missing = expected(jids, SelectMissing.open());
    Map<String, Boolean> complete =
        missing.isEmpty() ? Map.of() : new OpenJobs(dsl).complete(List.copyOf(missing.keySet()));
    Map<String, SelectCounts.Counts> counts = new HashMap<>();
    for (String jid : jids) {
      Returned r = returned.getOrDefault(jid, Returned.NONE);
      int awaited = expected.getOrDefault(jid, 0);
      if (r.count > 0 || awaited > 0) {
        // With nobody missing nothing more is to come.
        Optional<Boolean> done =
            awaited == 0 ? Optional.empty() : Optional.of(complete.getOrDefault(jid, true));
        counts.put(
            jid,
            new SelectCounts.Counts(
                awaited, r.count, r.failed, r.unjudged, missing.getOrDefault(jid, 0), done));
      }
    }
    return counts;
  }

  private record Returned(int count, int failed, int unjudged) {
    static final Returned NONE = new Returned(0, 0, 0);
  }

  private Map<String, Returned> returned(List<String> jids) {
    Map<String, Returned> found = new HashMap<>();
    Set<String> unclear = new HashSet<>();
    var nulls = DSL.count().minus(DSL.count(SALT_RETURNS.OUTCOME));
    dsl.select(SALT_RETURNS.JID, DSL.count(), DSL.sum(SALT_RETURNS.OUTCOME), nulls)
        .from(SALT_RETURNS)
        .where(SALT_RETURNS.JID.in(jids))
        .groupBy(SALT_RETURNS.JID)
        .forEach(
            row -> {
              int failed = row.value3() == null ? 0 : row.value3().intValue();
              found.put(row.value1(), new Returned(row.value2(), failed, row.value4()));
              if (row.value4() > 0) {
                unclear.add(row.value1());
              }
            });
    failedStock(unclear)
        .forEach(
            (jid, n) ->
                found.computeIfPresent(
                    jid, (_, r) -> new Returned(r.count, r.failed + n, r.unjudged)));
    return found;
  }

  private Map<String, Integer> failedStock(Set<String> jids) {
    if (jids.isEmpty()) {
      return Map.of();
    }
    return dsl.select(SALT_RETURNS.JID, DSL.count())
        .from(SALT_RETURNS)
        .where(SALT_RETURNS.JID.in(jids))
        .and(Failed.byJson())
        .groupBy(SALT_RETURNS.JID)
        .fetchMap(Record2::value1, Record2::value2);
  }

  private Map<String, Integer> expected(List<String> jids, Condition condition) {
    return dsl.select(SALT_EXPECTED.JID, DSL.countDistinct(SALT_EXPECTED.ID))
        .from(SALT_EXPECTED)
        .where(SALT_EXPECTED.JID.in(jids))
        .and(condition)
        .groupBy(SALT_EXPECTED.JID)
        .fetchMap(Record2::value1, Record2::value2);
  }
}
