package dev.saltern.lookup;

import dev.saltern.job.Glob;
import dev.saltern.jobcache.ReturnFilter;
import java.util.Optional;

/// Which minions of a job are wanted. Neither `failed` nor `missing`: all that returned. One or
/// both: those alone. Immutable.
///
/// @param minion only minions whose id matches
/// @param failed those that failed
/// @param missing those that have not returned
public record RowSelection(Optional<Glob> minion, boolean failed, boolean missing) {
  /// All that returned.
  public static final RowSelection RETURNED = new RowSelection(Optional.empty(), false, false);

  boolean wantsReturns() {
    return failed || !missing;
  }

  boolean wants(String minionId) {
    return minion.isEmpty() || minion.get().matches(minionId);
  }

  ReturnFilter returnFilter() {
    return new ReturnFilter(minion.map(Glob::text), failed);
  }
}
