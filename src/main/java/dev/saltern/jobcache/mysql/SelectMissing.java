package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.SALT_EXPECTED_SET;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_MISSING;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_RETURNS;

import dev.saltern.job.Glob;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.MinionState;
import dev.saltern.jobcache.JobLookup.Missing;
import dev.saltern.jobcache.mysql.MinionSet.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;

/// Find: the minions that should have answered a job and have not: those that a node found missing
/// and, while others may be, the job's sets less those that returned.
final class SelectMissing {
  /// How many minions of a set are looked up together, at the most.
  static final int LOOK_MAX = 2_000;

  private static final byte OPEN = 1;
  private static final int STATE_LENGTH = 1;

  private final DSLContext dsl;
  private final MinionSets sets;

  SelectMissing(DSLContext dsl) {
    this.dsl = dsl;
    this.sets = new MinionSets(dsl);
  }

  /// Which minions a page may have: those after one id.
  private record Range(String after, Optional<String> idGlob, int limit) {
    Condition of(Field<String> id) {
      Condition later = id.gt(after);
      return idGlob.map(glob -> later.and(Globs.matches(id, glob))).orElse(later);
    }
  }

  /// One per minion, in the order of their ids; where several nodes know of it, the one that knows
  /// most, of equals the first by name.
  ///
  /// @param idGlob only minions whose id matches
  List<Missing> run(Jid jid, Optional<String> idGlob, Optional<MinionId> after, int limit) {
    Range range = new Range(after.map(MinionId::text).orElse(""), idGlob, limit);
    SortedMap<String, Missing> missing = new TreeMap<>();
    found(jid, range).forEach(m -> missing.put(m.minion().text(), m));
    SortedMap<String, String[]> open = open(jid);
    Optional<String> last =
        missing.size() < limit ? Optional.empty() : Optional.of(missing.lastKey());
    for (String id : unreturned(jid, open, range, last)) {
      missing.computeIfAbsent(
          id, _ -> new Missing(new MinionId(id), expecting(open, id), Optional.empty()));
    }
    return missing.values().stream().limit(limit).toList();
  }

  private static String expecting(SortedMap<String, String[]> open, String id) {
    return open.entrySet().stream()
        .filter(node -> Arrays.binarySearch(node.getValue(), id) >= 0)
        .findFirst()
        .map(Map.Entry::getKey)
        .orElse("");
  }

  private List<Missing> found(Jid jid, Range range) {
    return dsl.select(SALT_MISSING.ID, knowsMost(), stateOfMost())
        .from(SALT_MISSING.forceIndex("PRIMARY"))
        .where(SALT_MISSING.JID.eq(jid.text()))
        .and(range.of(SALT_MISSING.ID))
        .and(DSL.not(SelectExpected.returned()))
        .groupBy(SALT_MISSING.ID)
        .orderBy(SALT_MISSING.ID)
        .limit(range.limit)
        .fetch(row -> new Missing(new MinionId(row.value1()), row.value2(), state(row.value3())));
  }

  /// The sets of whom somebody may be missing whom no node has found missing, by node.
  private SortedMap<String, String[]> open(Jid jid) {
    Map<String, List<Hash>> named = new TreeMap<>();
    dsl.select(SALT_EXPECTED_SET.NODE, SALT_EXPECTED_SET.HASH)
        .from(SALT_EXPECTED_SET.forceIndex("PRIMARY"))
        .where(SALT_EXPECTED_SET.JID.eq(jid.text()))
        .and(SALT_EXPECTED_SET.OPEN.eq(OPEN))
        .forEach(
            row ->
                named
                    .computeIfAbsent(row.value1(), _ -> new ArrayList<>())
                    .add(new Hash(row.value2())));
    SortedMap<String, String[]> open = new TreeMap<>();
    named.forEach((node, hashes) -> open.put(node, sets.union(hashes)));
    return open;
  }

  private List<String> unreturned(
      Jid jid, SortedMap<String, String[]> open, Range range, Optional<String> last) {
    String[] all = MinionSets.merged(open.values());
    int at = Arrays.binarySearch(all, range.after);
    int end = last.map(id -> Arrays.binarySearch(all, id)).orElse(all.length);
    int stop = end < 0 ? -end - 1 : end;
    Optional<Glob> glob = range.idGlob.map(Glob::new);
    List<String> found = new ArrayList<>();
    List<String> look = new ArrayList<>();
    int lookMax = range.limit;
    for (int i = at < 0 ? -at - 1 : at + 1; i < stop && found.size() < range.limit; i++) {
      String id = all[i];
      if (glob.isEmpty() || glob.get().matches(id)) {
        look.add(id);
      }
      if (look.size() == lookMax) {
        found.addAll(withoutReturned(jid, look));
        look.clear();
        lookMax = Math.clamp(lookMax * 2L, 1, LOOK_MAX);
      }
    }
    found.addAll(withoutReturned(jid, look));
    return found;
  }

  /// Those of some ids, which are sorted, that have not returned.
  private Set<String> withoutReturned(Jid jid, List<String> ids) {
    Set<String> left = new LinkedHashSet<>(ids);
    if (!ids.isEmpty()) {
      dsl.select(SALT_RETURNS.ID)
          .from(SALT_RETURNS.forceIndex("PRIMARY"))
          .where(SALT_RETURNS.JID.eq(jid.text()))
          .and(SALT_RETURNS.ID.between(ids.getFirst(), ids.getLast()))
          .forEach(row -> left.remove(row.value1()));
    }
    return left;
  }

  /// Of a group of rows of `salt_missing`, the node that knows most.
  static Field<String> knowsMost() {
    return DSL.substring(DSL.min(ranked()), STATE_LENGTH + 1, Column.NAME_MAX);
  }

  /// Of a group of rows, what that node knows, for [#state].
  static Field<String> stateOfMost() {
    return DSL.left(DSL.min(ranked()), STATE_LENGTH);
  }

  private static Field<String> ranked() {
    return DSL.concat(SALT_MISSING.STATE.cast(String.class), SALT_MISSING.NODE);
  }

  static Optional<MinionState> state(String code) {
    return Arrays.stream(MinionState.values())
        .filter(s -> code.equals(Integer.toString(UpsertCompletions.code(s))))
        .findFirst();
  }
}
