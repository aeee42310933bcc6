package dev.saltern.lookup.cli;

import dev.saltern.jobcache.JobCacheReader;
import java.nio.file.Path;
import java.util.Optional;

/// Where the commands get the job cache from. `app` knows the configuration and the database; the
/// commands know neither.
@FunctionalInterface
public interface LookupSource {
  /// The job cache as configured in a directory; in the default one where none is told.
  Opened open(Optional<Path> configDir) throws LookupSourceException;

  /// A job cache that is open, and what ends it.
  record Opened(JobCacheReader jobCache, Runnable end) implements AutoCloseable {
    @Override
    public void close() {
      end.run();
    }
  }
}
