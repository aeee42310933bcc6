package dev.saltern.lookup;

import dev.saltern.job.Glob;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobLookup;
import dev.saltern.jobcache.JobPage;
import dev.saltern.jobcache.JobQuery;
import dev.saltern.jobcache.JobSummary;
import java.util.Optional;

/// Command line, REST and pages > Lookup > [JobLookup]: the one way to ask what was kept.
/// Thread-safe.
public final class Lookup {
  /// How many returns are read at a time. A return may be large, so a page of them is small.
  static final int RETURNS_A_PAGE = 100;

  /// How many missing minions are read at a time.
  static final int MISSING_A_PAGE = 500;

  private final JobLookup jobCache;

  public Lookup(JobLookup jobCache) {
    this.jobCache = jobCache;
  }

  /// A page of jobs, newest first.
  ///
  /// @param after the token of the page, as [JobList#next] had it; nothing for the first
  public JobList jobs(JobFilter filter, Optional<String> after)
      throws BadFilterException, JobCacheUnavailableException {
    Optional<Jid> before = Optional.empty();
    if (after.isPresent()) {
      PageToken token = PageToken.parse(after.get(), filter.canonical());
      before = Jid.parse(token.key());
      if (before.isEmpty()) {
        throw PageToken.noToken(after.get());
      }
    }
    JobPage page = jobCache.jobs(filter.query(before));
    return new JobList(
        page.jobs(), page.next().map(jid -> new PageToken(jid.text()).text(filter.canonical())));
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
    if (!selection.wantsReturns()) {
      return Keyset.empty();
    }
    return new Keyset<>(
        (after, limit) ->
            jobCache.returns(jid, selection.returnFilter(), after, limit).stream()
                .map(JobRow.Answered::new)
                .toList(),
        selection,
        RETURNS_A_PAGE);
  }

  private Keyset<JobRow.Absent> absent(Jid jid, RowSelection selection) {
    if (!selection.missing()) {
      return Keyset.empty();
    }
    return new Keyset<>(
        (after, limit) ->
            jobCache.missing(jid, after, limit).stream().map(JobRow.Absent::new).toList(),
        selection,
        MISSING_A_PAGE);
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

  private Optional<JobSummary> newest(JobQuery query) throws JobCacheUnavailableException {
    Optional<Jid> jid = jobCache.latest(query);
    return jid.isEmpty() ? Optional.empty() : jobCache.job(jid.get());
  }
}
