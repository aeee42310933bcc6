package dev.saltern.lookup.cli;

import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options every command has.
final class CommonOptions {
  @Option(
      names = {"-c", "--config-dir"},
      paramLabel = "DIR",
      description = "Where Salt's configuration is (default: SALTERN_CONFIG_DIR, else /etc/salt).")
  private @Nullable Path configDir;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  private boolean help;

  Optional<Path> configDir() {
    return Optional.ofNullable(configDir);
  }

  boolean help() {
    return help;
  }
}
