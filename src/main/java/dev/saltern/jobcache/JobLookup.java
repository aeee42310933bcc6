package dev.saltern.jobcache;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.MinionState;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The way out of the job cache. Thread-safe.
public interface JobLookup {
  /// A minion that should have answered and has not.
  ///
  /// @param node the node that expects it
  /// @param state what the node found out about it; nothing where it has not asked yet
  record Missing(MinionId minion, String node, Optional<MinionState> state) {
    /// Why it is missing, in a few words for people.
    public String reason() {
      return state
          .map(
              s ->
                  switch (s) {
                    case RUNNING -> "still running";
                    case NOT_RUNNING -> "no longer running, no return came";
                    case NO_ANSWER -> "does not answer";
                    case NOT_ACCEPTED -> "its key is not accepted";
                  })
          .orElse("not asked yet");
    }
  }

  /// A return as it is kept.
  ///
  /// @param fullReturn the whole return load
  /// @param storedAt when the row was written, ISO 8601 UTC
  /// @param doubt what speaks against it
  record StoredReturn(
      Jid jid,
      MinionId minion,
      String fun,
      Data.Dict fullReturn,
      boolean failed,
      String storedAt,
      AnswerDoubt doubt) {
    /// One that nothing speaks against.
    public StoredReturn(
        Jid jid,
        MinionId minion,
        String fun,
        Data.Dict fullReturn,
        boolean failed,
        String storedAt) {
      this(jid, minion, fun, fullReturn, failed, storedAt, AnswerDoubt.NONE);
    }

    public Data value() {
      return fullReturn.get("return").orElse(Data.Nil.NIL);
    }
  }

  /// A minion whose answer is in doubt.
  record Disputed(MinionId minion, AnswerDoubt doubt) {}

  /// One page of jobs, newest first.
  JobPage jobs(JobQuery query) throws JobCacheUnavailableException;

  /// One job; nothing where neither a load nor a return of it is kept.
  Optional<JobSummary> job(Jid jid) throws JobCacheUnavailableException;

  /// The newest job that the query's filters let through.
  Optional<Jid> latest(JobQuery query) throws JobCacheUnavailableException;

  /// One job, where it came from and how far each node is with it; nothing where neither a load nor
  /// a return of it is kept.
  Optional<JobDetail> detail(Jid jid) throws JobCacheUnavailableException;

  /// Up to `limit` minions of a job whose answer is in doubt, in the order of their ids.
  List<Disputed> disputed(Jid jid, int limit) throws JobCacheUnavailableException;

  /// A page of a job's returns in the order of minion ids, after one id.
  ReturnPage returns(Jid jid, ReturnFilter filter, Optional<MinionId> after, PageBound bound)
      throws JobCacheUnavailableException;

  /// What one minion returned to a job.
  Optional<StoredReturn> returned(Jid jid, MinionId minion) throws JobCacheUnavailableException;

  /// Up to `limit` minions of a job without what they returned: those that failed, then those that
  /// have not returned, then the rest, each by their ids.
  ///
  /// @param idGlob only minions whose id matches
  /// @param standings only those that stand so
  List<JobMinion> minionsOf(
      Jid jid,
      Optional<String> idGlob,
      Set<JobMinion.Standing> standings,
      Optional<JobMinion.Key> after,
      int limit)
      throws JobCacheUnavailableException;

  /// Up to `limit` states of a minion's state run in the order of the run, after one place in it
  /// (-1 for the first).
  List<StateOfRun> states(Jid jid, MinionId minion, int after, int limit)
      throws JobCacheUnavailableException;

  /// Up to `limit` minions that should have answered a job and have not, in the order of their ids.
  List<Missing> missing(Jid jid, Optional<MinionId> after, int limit)
      throws JobCacheUnavailableException;
}
