package dev.saltern.app;

import dev.saltern.jobcache.mysql.MySqlJobLookup;
import dev.saltern.lookup.cli.ExitCode;
import dev.saltern.lookup.cli.LookupSource;
import dev.saltern.lookup.cli.LookupSourceException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/// `lookup.cli > JobCacheSource > jobcache.mysql`: opens the job cache that the configuration
/// names.
final class JobCacheSource implements LookupSource {
  private final Map<String, String> environment;
  private final Supplier<Optional<Path>> named;

  /// @param named the folder that stands before the command
  JobCacheSource(Map<String, String> environment, Supplier<Optional<Path>> named) {
    this.environment = Map.copyOf(environment);
    this.named = named;
  }

  @Override
  public Opened open(Optional<Path> folder) throws LookupSourceException {
    try {
      NodeConfig config =
          NodeConfig.read(
              folder.or(named).orElseGet(() -> NodeConfig.folder(environment)), environment);
      var jobCache = new MySqlJobLookup(config.mysql());
      return new Opened(jobCache, jobCache::close);
    } catch (ConfigException e) {
      throw new LookupSourceException(ExitCode.CONFIG, String.join("\n", e.problems()), e);
    }
  }
}
