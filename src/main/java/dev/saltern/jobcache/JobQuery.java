package dev.saltern.jobcache;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import java.time.Instant;
import java.util.Optional;

/// Which jobs are wanted. Each filter that is there must match.
///
/// @param fun a glob over the function
/// @param minion jobs this minion returned to
/// @param tgt a glob over the target as published
/// @param user a glob over the user
/// @param failedOnly only jobs with a failed return
/// @param status only jobs that stand so
/// @param internal whether tool noise (`saltutil.find_job` and its kin) is wanted too
/// @param before only jobs older than this one: the key of the next page
/// @param limit how many at the most
public record JobQuery(
    Optional<String> fun,
    Optional<MinionId> minion,
    Optional<String> tgt,
    Optional<String> user,
    Optional<Instant> since,
    Optional<Instant> until,
    boolean failedOnly,
    Optional<JobStatus> status,
    boolean internal,
    Optional<Jid> before,
    int limit) {
  /// The newest jobs, without tool noise.
  public static JobQuery newest(int limit) {
    return new JobQuery(
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false,
        Optional.empty(),
        false,
        Optional.empty(),
        limit);
  }
}
