package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.SALT_MINION_SET;

import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.mysql.MinionSet.Hash;
import dev.saltern.wire.JsonText;
import dev.saltern.wire.WireException;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jooq.DSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Find: the ids of sets, by their hash. A set never changes, so the last ones are remembered for
/// the whole process. Confined to one thread; what is remembered is shared.
final class MinionSets {
  /// How many ids are remembered, over all sets; about 60 bytes each.
  static final int REMEMBERED_IDS_MAX = 200_000;

  private static final String[] NOBODY = {};
  private static final Logger log = LoggerFactory.getLogger(MinionSets.class);
  private static final Remembered REMEMBERED = new Remembered();

  private final DSLContext dsl;

  MinionSets(DSLContext dsl) {
    this.dsl = dsl;
  }

  /// The sets used last.
  private static final class Remembered {
    private final Map<Hash, String[]> sets = new LinkedHashMap<>(16, 0.75f, true);
    private int ids;

    synchronized String[] get(Hash hash) {
      return sets.getOrDefault(hash, NOBODY);
    }

    synchronized void put(Hash hash, String[] set) {
      if (set.length <= REMEMBERED_IDS_MAX && sets.putIfAbsent(hash, set) == null) {
        ids += set.length;
        Iterator<String[]> eldest = sets.values().iterator();
        while (ids > REMEMBERED_IDS_MAX) {
          ids -= eldest.next().length;
          eldest.remove();
        }
      }
    }
  }

  /// The ids of some sets together, sorted, each once. What is no id in a set, or a set that is not
  /// there, is left out, and logged.
  String[] union(Collection<Hash> hashes) {
    return merged(new TreeSet<>(hashes).stream().map(this::ids).toList());
  }

  /// The ids of some arrays together, sorted, each once.
  static String[] merged(Collection<String[]> sets) {
    Set<String[]> distinct = Collections.newSetFromMap(new IdentityHashMap<>());
    distinct.addAll(sets);
    if (distinct.size() == 1) {
      return distinct.iterator().next();
    }
    SortedSet<String> all = new TreeSet<>();
    distinct.forEach(ids -> all.addAll(Arrays.asList(ids)));
    return all.toArray(String[]::new);
  }

  /// The ids of a set, sorted, each once. Nobody may change the array.
  String[] ids(Hash hash) {
    String[] known = REMEMBERED.get(hash);
    if (known.length > 0) {
      return known;
    }
    String json =
        dsl.select(SALT_MINION_SET.MINIONS)
            .from(SALT_MINION_SET)
            .where(SALT_MINION_SET.HASH.eq(hash.bytes()))
            .fetchOne(SALT_MINION_SET.MINIONS);
    if (json == null) {
      log.warn("salt_minion_set has no row with hash {}: its minions are not known", hash);
      return NOBODY;
    }
    String[] ids = read(json);
    if (Hash.of(json).equals(hash)) {
      REMEMBERED.put(hash, ids);
    }
    return ids;
  }

  /// The ids a set's text holds, sorted, each once; what is none is left out, and logged.
  static String[] read(String json) {
    try {
      if (JsonText.read(json) instanceof Data.Seq(var items)) {
        String[] ids =
            items.stream()
                .flatMap(item -> item.asText().stream())
                .filter(id -> MinionId.parse(id).isPresent())
                .sorted()
                .distinct()
                .toArray(String[]::new);
        if (ids.length < items.size()) {
          warn(json, items.size() - ids.length + " of its entries are no ids, or doubled");
        }
        return ids;
      }
      warn(json, "it is no array");
    } catch (WireException e) {
      warn(json, String.valueOf(e.getMessage()));
    }
    return NOBODY;
  }

  /// What the row holds is for no log; whoever mends it finds it by the sum.
  private static void warn(String json, String what) {
    log.warn(
        "salt_minion_set: expected a JSON array of minion ids, but {} (the row whose minions have"
            + " the SHA2 {}..)",
        what,
        Hash.of(json));
  }
}
