package dev.saltern.jobcache.mysql;

import dev.saltern.job.Arrival;
import dev.saltern.jobcache.JobCacheUnavailableException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Where [Import] takes rows from: tables of the stock returner ([StockTables]), or a master's own
/// job cache directory. It goes on being written while it is read. Confined to one thread.
///
/// Each part is read in pages, in an order of its own; a page again gives the same rows and those
/// that came meanwhile. A second pass over a part takes what came since the first began.
public interface ImportSource extends AutoCloseable {
  /// What its progress is kept under: the same for the same source, at most 255 characters.
  String name();

  /// What it has, in the order in which it is read: jobs before their returns.
  List<String> parts();

  /// How far a pass that begins now goes: a time, a number, whatever [#page] takes for it.
  String horizon(String part) throws JobCacheUnavailableException, InterruptedException;

  /// The days it has rows of, as far as can be told beforehand: a day left out shares the next
  /// one's partition.
  Days days(Optional<Instant> since) throws JobCacheUnavailableException;

  /// Hands over one page.
  ///
  /// @param after where the page before ended; nothing at the beginning of a pass
  /// @return where this one ended; nothing where it was the last
  Optional<Place> page(String part, Look look, Optional<Place> after, Sink sink)
      throws JobCacheUnavailableException;

  @Override
  void close();

  /// Days with jobs, and days with events.
  record Days(Set<LocalDate> jobs, Set<LocalDate> events) {
    public Days {
      jobs = Set.copyOf(jobs);
      events = Set.copyOf(events);
    }
  }

  /// A place in a part.
  ///
  /// @param key the last key of the page
  /// @param id where it ended within that key; nothing where all of it was read
  record Place(String key, Optional<String> id) {}

  /// What of a part is looked at.
  ///
  /// @param previous how far the pass before went; nothing in the first
  /// @param horizon how far this one goes
  /// @param since nothing older; nothing: all
  /// @param rowsMax about how many rows a page may have
  record Look(Optional<String> previous, String horizon, Optional<Instant> since, int rowsMax) {}

  /// Takes what a page has.
  interface Sink {
    void take(Found found) throws JobCacheUnavailableException;
  }

  /// A row of the source.
  sealed interface Found {
    /// Whether an earlier pass may have counted it.
    boolean again();

    /// One that can be stored.
    ///
    /// @param master the master whose event it is; empty for others
    /// @param inserted when the source took it; nothing where it does not say
    /// @param remark what had to be made up or left out, a few words; empty where nothing
    record Row(
        Arrival arrival, String master, Optional<Instant> inserted, String remark, boolean again)
        implements Found {}

    /// One that cannot.
    ///
    /// @param reason why, in the same words for all of its kind
    /// @param example which one
    record Bad(String reason, String example, boolean again) implements Found {}
  }
}
