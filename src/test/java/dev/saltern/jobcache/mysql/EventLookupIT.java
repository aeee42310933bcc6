package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.Arrivals.batch;
import static dev.saltern.jobcache.Arrivals.event;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.jobcache.EventCursor;
import dev.saltern.jobcache.EventLookup;
import dev.saltern.jobcache.EventLookup.EventQuery;
import dev.saltern.jobcache.EventLookup.StoredEvent;
import dev.saltern.jobcache.EventLookup.Tail;
import java.sql.Connection;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventLookupIT {
  private JobCacheRig rig;

  @BeforeEach
  void create() throws Exception {
    rig = new JobCacheRig();
  }

  @AfterEach
  void drop() throws Exception {
    rig.close();
  }

  private void store(String tag, String stamp) throws Exception {
    rig.writer("a").write(batch(event(tag, stamp, "n", 1)));
  }

  private List<String> tags(Optional<String> tag, Optional<EventLookup.Key> before, int limit)
      throws Exception {
    EventQuery query = new EventQuery(tag, Optional.empty(), Optional.empty(), before, limit);
    return rig.lookup.events(query).stream().map(StoredEvent::tag).toList();
  }

  @Test
  void eventsComeNewestFirstInPages() throws Exception {
    store("e/2", "2026-11-24T12:00:02");
    store("e/1", "2026-11-24T12:00:01");
    store("e/3a", "2026-11-24T12:00:03.1");
    store("e/3b", "2026-11-24T12:00:03.2");
    store("e/4", "2026-11-25T00:00:00");

    assertThat(tags(Optional.empty(), Optional.empty(), 9))
        .containsExactly("e/4", "e/3b", "e/3a", "e/2", "e/1");
    List<String> paged = new ArrayList<>();
    Optional<EventLookup.Key> before = Optional.empty();
    for (int page = 0; page < 9; page++) {
      List<StoredEvent> rows =
          rig.lookup.events(
              new EventQuery(Optional.empty(), Optional.empty(), Optional.empty(), before, 1));
      rows.forEach(e -> paged.add(e.tag()));
      before = rows.isEmpty() ? before : Optional.of(rows.getLast().key());
    }
    assertThat(paged).containsExactly("e/4", "e/3b", "e/3a", "e/2", "e/1");
  }

  @Test
  void anEventTellsWhatItCarries() throws Exception {
    store("salt/minion/web1/start", "2026-11-24T12:00:02.5");

    StoredEvent found =
        rig.lookup
            .events(
                new EventQuery(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), 9))
            .getFirst();

    assertThat(found.data()).isEqualTo(Data.dict("n", 1, "_stamp", "2026-11-24T12:00:02.5"));
    assertThat(found.stamp()).isEqualTo(Instant.parse("2026-11-24T12:00:02Z"));
    assertThat(found.masterId()).isEqualTo("master");
    assertThat(found.node()).isEqualTo("a");
  }

  @Test
  void eventsAreFoundByTagAndTime() throws Exception {
    store("salt/minion/web1/start", "2026-11-24T12:00:01");
    store("salt/minion/web2/start", "2026-11-24T12:00:02");
    store("salt/key", "2026-11-24T12:00:03");

    assertThat(tags(Optional.of("salt/*/start"), Optional.empty(), 9))
        .containsExactly("salt/minion/web2/start", "salt/minion/web1/start");
    assertThat(tags(Optional.of("Salt/*"), Optional.empty(), 9)).isEmpty();
    assertThat(
            rig.lookup.events(
                new EventQuery(
                    Optional.empty(),
                    Optional.of(Instant.parse("2026-11-24T12:00:02Z")),
                    Optional.of(Instant.parse("2026-11-24T12:00:02Z")),
                    Optional.empty(),
                    9)))
        .extracting(StoredEvent::tag)
        .containsExactly("salt/minion/web2/start");
  }

  @Test
  void aTailShowsWhatComesAfterItBegan() throws Exception {
    store("old", "2026-11-24T12:00:01");
    EventCursor end = rig.lookup.end();
    store("new/1", "2026-11-24T12:00:01");
    store("new/2", "2026-11-24T11:00:00");

    Tail tail = rig.lookup.tail(end, Optional.empty(), 10);

    assertThat(tail.events()).extracting(StoredEvent::tag).containsExactly("new/1", "new/2");
    assertThat(rig.lookup.tail(tail.next(), Optional.empty(), 10).events()).isEmpty();
  }

  @Test
  void aTailLosesNothingThatIsCommittedLateAndShowsNothingTwice() throws Exception {
    EventCursor cursor = rig.lookup.end();
    try (Connection slow = rig.database.connect()) {
      slow.setAutoCommit(false);
      insert(slow, "slow");
      insert(rig.sql, "fast");

      Tail first = rig.lookup.tail(cursor, Optional.empty(), 10);
      slow.commit();
      Tail second = rig.lookup.tail(resumed(first.next()), Optional.empty(), 10);
      insert(rig.sql, "later");
      Tail third = rig.lookup.tail(resumed(second.next()), Optional.empty(), 10);

      assertThat(first.events()).extracting(StoredEvent::tag).containsExactly("fast");
      assertThat(second.events()).extracting(StoredEvent::tag).containsExactly("slow");
      assertThat(second.events().getFirst().id()).isLessThan(first.events().getFirst().id());
      assertThat(third.events()).extracting(StoredEvent::tag).containsExactly("later");
    }
  }

  /// What had not committed when the tail began belongs to it.
  @Test
  void aTailShowsWhatWasWrittenBeforeItBeganAndCommittedAfter() throws Exception {
    try (Connection slow = rig.database.connect()) {
      slow.setAutoCommit(false);
      insert(slow, "slow");
      insert(rig.sql, "fast");
      EventCursor end = rig.lookup.end();
      slow.commit();

      assertThat(rig.lookup.tail(end, Optional.empty(), 10).events())
          .extracting(StoredEvent::tag)
          .containsExactly("slow");
    }
  }

  @Test
  void aTailGoesThroughOldEventsInPagesAndForgetsWhatIsSettled() throws Exception {
    for (int i = 0; i < 7; i++) {
      insert(rig.sql, "old/" + i % 2);
    }
    Sql.execute(rig.sql, "UPDATE salt_events SET stored_at = '2026-11-24 12:00:00'");

    Tail tail = rig.lookup.tail(EventCursor.START, Optional.of("*/1"), 2);
    assertThat(tail.events()).hasSize(2);
    tail = rig.lookup.tail(tail.next(), Optional.of("*/1"), 2);
    assertThat(tail.events()).hasSize(1);
    assertThat(tail.next().seen()).isEmpty();
    assertThat(tail.next().settled()).isPositive();
    assertThat(rig.lookup.end().settled()).isEqualTo(tail.next().settled());
  }

  private static EventCursor resumed(EventCursor cursor) {
    return EventCursor.parse(cursor.text()).orElseThrow();
  }

  private static void insert(Connection connection, String tag) throws Exception {
    Sql.execute(
        connection,
        "INSERT INTO salt_events (tag, data, master_id) VALUES (?, '{}', 'master')",
        tag);
  }
}
