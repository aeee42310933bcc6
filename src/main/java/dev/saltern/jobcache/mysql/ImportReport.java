package dev.saltern.jobcache.mysql;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What an import did. Immutable.
///
/// @param partitions how many day partitions were made, over all tables
/// @param took how long this run took
public record ImportReport(
    String source, boolean dryRun, List<Part> parts, int partitions, Duration took) {
  public ImportReport {
    parts = List.copyOf(parts);
  }

  /// One table.
  ///
  /// @param total by all runs
  /// @param now by this run
  /// @param pass how many passes were made over it, by all runs
  /// @param horizon how far the last one went
  /// @param since nothing older was read
  public record Part(
      String name,
      ImportCounts total,
      ImportCounts now,
      int pass,
      String horizon,
      Optional<Instant> since) {}
}
