package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.SALT_COMPLETION;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_EXPECTED_SET;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_MISSING;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_RETURNS;

import dev.saltern.jobcache.mysql.ExpectedJob.Found;
import dev.saltern.jobcache.mysql.ExpectedJob.Named;
import dev.saltern.jobcache.mysql.MinionSet.Hash;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

/// Find: which sets of minions jobs are for, and which minions were found missing.
final class SelectExpected {
  private static final byte YES = 1;

  private final DSLContext dsl;

  SelectExpected(DSLContext dsl) {
    this.dsl = dsl;
  }

  /// Whether a minion of `salt_missing` has returned after all: a look at one key for each row,
  /// where MariaDB would read all of salt_returns for a NOT EXISTS.
  static Condition returned() {
    Field<Integer> returns =
        DSL.field(
            DSL.selectCount()
                .from(SALT_RETURNS)
                .where(SALT_RETURNS.JID.eq(SALT_MISSING.JID))
                .and(SALT_RETURNS.ID.eq(SALT_MISSING.ID)));
    return returns.gt(0);
  }

  /// The sets of those of some jobs that have any.
  Map<String, List<Named>> sets(Collection<String> jids) {
    Map<String, List<Named>> sets = new HashMap<>();
    dsl.select(
            SALT_EXPECTED_SET.JID,
            SALT_EXPECTED_SET.NODE,
            SALT_EXPECTED_SET.HASH,
            SALT_EXPECTED_SET.MINION_COUNT,
            SALT_EXPECTED_SET.OPEN)
        .from(SALT_EXPECTED_SET)
        .where(SALT_EXPECTED_SET.JID.in(jids))
        .forEach(
            row ->
                sets.computeIfAbsent(row.value1(), _ -> new ArrayList<>())
                    .add(
                        new Named(
                            row.value2(),
                            new Hash(row.value3()),
                            row.value4(),
                            row.value5() == YES)));
    return sets;
  }

  /// Some jobs, none of them empty.
  ///
  /// @param sets their sets
  Map<String, ExpectedJob> jobs(Collection<String> jids, Map<String, List<Named>> sets) {
    Map<String, List<Found>> found = found(jids);
    Map<String, Set<String>> complete = complete(jids);
    Map<String, ExpectedJob> jobs = new HashMap<>();
    for (String jid : jids) {
      var job =
          new ExpectedJob(
              sets.getOrDefault(jid, List.of()),
              found.getOrDefault(jid, List.of()),
              complete.getOrDefault(jid, Set.of()));
      if (!job.isEmpty()) {
        jobs.put(jid, job);
      }
    }
    return jobs;
  }

  private Map<String, List<Found>> found(Collection<String> jids) {
    Map<String, List<Found>> found = new HashMap<>();
    dsl.select(SALT_MISSING.JID, SALT_MISSING.NODE, SALT_MISSING.ID, DSL.field(returned()))
        .from(SALT_MISSING)
        .where(SALT_MISSING.JID.in(jids))
        .forEach(
            row ->
                found
                    .computeIfAbsent(row.value1(), _ -> new ArrayList<>())
                    .add(new Found(row.value2(), row.value3(), row.value4())));
    return found;
  }

  private Map<String, Set<String>> complete(Collection<String> jids) {
    Map<String, Set<String>> complete = new HashMap<>();
    dsl.select(SALT_COMPLETION.JID, SALT_COMPLETION.NODE)
        .from(SALT_COMPLETION)
        .where(SALT_COMPLETION.JID.in(jids))
        .and(SALT_COMPLETION.COMPLETE.eq(YES))
        .forEach(
            row -> complete.computeIfAbsent(row.value1(), _ -> new HashSet<>()).add(row.value2()));
    return complete;
  }
}
