package dev.saltern.jobcache;

import dev.saltern.job.MinionId;
import dev.saltern.jobcache.JobLookup.StoredReturn;
import java.util.List;
import java.util.Optional;

/// A page of a job's returns in the order of minion ids.
///
/// @param next after which id it goes on; nothing where it ends here. A page may be short and yet
///   not the last: it is bounded in bytes, too
public record ReturnPage(List<StoredReturn> returns, Optional<MinionId> next) {
  public ReturnPage {
    returns = List.copyOf(returns);
  }
}
