package dev.saltern.lookup;

import dev.saltern.job.Glob;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.EventCursor;
import dev.saltern.jobcache.EventLookup;
import dev.saltern.jobcache.EventLookup.StoredEvent;
import dev.saltern.jobcache.JobCacheReader;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobDetail;
import dev.saltern.jobcache.JobLookup.Disputed;
import dev.saltern.jobcache.JobLookup.Missing;
import dev.saltern.jobcache.JobLookup.StoredReturn;
import dev.saltern.jobcache.JobMinion;
import dev.saltern.jobcache.JobPage;
import dev.saltern.jobcache.JobQuery;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.jobcache.MinionLookup.Answered;
import dev.saltern.jobcache.MinionLookup.Highstate;
import dev.saltern.jobcache.MinionLookup.Minion;
import dev.saltern.jobcache.MinionLookup.Unanswered;
import dev.saltern.jobcache.NodeLookup.Node;
import dev.saltern.jobcache.OverviewLookup.Overview;
import dev.saltern.jobcache.PageBound;
import dev.saltern.jobcache.ReturnFilter;
import dev.saltern.jobcache.ReturnPage;
import dev.saltern.jobcache.StateOfRun;
import java.util.List;
import java.util.Optional;

/// Command line, REST and pages > Lookup > [JobCacheReader]: the one way to ask what was kept.
/// Thread-safe.
public final class Lookup {
  /// How many returns are read at a time. A return may be large, so a page of them is small.
  static final int RETURNS_A_PAGE = 100;

  /// How many missing minions are read at a time.
  static final int MISSING_A_PAGE = 500;

  /// How many jobs with failures the overview has.
  static final int FAILURES_SHOWN = 10;

  private final JobCacheReader jobCache;

  public Lookup(JobCacheReader jobCache) {
    this.jobCache = jobCache;
  }

  /// A page of jobs, newest first.
  ///
  /// @param after the token of the page, as [JobList#next] had it; nothing for the first
  public JobList jobs(JobFilter filter, Optional<String> after)
      throws BadFilterException, JobCacheUnavailableException {
    Paging<Jid> paging = Paging.jids(filter.canonical(), after);
    JobPage page = jobCache.jobs(filter.query(paging.key()));
    return new JobList(page.jobs(), page.next().map(paging::token));
  }

  /// The job meant; nothing where none is kept.
  public Optional<JobSummary> job(JobRef ref) throws JobCacheUnavailableException {
    return switch (ref) {
      case JobRef.ByJid(Jid jid) -> jobCache.job(jid);
      case JobRef.Latest _ -> newest(JobQuery.newest(1));
    };
  }

  /// The newest job that the filter lets through; nothing where there is none.
  public Optional<JobSummary> latest(JobFilter filter) throws JobCacheUnavailableException {
    return newest(filter.query(Optional.empty()));
  }

  /// The minions of a job.
  public JobRows rows(Jid jid, RowSelection selection, JobRows.Order order) {
    return new JobRows(returned(jid, selection), absent(jid, selection), order);
  }

  private Keyset<JobRow.Answered> returned(Jid jid, RowSelection selection) {
    return selection.wantsReturns()
        ? new Keyset<>(after -> answered(jid, selection, after), selection)
        : Keyset.empty();
  }

  private Keyset<JobRow.Absent> absent(Jid jid, RowSelection selection) {
    return selection.missing()
        ? new Keyset<>(after -> absent(jid, after), selection)
        : Keyset.empty();
  }

  /// All minions of a job: those that returned and those that have not.
  ///
  /// @param minion only minions whose id matches
  public JobRows everyone(Jid jid, Optional<Glob> minion, JobRows.Order order) {
    return new JobRows(
        returned(jid, new RowSelection(minion, false, false)),
        absent(jid, new RowSelection(minion, false, true)),
        order);
  }

  /// What differs between two jobs.
  ///
  /// @param minion only minions whose id matches
  public JobDiff diff(Jid before, Jid after, Optional<Glob> minion) {
    return new JobDiff(this, before, after, minion);
  }

  /// Whether any minion fits the selection.
  public boolean any(Jid jid, RowSelection selection) throws JobCacheUnavailableException {
    return rows(jid, selection, JobRows.Order.BY_MINION).next().isPresent();
  }

  private Keyset.Page<JobRow.Answered> answered(
      Jid jid, RowSelection selection, Optional<MinionId> after)
      throws JobCacheUnavailableException {
    ReturnPage page =
        jobCache.returns(jid, selection.returnFilter(), after, PageBound.ofRows(RETURNS_A_PAGE));
    return new Keyset.Page<>(
        page.returns().stream().map(JobRow.Answered::new).toList(), page.next());
  }

  private Keyset.Page<JobRow.Absent> absent(Jid jid, Optional<MinionId> after)
      throws JobCacheUnavailableException {
    List<Missing> page = jobCache.missing(jid, after, MISSING_A_PAGE);
    return new Keyset.Page<>(
        page.stream().map(JobRow.Absent::new).toList(),
        page.size() < MISSING_A_PAGE ? Optional.empty() : Optional.of(page.getLast().minion()));
  }

  /// One job, where it came from and how far each node is with it; nothing where none is kept.
  public Optional<JobDetail> detail(JobRef ref) throws JobCacheUnavailableException {
    Optional<Jid> jid =
        switch (ref) {
          case JobRef.ByJid(Jid named) -> Optional.of(named);
          case JobRef.Latest _ -> jobCache.latest(JobQuery.newest(1));
        };
    return jid.isEmpty() ? Optional.empty() : jobCache.detail(jid.get());
  }

  /// A page of a job's minions without what they returned: failed, then missing, then ok.
  public Page<JobMinion> minionsOf(Jid jid, JobMinionFilter filter, Optional<String> after)
      throws BadFilterException, JobCacheUnavailableException {
    Paging<JobMinion.Key> paging = Paging.standings(filter.canonical(jid), after);
    List<JobMinion> rows =
        jobCache.minionsOf(
            jid, filter.minion(), filter.standings(), paging.key(), filter.limit() + 1);
    return paging.page(rows, filter.limit(), JobMinion::key);
  }

  /// A page of a job's returns in the order of minion ids. It may be shorter than its limit: it is
  /// bounded in bytes as well ([PageBound#BYTES_DEFAULT]).
  ///
  /// @param filter its `state` may be `failed`; others mean all that returned
  public Page<StoredReturn> returns(Jid jid, JobMinionFilter filter, Optional<String> after)
      throws BadFilterException, JobCacheUnavailableException {
    Paging<MinionId> paging = Paging.minions("returns " + filter.canonical(jid), after);
    boolean failed = filter.state().equals(Optional.of(JobMinion.Standing.FAILED));
    ReturnPage page =
        jobCache.returns(
            jid,
            new ReturnFilter(filter.minion(), failed),
            paging.key(),
            PageBound.ofRows(filter.limit()));
    return new Page<>(page.returns(), page.next().map(paging::token));
  }

  /// A page of the minions that should have answered a job and have not, by their ids.
  public Page<Missing> missing(Jid jid, int limit, Optional<String> after)
      throws BadFilterException, JobCacheUnavailableException {
    Paging<MinionId> paging = Paging.minions("missing " + jid, after);
    return paging.page(jobCache.missing(jid, paging.key(), limit + 1), limit, Missing::minion);
  }

  /// Up to `limit` minions of a job whose answer is in doubt, by their ids.
  public List<Disputed> disputed(Jid jid, int limit) throws JobCacheUnavailableException {
    return jobCache.disputed(jid, limit);
  }

  /// What one minion returned to a job.
  public Optional<StoredReturn> returned(Jid jid, MinionId minion)
      throws JobCacheUnavailableException {
    return jobCache.returned(jid, minion);
  }

  /// Up to `limit` states of a minion's run, after one place in it (-1 for the first).
  public List<StateOfRun> states(Jid jid, MinionId minion, int after, int limit)
      throws JobCacheUnavailableException {
    return jobCache.states(jid, minion, after, limit);
  }

  /// A page of minions by their ids, each with its newest return and newest state run.
  public Page<Minion> minions(MinionFilter filter, Optional<String> after)
      throws BadFilterException, JobCacheUnavailableException {
    Paging<MinionId> paging = Paging.minions(filter.canonical(), after);
    List<Minion> rows = jobCache.minions(filter.minion(), paging.key(), filter.limit() + 1);
    return paging.page(rows, filter.limit(), Minion::id);
  }

  /// A page of what one minion returned, newest job first.
  public Page<Answered> history(MinionId minion, HistoryFilter filter, Optional<String> after)
      throws BadFilterException, JobCacheUnavailableException {
    Paging<Jid> paging = Paging.jids(filter.canonical(minion), after);
    List<Answered> rows =
        jobCache.history(minion, filter.history(paging.key(), filter.limit() + 1));
    return paging.page(rows, filter.limit(), Answered::jid);
  }

  /// The newest state run of a minion.
  public Optional<Highstate> highstate(MinionId minion) throws JobCacheUnavailableException {
    return jobCache.highstate(minion);
  }

  /// A page of the jobs that a minion has not answered, newest first.
  public Page<Unanswered> unanswered(MinionId minion, int limit, Optional<String> after)
      throws BadFilterException, JobCacheUnavailableException {
    Paging<Jid> paging = Paging.jids("unanswered " + minion, after);
    return paging.page(
        jobCache.unanswered(minion, paging.key(), limit + 1), limit, Unanswered::jid);
  }

  /// A page of events, newest first.
  public Page<StoredEvent> events(EventFilter filter, Optional<String> after)
      throws BadFilterException, JobCacheUnavailableException {
    Paging<EventLookup.Key> paging = Paging.events(filter.canonical(), after);
    List<StoredEvent> rows = jobCache.events(filter.query(paging.key(), filter.limit() + 1));
    return paging.page(rows, filter.limit(), StoredEvent::key);
  }

  /// The events that are stored from now on, or since a cursor that a tail told.
  public EventTail tail(EventFilter filter, Optional<String> cursor)
      throws BadFilterException, JobCacheUnavailableException {
    if (cursor.isEmpty()) {
      return new EventTail(jobCache, filter.tag(), jobCache.end());
    }
    EventCursor from =
        EventCursor.parse(cursor.get())
            .orElseThrow(
                () ->
                    new BadFilterException(
                        "cursor",
                        "expected the id of an event as the tail gave it; found '"
                            + Excerpt.of(cursor.get())
                            + "'"));
    return new EventTail(jobCache, filter.tag(), from);
  }

  /// All nodes, by name.
  public List<Node> nodes() throws JobCacheUnavailableException {
    return jobCache.nodes();
  }

  /// How things stand now.
  public Overview overview() throws JobCacheUnavailableException {
    return jobCache.overview(FAILURES_SHOWN);
  }

  private Optional<JobSummary> newest(JobQuery query) throws JobCacheUnavailableException {
    Optional<Jid> jid = jobCache.latest(query);
    return jid.isEmpty() ? Optional.empty() : jobCache.job(jid.get());
  }
}
