package dev.saltern.jobcache;

import static dev.saltern.jobcache.Arrivals.answer;
import static dev.saltern.jobcache.Arrivals.batch;
import static dev.saltern.jobcache.Arrivals.failure;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.Source;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// How jobs are found, on a job cache that holds the jobs of [#store] only.
public abstract class JobsContract {
  private static final Jid PING = new Jid("20261124100000000001");
  private static final Jid APPLY = new Jid("20261124100000000002");
  private static final Jid FIND = new Jid("20261124100000000003");
  private static final Jid MULTI = new Jid("20261124110000000004_77");
  private static final Jid SCHEDULED = new Jid("20261125000000000005");
  private static final Jid NO_DATE = new Jid("99999999999999999999");

  protected abstract JobWriter writer(String node);

  protected abstract JobLookup lookup();

  /// Brings the counts that filters look at up to date.
  protected abstract void count() throws Exception;

  @BeforeEach
  void store() throws Exception {
    writer("a")
        .write(
            batch(
                load(PING, "test.ping", "*", "sudo_alice"),
                load(APPLY, "state.apply", List.of("web1", "web2"), "bob"),
                load(FIND, "saltutil.find_job", "*", "sudo_alice"),
                load(MULTI, List.of("test.ping", "cmd.run"), "web%", "bob"),
                answer(PING, "web1", true),
                answer(PING, "db1", true),
                answer(APPLY, "web1", true),
                failure(APPLY, "web2"),
                answer(FIND, "web1", Data.Dict.EMPTY),
                answer(SCHEDULED, "db1", 1),
                answer(NO_DATE, "db1", 1)));
    count();
  }

  private static Load load(Jid jid, Object fun, Object tgt, String user) {
    return new Load(
        jid,
        Data.dict("jid", jid, "fun", fun, "arg", List.of(), "tgt", tgt, "user", user),
        "mom1",
        List.of(),
        Source.BUS);
  }

  @Test
  void theNewestComeFirstWithoutToolNoise() throws Exception {
    assertThat(jids(new Filter())).containsExactly(SCHEDULED, MULTI, APPLY, PING);
    assertThat(lookup().latest(JobQuery.newest(1))).contains(SCHEDULED);
  }

  @Test
  void toolNoiseIsThereForWhoAsks() throws Exception {
    Filter all = new Filter();
    all.internal = true;
    assertThat(jids(all)).contains(FIND);
  }

  @Test
  void aJidThatIsNoDateIsFoundByItselfAndDoesNotLeadTheList() throws Exception {
    assertThat(lookup().job(NO_DATE)).isPresent();
    assertThat(jids(new Filter())).doesNotContain(NO_DATE);
  }

  @Test
  void aJobIsFoundByItsFunctionTargetAndUser() throws Exception {
    assertThat(jids(fun("state.*"))).containsExactly(APPLY);
    assertThat(jids(fun("test.ping"))).containsExactly(SCHEDULED, PING);
    assertThat(jids(fun("test.ping*"))).containsExactly(SCHEDULED, MULTI, PING);
    assertThat(jids(fun("State.*"))).isEmpty();
    assertThat(jids(fun("' OR 1=1 --"))).isEmpty();

    Filter byTarget = new Filter();
    byTarget.tgt = Optional.of("web1,*");
    assertThat(jids(byTarget)).containsExactly(APPLY);
    byTarget.tgt = Optional.of("web%");
    assertThat(jids(byTarget)).containsExactly(MULTI);

    Filter byUser = new Filter();
    byUser.user = Optional.of("sudo_[a-c]*");
    assertThat(jids(byUser)).containsExactly(PING);
    byUser.user = Optional.of("bob");
    assertThat(jids(byUser)).containsExactly(MULTI, APPLY);
  }

  @Test
  void aJobIsFoundByWhoReturnedAndHow() throws Exception {
    Filter byMinion = new Filter();
    byMinion.minion = Optional.of(new MinionId("web1"));
    assertThat(jids(byMinion)).containsExactly(APPLY, PING);

    Filter failed = new Filter();
    failed.failedOnly = true;
    assertThat(jids(failed)).containsExactly(APPLY);
    assertThat(lookup().jobs(failed.query()).jobs().getFirst().failed()).isEqualTo(1);
  }

  @Test
  void aJobIsFoundByItsTime() throws Exception {
    Filter since = new Filter();
    since.since = Optional.of(Instant.parse("2026-11-24T11:00:00Z"));
    assertThat(jids(since)).containsExactly(SCHEDULED, MULTI);

    since.until = Optional.of(Instant.parse("2026-11-25T00:00:00Z"));
    assertThat(jids(since)).containsExactly(MULTI);
  }

  @Test
  void pagesFollowEachOtherToTheEnd() throws Exception {
    Filter filter = new Filter();
    filter.limit = 3;
    JobPage first = lookup().jobs(filter.query());
    assertThat(first.jobs()).extracting(JobSummary::jid).containsExactly(SCHEDULED, MULTI, APPLY);
    assertThat(first.next()).contains(APPLY);

    filter.before = first.next();
    JobPage second = lookup().jobs(filter.query());
    assertThat(second.jobs()).extracting(JobSummary::jid).containsExactly(PING);
    assertThat(second.next()).isEmpty();
    assertThat(second.jobs().getFirst().returned()).isEqualTo(2);
  }

  private List<Jid> jids(Filter filter) throws Exception {
    return new ArrayList<>(
        lookup().jobs(filter.query()).jobs().stream().map(JobSummary::jid).toList());
  }

  private static Filter fun(String glob) {
    Filter filter = new Filter();
    filter.fun = Optional.of(glob);
    return filter;
  }

  private static final class Filter {
    private Optional<String> fun = Optional.empty();
    private Optional<MinionId> minion = Optional.empty();
    private Optional<String> tgt = Optional.empty();
    private Optional<String> user = Optional.empty();
    private Optional<Instant> since = Optional.empty();
    private Optional<Instant> until = Optional.empty();
    private boolean failedOnly;
    private Optional<JobStatus> status = Optional.empty();
    private boolean internal;
    private Optional<Jid> before = Optional.empty();
    private int limit = 50;

    JobQuery query() {
      return new JobQuery(
          fun, minion, tgt, user, since, until, failedOnly, status, internal, before, limit);
    }
  }
}
