package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.SALT_EVENTS;

import dev.saltern.job.Data;
import dev.saltern.jobcache.EventLookup;
import dev.saltern.jobcache.EventLookup.EventQuery;
import dev.saltern.jobcache.EventLookup.StoredEvent;
import dev.saltern.wire.JsonText;
import dev.saltern.wire.WireException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.Table;
import org.jooq.impl.DSL;

/// Find: events, newest first.
final class SelectEvents {
  private static final Field<String> STAMP = Times.iso(SALT_EVENTS.ALTER_TIME);

  private static final List<Field<?>> COLUMNS =
      List.of(
          SALT_EVENTS.ID,
          SALT_EVENTS.TAG,
          SALT_EVENTS.DATA,
          STAMP,
          SALT_EVENTS.MASTER_ID,
          SALT_EVENTS.NODE);

  /// As a condition takes it.
  static final Field<String> SECOND =
      DSL.field("DATE_FORMAT({0}, '%Y-%m-%d %H:%i:%s')", String.class, SALT_EVENTS.ALTER_TIME);

  private static final Table<?> BY_TIME = SALT_EVENTS.forceIndex("salt_events_time");

  private final DSLContext dsl;

  SelectEvents(DSLContext dsl) {
    this.dsl = dsl;
  }

  List<StoredEvent> run(EventQuery query) {
    Condition c = DSL.noCondition();
    if (query.before().isPresent()) {
      EventLookup.Key before = query.before().get();
      c =
          SALT_EVENTS
              .ALTER_TIME
              .le(time(before.stamp()))
              .and(
                  SALT_EVENTS
                      .ALTER_TIME
                      .lt(time(before.stamp()))
                      .or(SALT_EVENTS.ID.lt(before.id())));
    }
    if (query.since().isPresent()) {
      c = c.and(SALT_EVENTS.ALTER_TIME.ge(time(query.since().get())));
    }
    if (query.until().isPresent()) {
      c = c.and(SALT_EVENTS.ALTER_TIME.le(time(query.until().get())));
    }
    if (query.tag().isPresent()) {
      c = c.and(Globs.matches(SALT_EVENTS.TAG, query.tag().get()));
    }
    Optional<String> oldest = oldest(c, query.limit());
    if (oldest.isPresent()) {
      c = c.and(SALT_EVENTS.ALTER_TIME.ge(time(oldest.get())));
    }
    return dsl.select(COLUMNS)
        .from(BY_TIME)
        .where(c)
        .orderBy(SALT_EVENTS.ALTER_TIME.desc(), SALT_EVENTS.ID.desc())
        .limit(query.limit())
        .fetch(SelectEvents::event);
  }

  /// The time of the last event of a page; nothing where the page is not full. MariaDB reads all
  /// events that fit when two columns order them, and no more than the page when one does.
  private Optional<String> oldest(Condition fits, int limit) {
    return dsl.select(SECOND)
        .from(BY_TIME)
        .where(fits)
        .orderBy(SALT_EVENTS.ALTER_TIME.desc())
        .limit(1)
        .offset(limit - 1)
        .fetchOptional(SECOND);
  }

  /// Those with these ids, in the order of them.
  ///
  /// @param seconds the [#SECOND] of each: an id alone would be looked for in the partition of each
  ///   day
  List<StoredEvent> of(SortedMap<Long, String> seconds) {
    return dsl.select(COLUMNS)
        .from(SALT_EVENTS)
        .where(SALT_EVENTS.ID.in(seconds.keySet()))
        .and(SALT_EVENTS.ALTER_TIME.ge(time(Collections.min(seconds.values()))))
        .and(SALT_EVENTS.ALTER_TIME.le(time(Collections.max(seconds.values()))))
        .orderBy(SALT_EVENTS.ID)
        .fetch(SelectEvents::event);
  }

  /// As the text it is compared with: partitions are chosen by it.
  private static Field<LocalDateTime> time(Instant instant) {
    return time(Stamps.timestamp(instant));
  }

  private static Field<LocalDateTime> time(String second) {
    return DSL.field("{0}", LocalDateTime.class, DSL.val(second));
  }

  private static StoredEvent event(Record row) {
    return new StoredEvent(
        row.get(SALT_EVENTS.ID),
        row.get(SALT_EVENTS.TAG),
        data(row.get(SALT_EVENTS.DATA)),
        Times.instant(row.get(STAMP)),
        row.get(SALT_EVENTS.MASTER_ID),
        row.get(SALT_EVENTS.NODE));
  }

  /// A stock writer's text that is no JSON is shown as the text it is.
  private static Data data(String json) {
    try {
      return JsonText.read(json);
    } catch (WireException _) {
      return new Data.Text(json);
    }
  }
}
