package dev.saltern.lookup;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which minions are wanted. Immutable.
///
/// | parameter | value |
/// |---|---|
/// | `minion` | a glob over the id |
/// | `limit` | how many a page, 1 to [JobFilter#LIMIT_MAX] |
public record MinionFilter(Optional<String> minion, int limit) {
  /// The parameters there are.
  public static final List<String> PARAMETERS = List.of("minion", "limit");

  private static final String LIST = "minions";

  /// The filter that parameters and their texts mean.
  public static MinionFilter parse(Map<String, String> texts) throws BadFilterException {
    Parameters given = Parameters.parse(LIST, PARAMETERS, texts, Clock.systemUTC());
    return new MinionFilter(given.text("minion"), given.limit());
  }

  String canonical() {
    return LIST + "\n" + minion.orElse("");
  }
}
