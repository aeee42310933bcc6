package dev.saltern.jobcache;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.MinionState;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What is kept of minions. Thread-safe.
public interface MinionLookup {
  /// One return of a minion, without what it returned.
  ///
  /// @param retcode its exit code; nothing where it sent none, or only a stock writer stored it
  /// @param node who wrote it; empty for a stock writer
  record Answered(
      Jid jid, String fun, Optional<Long> retcode, boolean failed, Instant storedAt, String node) {}

  /// A minion's state run (`state.apply` or `state.highstate`), counted.
  ///
  /// @param outcome whether it failed, by exit code, success flag or a failed state
  /// @param states how many states it has; the counts after it add up to this
  /// @param millis what they took together
  record Highstate(
      Jid jid,
      String fun,
      Outcome outcome,
      int states,
      int ok,
      int changed,
      int failed,
      int pending,
      int skipped,
      BigDecimal millis) {}

  /// A minion that has returned something.
  ///
  /// @param last its newest return, by jid
  /// @param highstate its newest state run; nothing where none is kept
  record Minion(MinionId id, Answered last, Optional<Highstate> highstate) {}

  /// A job that a minion should have answered and has not.
  ///
  /// @param fun the job's function; empty where its load is not kept
  /// @param node the node that expects the answer; of several the first by name
  /// @param state what the node found out; nothing where it has not asked
  record Unanswered(Jid jid, String fun, String node, Optional<MinionState> state) {}

  /// Which returns of a minion are wanted. Each filter that is there must match.
  ///
  /// @param fun a glob over the function
  /// @param since jobs that were started then or later
  /// @param until jobs that were started then or earlier
  /// @param internal whether tool noise (`saltutil.find_job` and its kin) is wanted too
  /// @param before only jobs older than this one: the key of the next page
  record History(
      Optional<String> fun,
      boolean failedOnly,
      Optional<Instant> since,
      Optional<Instant> until,
      boolean internal,
      Optional<Jid> before,
      int limit) {
    /// The newest returns.
    public static History newest(int limit) {
      return new History(
          Optional.empty(),
          false,
          Optional.empty(),
          Optional.empty(),
          false,
          Optional.empty(),
          limit);
    }
  }

  /// Up to `limit` minions in the order of their ids, after one id.
  ///
  /// @param idGlob only those whose id matches
  List<Minion> minions(Optional<String> idGlob, Optional<MinionId> after, int limit)
      throws JobCacheUnavailableException;

  /// What one minion returned, newest job first; fewer than the limit where it ends there.
  List<Answered> history(MinionId minion, History history) throws JobCacheUnavailableException;

  /// The newest state run of a minion.
  Optional<Highstate> highstate(MinionId minion) throws JobCacheUnavailableException;

  /// Up to `limit` jobs that a minion has not answered, newest first, older than one.
  List<Unanswered> unanswered(MinionId minion, Optional<Jid> before, int limit)
      throws JobCacheUnavailableException;
}
