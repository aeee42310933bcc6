package dev.saltern.jobcache;

import dev.saltern.Check;
import dev.saltern.job.Arrival;
import java.util.List;

/// The way into the job cache. Thread-safe; each call is one transaction, retried inside on
/// deadlocks and lock waits.
public interface JobWriter {
  /// One arrival and where it stands in the node's spool.
  record Entry(long position, Arrival arrival) {}

  /// Stores a batch, all or nothing, idempotently: the same entries again, from here or from
  /// another node at the same time, change nothing.
  ///
  /// @throws JobCacheUnavailableException where the database cannot be reached or takes no writes
  ///   now: wait and repeat
  /// @throws JobCacheRejectedException where it will never take this batch: divide it and find the
  ///   entry
  Stored write(List<Entry> batch) throws JobCacheUnavailableException, JobCacheRejectedException;

  Check check();
}
