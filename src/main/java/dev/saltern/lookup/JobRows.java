package dev.saltern.lookup;

import dev.saltern.jobcache.JobCacheUnavailableException;
import java.util.Optional;

/// The minions of one job, one by one, read in pages: however many there are, no more than two
/// pages are in memory. Confined to one thread.
public final class JobRows {
  /// In which order they come.
  public enum Order {
    /// All by their ids.
    BY_MINION,
    /// Those that returned by their ids, then those that have not.
    RETURNED_FIRST
  }

  private final Keyset<? extends JobRow> returned;
  private final Keyset<? extends JobRow> missing;
  private final Order order;

  JobRows(Keyset<? extends JobRow> returned, Keyset<? extends JobRow> missing, Order order) {
    this.returned = returned;
    this.missing = missing;
    this.order = order;
  }

  /// The next one; nothing at the end.
  public Optional<JobRow> next() throws JobCacheUnavailableException {
    Optional<? extends JobRow> here = returned.peek();
    if (here.isPresent() && (order == Order.RETURNED_FIRST || !missingIsBefore(here.get()))) {
      returned.advance();
      return Optional.of(here.get());
    }
    Optional<? extends JobRow> absent = missing.peek();
    missing.advance();
    return absent.map(row -> row);
  }

  private boolean missingIsBefore(JobRow row) throws JobCacheUnavailableException {
    Optional<? extends JobRow> absent = missing.peek();
    return absent.isPresent() && absent.get().minion().compareTo(row.minion()) < 0;
  }
}
