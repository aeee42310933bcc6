package dev.saltern.lookup.cli;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options of every list that has pages.
final class ListOptions {
  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most this many (default 50, up to 1000).")
  private @Nullable String limit;

  @Option(
      names = "--after",
      paramLabel = "TOKEN",
      description = "The page after the one that printed this token, with the same filters.")
  private @Nullable String after;

  Optional<String> after() {
    return Optional.ofNullable(after);
  }

  /// Adds what was typed to the parameters of a filter.
  void addTo(Map<String, String> texts) {
    if (limit != null) {
      texts.put("limit", limit);
    }
  }
}
