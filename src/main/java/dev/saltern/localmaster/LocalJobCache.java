package dev.saltern.localmaster;

import java.nio.file.Path;
import java.time.Duration;

/// What the local master keeps of its jobs itself. Immutable.
///
/// @param returner `master_job_cache`
/// @param storesReturns `job_cache`: whether returns are stored at all
/// @param external `ext_job_cache`: the returner minions use instead; empty where none
/// @param keep `keep_jobs_seconds`; zero: for ever
/// @param hashType how job directories are named
/// @param directory the root of `local_cache`
public record LocalJobCache(
    String returner,
    boolean storesReturns,
    String external,
    Duration keep,
    HashType hashType,
    Path directory) {
  /// Whether a return can be read from the master's own job cache.
  public boolean isLocalCache() {
    return returner.equals("local_cache") && storesReturns && external.isEmpty();
  }
}
