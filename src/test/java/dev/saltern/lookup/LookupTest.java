package dev.saltern.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Data;
import dev.saltern.job.Glob;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.JobSummary;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LookupTest {
  private static final Jid JID = new Jid("20261124120000000000");

  private final FakeJobLookup jobs = new FakeJobLookup();
  private final Lookup lookup = new Lookup(jobs);

  @Test
  void pagesOfJobsHoldEachJobOnce() throws Exception {
    for (int i = 0; i < 23; i++) {
      jobs.load(Jid.at(Instant.ofEpochSecond(1_700_000_000L + i)), Data.dict("fun", "test.ping"));
    }
    JobFilter filter = filter(Map.of("limit", "5"));

    List<Jid> seen = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      JobList page = lookup.jobs(filter, after);
      page.jobs().stream().map(JobSummary::jid).forEach(seen::add);
      after = page.next();
    } while (after.isPresent() && seen.size() < 100);

    assertThat(seen)
        .hasSize(23)
        .doesNotHaveDuplicates()
        .isSortedAccordingTo((a, b) -> b.compareTo(a));
  }

  @Test
  void aTokenGoesWithAnotherPageSizeButNotWithOtherFilters() throws Exception {
    jobs.load(JID, Data.dict("fun", "test.ping"));
    jobs.load(new Jid("20261124120000000001"), Data.dict("fun", "test.ping"));
    String token = lookup.jobs(filter(Map.of("limit", "1")), Optional.empty()).next().orElseThrow();

    assertThat(lookup.jobs(filter(Map.of("limit", "2")), Optional.of(token)).jobs()).hasSize(1);
    assertThatThrownBy(() -> lookup.jobs(filter(Map.of("fun", "x")), Optional.of(token)))
        .isInstanceOf(BadFilterException.class)
        .hasMessageContaining("another query");
  }

  @Test
  void aTokenOfARelativeTimeStaysGoodWhileTimePasses() throws Exception {
    jobs.load(JID, Data.dict("fun", "test.ping"));
    jobs.load(new Jid("20261124120000000001"), Data.dict("fun", "test.ping"));
    Map<String, String> texts = Map.of("limit", "1", "since", "2h");
    Instant now = Instant.parse("2026-11-24T12:30:00Z");
    JobFilter first = JobFilter.parse(texts, Clock.fixed(now, java.time.ZoneOffset.UTC));
    JobFilter later =
        JobFilter.parse(texts, Clock.fixed(now.plusSeconds(60), java.time.ZoneOffset.UTC));
    String token = lookup.jobs(first, Optional.empty()).next().orElseThrow();

    assertThat(lookup.jobs(later, Optional.of(token)).jobs()).hasSize(1);
  }

  @Test
  void aTokenThatHoldsNoJidIsRefused() throws Exception {
    JobFilter filter = filter(Map.of());
    String token = new PageToken("web1").text(filter.canonical());

    assertThatThrownBy(() -> lookup.jobs(filter, Optional.of(token)))
        .isInstanceOf(BadFilterException.class)
        .hasMessageStartingWith("after: ");
  }

  @Test
  void thirtyThousandMinionsAreReadInPages() throws Exception {
    jobs.load(JID, Data.Dict.EMPTY);
    Set<String> expected = new HashSet<>();
    for (int i = 0; i < 30_000; i++) {
      String minion = "web%05d".formatted(i);
      expected.add(minion);
      if (i % 3 == 0) {
        jobs.missing(JID, minion, "sm" + i % 2);
      } else {
        jobs.returned(JID, minion, new Data.Int(i));
      }
    }
    RowSelection everyone = new RowSelection(Optional.empty(), false, true);

    List<String> missing = minions(everyone, JobRows.Order.BY_MINION);
    List<String> returned = minions(RowSelection.RETURNED, JobRows.Order.BY_MINION);

    assertThat(missing).hasSize(10_000).isSorted();
    assertThat(returned).hasSize(20_000).isSorted();
    expected.removeAll(missing);
    expected.removeAll(returned);
    assertThat(expected).isEmpty();
    assertThat(jobs.rowsMax).isLessThanOrEqualTo(Lookup.MISSING_A_PAGE);
  }

  @Test
  void failedAndMissingComeInOneOrderOrOneAfterTheOther() throws Exception {
    jobs.load(JID, Data.Dict.EMPTY)
        .returned(JID, "a", Data.Nil.NIL)
        .failed(JID, "d", Data.Nil.NIL)
        .failed(JID, "b", Data.Nil.NIL)
        .missing(JID, "c", "sm1")
        .missing(JID, "a2", "sm1");
    RowSelection wrong = new RowSelection(Optional.empty(), true, true);

    assertThat(minions(wrong, JobRows.Order.BY_MINION)).containsExactly("a2", "b", "c", "d");
    assertThat(minions(wrong, JobRows.Order.RETURNED_FIRST)).containsExactly("b", "d", "a2", "c");
  }

  @Test
  void aGlobHoldsForThoseThatReturnedAndThoseThatDidNot() throws Exception {
    jobs.load(JID, Data.Dict.EMPTY)
        .failed(JID, "web1", Data.Nil.NIL)
        .failed(JID, "db1", Data.Nil.NIL)
        .missing(JID, "web2", "sm1")
        .missing(JID, "db2", "sm1");
    RowSelection web = new RowSelection(Optional.of(new Glob("web*")), true, true);

    assertThat(minions(web, JobRows.Order.BY_MINION)).containsExactly("web1", "web2");
    assertThat(lookup.any(JID, new RowSelection(Optional.of(new Glob("x*")), false, true)))
        .isFalse();
  }

  @Test
  void latestIsTheNewestJobThatIsNoToolNoise() throws Exception {
    jobs.load(JID, Data.dict("fun", "test.ping"))
        .load(new Jid("20261124120000000009"), Data.dict("fun", "saltutil.find_job"));

    assertThat(lookup.job(JobRef.parse("latest")).map(JobSummary::jid)).contains(JID);
    assertThat(lookup.latest(filter(Map.of("fun", "x"))).map(JobSummary::jid)).isEmpty();
  }

  private List<String> minions(RowSelection selection, JobRows.Order order) throws Exception {
    JobRows rows = lookup.rows(JID, selection, order);
    List<String> minions = new ArrayList<>();
    for (var row = rows.next(); row.isPresent(); row = rows.next()) {
      minions.add(row.get().minion().text());
    }
    return minions;
  }

  private static JobFilter filter(Map<String, String> texts) throws BadFilterException {
    return JobFilter.parse(texts, Clock.systemUTC());
  }
}
