package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.SALT_EVENTS;

import dev.saltern.jobcache.EventCursor;
import dev.saltern.jobcache.EventLookup.Tail;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record4;
import org.jooq.impl.DSL;

/// Find: events as they are committed. What has a higher id may be committed before what has a
/// lower one. A transaction that took longer than [#SETTLED_SECONDS] is none of ours: until then
/// every id is looked at again, and those that were shown are remembered.
final class TailEvents {
  /// How long after it was written an event may still be committed: more than a writer's statements
  /// may wait for locks and answers together.
  static final int SETTLED_SECONDS = 60;

  /// How many ids are read at a time.
  private static final int IDS_A_PAGE = 5_000;

  /// When an event was written, on the server's clock; a stock writer's row has a default.
  private static final Field<Boolean> SETTLED =
      DSL.field(
          "{0} < CURRENT_TIMESTAMP(6) - INTERVAL {1} SECOND",
          Boolean.class, SALT_EVENTS.STORED_AT, DSL.inline(SETTLED_SECONDS));

  private final DSLContext dsl;

  TailEvents(DSLContext dsl) {
    this.dsl = dsl;
  }

  /// A cursor behind all that is committed now.
  EventCursor end() {
    Long settled =
        dsl.select(SALT_EVENTS.ID)
            .from(SALT_EVENTS)
            .where(SETTLED)
            .orderBy(SALT_EVENTS.ID.desc())
            .limit(1)
            .fetchOne(SALT_EVENTS.ID);
    long from = settled == null ? 0 : settled;
    TreeSet<Long> seen =
        new TreeSet<>(
            dsl.select(SALT_EVENTS.ID)
                .from(SALT_EVENTS)
                .where(SALT_EVENTS.ID.gt(from))
                .fetch(SALT_EVENTS.ID));
    return new EventCursor(from, seen);
  }

  Tail run(EventCursor cursor, Optional<String> tag, int limit) {
    Field<Boolean> wanted =
        DSL.field(
            tag.map(glob -> Globs.matches(SALT_EVENTS.TAG, glob)).orElse(DSL.trueCondition()));
    TreeSet<Long> seen = new TreeSet<>(cursor.seen());
    SortedMap<Long, String> shown = new TreeMap<>();
    long settled = cursor.settled();
    long last = cursor.settled();
    boolean more = true;
    while (more && shown.size() < limit) {
      List<Record4<Long, String, Boolean, Boolean>> page = page(last, wanted);
      more = page.size() == IDS_A_PAGE;
      for (Record4<Long, String, Boolean, Boolean> row : page) {
        if (shown.size() == limit) {
          break;
        }
        last = row.value1();
        if (seen.add(last) && row.value3()) {
          shown.put(last, row.value2());
        }
        if (row.value4()) {
          settled = last;
        }
      }
    }
    EventCursor next = new EventCursor(settled, seen);
    return new Tail(shown.isEmpty() ? List.of() : new SelectEvents(dsl).of(shown), next);
  }

  private List<Record4<Long, String, Boolean, Boolean>> page(long after, Field<Boolean> wanted) {
    Condition condition = SALT_EVENTS.ID.gt(after);
    return dsl.select(SALT_EVENTS.ID, SelectEvents.SECOND, wanted, SETTLED)
        .from(SALT_EVENTS)
        .where(condition)
        .orderBy(SALT_EVENTS.ID)
        .limit(IDS_A_PAGE)
        .fetch();
  }
}
