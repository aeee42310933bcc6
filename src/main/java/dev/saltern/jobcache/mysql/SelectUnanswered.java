package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.JIDS;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_EXPECTED_SET;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_MINION_SET;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_MISSING;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_RETURNS;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.MinionLookup.Unanswered;
import dev.saltern.jobcache.mysql.MinionSet.Hash;
import dev.saltern.wire.JsonText;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jooq.DSLContext;
import org.jooq.Record3;
import org.jooq.Result;
import org.jooq.impl.DSL;

/// Find: the jobs that one minion should have answered and has not, newest first: those of which a
/// node found it missing, and those of which somebody may be missing whom no node has asked, where
/// it is in their sets.
final class SelectUnanswered {
  /// How many of the latter are looked at, newest first; of older ones only those count of which a
  /// node found it missing.
  static final int OPEN_MAX = 5_000;

  private static final int PAGE = 500;
  private static final byte OPEN = 1;

  /// Sorts after a blank, with which the collation fills up, and before any digit.
  private static final String AFTER = "!";

  private final DSLContext dsl;
  private final MinionId minion;

  SelectUnanswered(DSLContext dsl, MinionId minion) {
    this.dsl = dsl;
    this.minion = minion;
  }

  List<Unanswered> run(Optional<Jid> before, int limit) {
    String start = before.map(Jid::text).orElse(SelectJobs.NO_DATE);
    SortedMap<String, Unanswered> found = found(start, limit);
    String end = found.size() < limit ? "" : found.lastKey();
    open(start, end, limit)
        .forEach(
            (jid, node) ->
                found.putIfAbsent(jid, new Unanswered(new Jid(jid), "", node, Optional.empty())));
    List<Unanswered> page = found.values().stream().limit(limit).toList();
    Map<String, String> funs =
        dsl.select(JIDS.JID, JIDS.FUN)
            .from(JIDS)
            .where(JIDS.JID.in(page.stream().map(u -> u.jid().text()).toList()))
            .fetchMap(JIDS.JID, JIDS.FUN);
    return page.stream()
        .map(
            u ->
                new Unanswered(
                    u.jid(),
                    Optional.ofNullable(funs.get(u.jid().text())).orElse(""),
                    u.node(),
                    u.state()))
        .toList();
  }

  /// Those of which a node found it missing, newest first.
  private SortedMap<String, Unanswered> found(String before, int limit) {
    SortedMap<String, Unanswered> found = new TreeMap<>(Comparator.reverseOrder());
    dsl.select(SALT_MISSING.JID, SelectMissing.knowsMost(), SelectMissing.stateOfMost())
        .from(SALT_MISSING.forceIndex("salt_missing_id"))
        .where(SALT_MISSING.ID.eq(minion.text()))
        .and(SALT_MISSING.JID.lt(before))
        .and(DSL.not(SelectExpected.returned()))
        .groupBy(SALT_MISSING.JID)
        .orderBy(SALT_MISSING.JID.desc())
        .limit(limit)
        .forEach(
            row ->
                found.put(
                    row.value1(),
                    new Unanswered(
                        new Jid(row.value1()),
                        "",
                        row.value2(),
                        SelectMissing.state(row.value3()))));
    return found;
  }

  /// Those of whose sets it is and that it has not returned, newest first, each with the first of
  /// the nodes that expect it.
  ///
  /// @param after none that is older than this
  private SortedMap<String, String> open(String before, String after, int limit) {
    SortedMap<String, String> open = new TreeMap<>(Comparator.reverseOrder());
    String start = before;
    Result<Record3<String, String, byte[]>> page;
    int seen = 0;
    do {
      page =
          dsl.select(SALT_EXPECTED_SET.JID, SALT_EXPECTED_SET.NODE, SALT_EXPECTED_SET.HASH)
              .from(SALT_EXPECTED_SET.forceIndex("salt_expected_set_open"))
              .where(SALT_EXPECTED_SET.OPEN.eq(OPEN))
              .and(SALT_EXPECTED_SET.JID.lt(start))
              .and(SALT_EXPECTED_SET.JID.gt(after))
              .orderBy(SALT_EXPECTED_SET.JID.desc())
              .limit(PAGE)
              .fetch();
      Map<String, String> its = its(page);
      returned(its.keySet()).forEach(its::remove);
      open.putAll(its);
      seen += page.size();
      start = page.isEmpty() ? start : next(page);
    } while (page.size() == PAGE && seen < OPEN_MAX && open.size() < limit);
    return open;
  }

  /// Where the next page begins: with the job that this one ends in, whose other nodes may follow.
  private static String next(Result<Record3<String, String, byte[]>> page) {
    String last = page.getLast().value1();
    return page.getFirst().value1().equals(last) ? last : last + AFTER;
  }

  private Map<String, String> its(Result<Record3<String, String, byte[]>> page) {
    Set<Hash> hashes = new TreeSet<>();
    page.forEach(row -> hashes.add(new Hash(row.value3())));
    Set<Hash> with = new HashSet<>();
    if (!hashes.isEmpty()) {
      dsl.select(SALT_MINION_SET.HASH)
          .from(SALT_MINION_SET)
          .where(SALT_MINION_SET.HASH.in(hashes.stream().map(Hash::bytes).toList()))
          .and(DSL.position(SALT_MINION_SET.MINIONS, quoted()).gt(0))
          .forEach(row -> with.add(new Hash(row.value1())));
    }
    Map<String, String> its = new TreeMap<>();
    page.forEach(
        row -> {
          if (with.contains(new Hash(row.value3()))) {
            its.merge(row.value1(), row.value2(), (a, b) -> a.compareTo(b) < 0 ? a : b);
          }
        });
    return its;
  }

  /// The id as it stands in the text of a set, where no id has the quotes around it.
  private String quoted() {
    return JsonText.write(new Data.Text(minion.text()));
  }

  private List<String> returned(Collection<String> jids) {
    return jids.isEmpty()
        ? List.of()
        : dsl.select(SALT_RETURNS.JID)
            .from(SALT_RETURNS.forceIndex("PRIMARY"))
            .where(SALT_RETURNS.JID.in(jids))
            .and(SALT_RETURNS.ID.eq(minion.text()))
            .fetch(SALT_RETURNS.JID);
  }
}
