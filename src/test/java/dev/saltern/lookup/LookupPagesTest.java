package dev.saltern.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.EventLookup.StoredEvent;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobLookup.Missing;
import dev.saltern.jobcache.JobLookup.StoredReturn;
import dev.saltern.jobcache.JobMinion;
import dev.saltern.jobcache.MinionLookup.Answered;
import dev.saltern.jobcache.MinionLookup.Minion;
import dev.saltern.jobcache.MinionLookup.Unanswered;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Every list in pages of one row: each row once, in order, to the end; a token is good for its own
/// list only.
class LookupPagesTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-24T12:30:00Z"), ZoneOffset.UTC);
  private static final Jid FIRST = new Jid("20261124120000000001");
  private static final Jid SECOND = new Jid("20261124120000000002");
  private static final MinionId WEB1 = new MinionId("web1");
  private static final MinionId GONE = new MinionId("gone");

  private final FakeJobLookup jobs = new FakeJobLookup();
  private final Lookup lookup = new Lookup(jobs);

  @BeforeEach
  void fill() {
    for (Jid jid : List.of(FIRST, SECOND)) {
      jobs.load(jid, Data.dict("fun", "test.ping"))
          .returned(jid, "web1", new Data.Int(1))
          .failed(jid, "web2", new Data.Int(1))
          .missing(jid, "gone", "sm1")
          .missing(jid, "gone2", "sm1");
    }
    for (String id : List.of("web1", "web2")) {
      Answered last = new Answered(SECOND, "test.ping", Optional.of(0L), false, Instant.EPOCH, "a");
      jobs.minions.put(new MinionId(id), new Minion(new MinionId(id), last, Optional.empty()));
    }
    for (int id = 1; id <= 3; id++) {
      Instant stamp = Instant.ofEpochSecond(1_700_000_000L + id);
      jobs.events.add(new StoredEvent(id, "e/" + id, Data.Dict.EMPTY, stamp, "m", "a"));
    }
  }

  private interface Pages<T> {
    Page<T> after(Optional<String> token) throws BadFilterException, JobCacheUnavailableException;
  }

  private static <T, K> List<K> all(Pages<T> pages, Function<T, K> key) throws Exception {
    List<K> seen = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      Page<T> page = pages.after(after);
      assertThat(page.items()).hasSize(1);
      seen.add(key.apply(page.items().getFirst()));
      after = page.next();
    } while (after.isPresent() && seen.size() < 20);
    return seen;
  }

  @Test
  void theMinionsOfAJob() throws Exception {
    JobMinionFilter filter = JobMinionFilter.parse(Map.of("limit", "1"));

    assertThat(all(after -> lookup.minionsOf(FIRST, filter, after), m -> m.minion().text()))
        .containsExactly("web2", "gone", "gone2", "web1");
    JobMinionFilter missing = JobMinionFilter.parse(Map.of("limit", "1", "state", "missing"));
    assertThat(all(after -> lookup.minionsOf(FIRST, missing, after), JobMinion::standing))
        .containsExactly(JobMinion.Standing.MISSING, JobMinion.Standing.MISSING);
  }

  @Test
  void theReturnsOfAJobAndWhoIsMissing() throws Exception {
    assertThat(lookup.returns(FIRST, JobMinionFilter.parse(Map.of()), Optional.empty()).items())
        .extracting(StoredReturn::minion)
        .containsExactly(WEB1, new MinionId("web2"));
    assertThat(all(after -> lookup.missing(FIRST, 1, after), Missing::minion))
        .containsExactly(GONE, new MinionId("gone2"));
  }

  @Test
  void theMinionsAndWhatEachDid() throws Exception {
    MinionFilter filter = MinionFilter.parse(Map.of("limit", "1"));
    assertThat(all(after -> lookup.minions(filter, after), m -> m.id().text()))
        .containsExactly("web1", "web2");

    HistoryFilter history = HistoryFilter.parse(Map.of("limit", "1"), CLOCK);
    assertThat(all(after -> lookup.history(WEB1, history, after), Answered::jid))
        .containsExactly(SECOND, FIRST);
    assertThat(all(after -> lookup.unanswered(GONE, 1, after), Unanswered::jid))
        .containsExactly(SECOND, FIRST);
  }

  @Test
  void theEvents() throws Exception {
    EventFilter filter = EventFilter.parse(Map.of("limit", "1"), CLOCK);

    assertThat(all(after -> lookup.events(filter, after), StoredEvent::id))
        .containsExactly(3L, 2L, 1L);
  }

  @Test
  void aTailGoesOnWhereItsCursorSays() throws Exception {
    EventFilter filter = EventFilter.parse(Map.of("tag", "e/*"), CLOCK);
    EventTail tail = lookup.tail(filter, Optional.of("1"));
    assertThat(tail.next()).extracting(StoredEvent::id).containsExactly(2L, 3L);
    assertThat(tail.next()).isEmpty();
    assertThat(lookup.tail(filter, Optional.of(tail.cursor())).next()).isEmpty();
    assertThat(lookup.tail(filter, Optional.empty()).next()).isEmpty();
    assertThatThrownBy(() -> lookup.tail(filter, Optional.of("x")))
        .isInstanceOf(BadFilterException.class)
        .hasMessageStartingWith("cursor: ");
  }

  @Test
  void aTokenOfOneListIsNoneOfAnother() throws Exception {
    MinionFilter minions = MinionFilter.parse(Map.of("limit", "1"));
    String token = lookup.minions(minions, Optional.empty()).next().orElseThrow();

    assertThatThrownBy(() -> lookup.missing(FIRST, 1, Optional.of(token)))
        .isInstanceOf(BadFilterException.class);
    String ofFirst = lookup.missing(FIRST, 1, Optional.empty()).next().orElseThrow();
    assertThatThrownBy(() -> lookup.missing(SECOND, 1, Optional.of(ofFirst)))
        .isInstanceOf(BadFilterException.class);
    HistoryFilter history = HistoryFilter.parse(Map.of("limit", "1"), CLOCK);
    String ofWeb1 = lookup.history(WEB1, history, Optional.empty()).next().orElseThrow();
    assertThatThrownBy(() -> lookup.history(GONE, history, Optional.of(ofWeb1)))
        .isInstanceOf(BadFilterException.class);
  }

  @Test
  void whatDoesNotParseNamesItsParameter() {
    assertThatThrownBy(() -> JobMinionFilter.parse(Map.of("state", "bad")))
        .hasMessage("state: expected one of failed, missing, ok; found 'bad'");
    assertThatThrownBy(() -> MinionFilter.parse(Map.of("limit", "0")))
        .hasMessageStartingWith("limit: ");
    assertThatThrownBy(() -> HistoryFilter.parse(Map.of("tag", "x"), CLOCK))
        .hasMessageStartingWith("tag: no such parameter");
    assertThatThrownBy(() -> EventFilter.parse(Map.of("since", "never"), CLOCK))
        .hasMessageStartingWith("since: ");
    assertThatThrownBy(() -> JobFilter.parse(Map.of("status", "done"), CLOCK))
        .hasMessage("status: expected one of running, complete, failed, missing; found 'done'");
  }
}
