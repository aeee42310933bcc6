package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.SALT_RETURNS;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_STATE_RUN;

import dev.saltern.job.MinionId;
import dev.saltern.jobcache.MinionLookup.Answered;
import dev.saltern.jobcache.MinionLookup.Highstate;
import dev.saltern.jobcache.MinionLookup.Minion;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Record;
import org.jooq.Select;
import org.jooq.impl.DSL;

/// Find: a page of minions, each with its newest return and its newest state run.
final class SelectMinions {
  private final DSLContext dsl;

  SelectMinions(DSLContext dsl) {
    this.dsl = dsl;
  }

  List<Minion> run(Optional<String> idGlob, Optional<MinionId> after, int limit) {
    List<Minion> minions = new ArrayList<>(limit);
    Optional<MinionId> last = after;
    boolean more = true;
    while (more && minions.size() < limit) {
      // Of a minion that only answered jobs whose jids are no date nothing is shown.
      int wanted = limit - minions.size();
      List<String> ids = ids(idGlob, last, wanted);
      minions.addAll(of(ids));
      more = ids.size() == wanted;
      last = more ? Optional.of(new MinionId(ids.getLast())) : last;
    }
    return minions;
  }

  private List<Minion> of(List<String> ids) {
    if (ids.isEmpty()) {
      return List.of();
    }
    Map<String, Answered> last = new HashMap<>();
    each(ids, id -> SelectHistory.newest(dsl, id))
        .fetch()
        .forEach(row -> last.put(row.get(SALT_RETURNS.ID), SelectHistory.answered(row)));
    Map<String, Highstate> runs = new HashMap<>();
    each(ids, id -> SelectHighstate.newest(dsl, id))
        .fetch()
        .forEach(row -> runs.put(row.get(SALT_STATE_RUN.ID), SelectHighstate.highstate(row)));
    List<Minion> minions = new ArrayList<>(ids.size());
    for (String id : ids) {
      Answered answered = last.get(id);
      if (answered != null) {
        minions.add(new Minion(new MinionId(id), answered, Optional.ofNullable(runs.get(id))));
      }
    }
    return minions;
  }

  private List<String> ids(Optional<String> idGlob, Optional<MinionId> after, int limit) {
    String glob = idGlob.orElse("*");
    return start(glob)
        .filter(_ -> isMariaDb())
        .map(start -> steps(start, after, limit))
        .orElseGet(() -> grouped(glob, after, limit));
  }

  /// What all ids that a glob fits begin with, where that is all it asks for.
  private static Optional<String> start(String glob) {
    String start = glob.substring(0, Math.max(0, glob.length() - 1));
    boolean only = glob.equals(start + "*") && start.chars().noneMatch(c -> "*?[".indexOf(c) >= 0);
    return only ? Optional.of(start) : Optional.empty();
  }

  private boolean isMariaDb() {
    return dsl.connectionResult(c -> c.getMetaData().getDatabaseProductVersion())
        .contains("MariaDB");
  }

  /// The ids with a start, a step into the index for each. For a GROUP BY MySQL takes these steps
  /// in one statement; MariaDB may do so, or may read all that each of the minions returned.
  private List<String> steps(String start, Optional<MinionId> after, int limit) {
    Condition next =
        after
            .map(MinionId::text)
            .filter(id -> id.compareTo(start) > 0)
            .map(SALT_RETURNS.ID::gt)
            .orElse(SALT_RETURNS.ID.ge(start));
    List<String> ids = new ArrayList<>(limit);
    while (ids.size() < limit) {
      String id =
          dsl.select(DSL.min(SALT_RETURNS.ID))
              .from(SALT_RETURNS)
              .where(next)
              .fetchSingle()
              .value1();
      if (id == null || !id.startsWith(start)) {
        return ids;
      }
      ids.add(id);
      next = SALT_RETURNS.ID.gt(id);
    }
    return ids;
  }

  private List<String> grouped(String idGlob, Optional<MinionId> after, int limit) {
    // A condition on the jid would read all returns of each id instead of its first.
    Condition condition = Globs.matches(SALT_RETURNS.ID, idGlob);
    if (after.isPresent()) {
      condition = condition.and(SALT_RETURNS.ID.gt(after.get().text()));
    }
    return dsl.select(SALT_RETURNS.ID)
        .from(SALT_RETURNS)
        .where(condition)
        .groupBy(SALT_RETURNS.ID)
        .orderBy(SALT_RETURNS.ID)
        .limit(limit)
        .fetch(SALT_RETURNS.ID);
  }

  /// One query for each id, as one statement: each is a step in an index, where a GROUP BY would
  /// read all that the minions ever returned.
  private static Select<Record> each(List<String> ids, Function<String, Select<Record>> query) {
    return ids.stream().map(query).reduce(Select::unionAll).orElseThrow();
  }
}
