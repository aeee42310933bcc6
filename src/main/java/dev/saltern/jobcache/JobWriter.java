package dev.saltern.jobcache;

import dev.saltern.Check;
import java.util.List;

/// The way into the job cache. Thread-safe; each call is one transaction over all kinds, retried
/// inside on deadlocks and lock waits.
public interface JobWriter {
  /// How entries are to be rendered for it. It may change with the server: ask before each batch.
  EntryForm form();

  /// Stores a batch, all or nothing, idempotently: the same entries again, from here or from
  /// another node at the same time, change nothing.
  ///
  /// @throws JobCacheUnavailableException where the database cannot be reached or takes no writes
  ///   now: wait and repeat
  /// @throws JobCacheRejectedException where it will never take this batch: divide it and find the
  ///   entry
  Written write(List<? extends Entry> batch)
      throws JobCacheUnavailableException, JobCacheRejectedException;

  Check check();
}
