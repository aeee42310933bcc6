package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.SALT_RETURNS;

import dev.saltern.jobcache.mysql.ExpectedJob.Named;
import dev.saltern.jobcache.mysql.SelectCounts.Counts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Record2;
import org.jooq.impl.DSL;

/// How many minions should answer, returned, failed and are missing, counted now for some jobs at
/// once. Reads indexes only, but for rows of stock writers; the ids of who has returned only of
/// jobs that run, or where what the nodes have declared does not add up.
final class CountJobs {
  /// How many expected minions are looked at together; a job that has more is looked at by itself.
  static final int MINIONS_MAX = 200_000;

  /// All of a job from the index that has the ids beside what is counted.
  private static final MultiRow IDS =
      new MultiRow(
          "SELECT jid, id, outcome FROM salt_returns FORCE INDEX (salt_returns_outcome)"
              + " WHERE jid IN (",
          "?",
          ")");

  private final DSLContext dsl;
  private final SelectExpected select;
  private final MinionSets sets;

  CountJobs(DSLContext dsl) {
    this.dsl = dsl;
    this.select = new SelectExpected(dsl);
    this.sets = new MinionSets(dsl);
  }

  /// Takes the counts of a job, and who should answer it; nothing where nobody is expected.
  interface Taker {
    void take(String jid, Counts counts, Optional<ExpectedJob> expected);
  }

  /// The counts of those jobs that anything but a load is there of.
  Map<String, Counts> of(List<String> jids) {
    Map<String, Counts> counts = new HashMap<>();
    each(jids, (jid, counted, _) -> counts.put(jid, counted));
    return counts;
  }

  /// Hands over the counts of those jobs that anything but a load is there of.
  void each(List<String> jids, Taker taker) {
    if (jids.isEmpty()) {
      return;
    }
    Map<String, List<Named>> named = select.sets(jids);
    List<String> some = new ArrayList<>();
    long minions = 0;
    for (String jid : jids) {
      long its = named.getOrDefault(jid, List.of()).stream().mapToLong(Named::count).sum();
      if (!some.isEmpty() && minions + its > MINIONS_MAX) {
        count(some, named, taker);
        some.clear();
        minions = 0;
      }
      some.add(jid);
      minions += its;
    }
    count(some, named, taker);
  }

  private void count(List<String> jids, Map<String, List<Named>> named, Taker taker) {
    Map<String, ExpectedJob> expected = select.jobs(jids, named);
    Map<String, ExpectedJob> running = new HashMap<>(expected);
    running.values().removeIf(ExpectedJob::isDeclared);
    Map<String, Returned> returned =
        returned(jids.stream().filter(jid -> !running.containsKey(jid)).toList());
    Map<String, ExpectedJob> look = new HashMap<>(expected);
    look.entrySet()
        .removeIf(
            e ->
                !running.containsKey(e.getKey())
                    && e.getValue().addsUp(returned.getOrDefault(e.getKey(), Returned.NONE).count));
    returned.putAll(look(look));
    failedStock(returned);
    for (String jid : jids) {
      Returned r = returned.getOrDefault(jid, Returned.NONE);
      Optional<ExpectedJob> job = Optional.ofNullable(expected.get(jid));
      if (r.count > 0 || job.isPresent()) {
        taker.take(jid, counts(r, job), job);
      }
    }
  }

  /// How a job is at each node that expects minions of it, by its name.
  Map<String, ExpectedJob.AtNode> atNodes(String jid) {
    List<String> jids = List.of(jid);
    Map<String, ExpectedJob> job = select.jobs(jids, select.sets(jids));
    look(job);
    return job.isEmpty() ? Map.of() : job.values().iterator().next().atNodes(sets);
  }

  private Counts counts(Returned r, Optional<ExpectedJob> expected) {
    int awaited = expected.map(ExpectedJob::expected).orElse(0);
    // With nobody missing nothing more is to come.
    Optional<Boolean> done = expected.map(job -> job.isComplete(sets));
    int missing = expected.map(ExpectedJob::missing).orElse(0);
    return new Counts(awaited, r.count, r.failed, r.unjudged, missing, done);
  }

  private record Returned(int count, int failed, int unjudged) {
    static final Returned NONE = new Returned(0, 0, 0);

    Returned with(Returned other) {
      return new Returned(count + other.count, failed + other.failed, unjudged + other.unjudged);
    }
  }

  private Map<String, Returned> returned(Collection<String> jids) {
    Map<String, Returned> found = new HashMap<>();
    if (jids.isEmpty()) {
      return found;
    }
    var nulls = DSL.count().minus(DSL.count(SALT_RETURNS.OUTCOME));
    dsl.select(SALT_RETURNS.JID, DSL.count(), DSL.sum(SALT_RETURNS.OUTCOME), nulls)
        .from(SALT_RETURNS)
        .where(SALT_RETURNS.JID.in(jids))
        .groupBy(SALT_RETURNS.JID)
        .forEach(
            row -> {
              int failed = row.value3() == null ? 0 : row.value3().intValue();
              found.put(row.value1(), new Returned(row.value2(), failed, row.value4()));
            });
    return found;
  }

  /// The same of jobs whose every return is looked at, and told to the job.
  private Map<String, Returned> look(Map<String, ExpectedJob> jobs) {
    jobs.values().forEach(job -> job.read(sets));
    Map<String, Returned> found = new HashMap<>();
    dsl.connection(
        connection ->
            IDS.select(
                connection,
                List.copyOf(jobs.keySet()),
                JudgeJobs::bind,
                row -> {
                  String jid = row.getString(1);
                  ExpectedJob job = jobs.get(jid);
                  if (job != null) {
                    job.returned(row.getString(2));
                  }
                  int failed = row.getInt(3);
                  int unjudged = row.wasNull() ? 1 : 0;
                  found.merge(jid, new Returned(1, failed, unjudged), Returned::with);
                }));
    return found;
  }

  /// Adds to what is counted the failed of those that only a stock writer stored.
  private void failedStock(Map<String, Returned> returned) {
    List<String> unclear =
        returned.entrySet().stream()
            .filter(e -> e.getValue().unjudged > 0)
            .map(Map.Entry::getKey)
            .toList();
    if (unclear.isEmpty()) {
      return;
    }
    dsl.select(SALT_RETURNS.JID, DSL.count())
        .from(SALT_RETURNS)
        .where(SALT_RETURNS.JID.in(unclear))
        .and(Failed.byJson())
        .groupBy(SALT_RETURNS.JID)
        .fetchMap(Record2::value1, Record2::value2)
        .forEach((jid, n) -> returned.merge(jid, new Returned(0, n, 0), Returned::with));
  }
}
