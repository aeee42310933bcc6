package dev.saltern.lookup.cli;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that say when.
final class TimeOptions {
  @Option(
      names = "--since",
      paramLabel = "TIME",
      description = "At this time or later: 2026-11-24, 2h, 3d, yesterday, ..")
  private @Nullable String since;

  @Option(names = "--until", paramLabel = "TIME", description = "At this time or earlier.")
  private @Nullable String until;

  /// Adds what was typed to the parameters of a filter.
  void addTo(Map<String, String> texts) {
    if (since != null) {
      texts.put("since", since);
    }
    if (until != null) {
      texts.put("until", until);
    }
  }
}
