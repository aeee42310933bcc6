package dev.saltern.lookup;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.MinionLookup.History;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Which returns of one minion are wanted. Immutable.
///
/// | parameter | value |
/// |---|---|
/// | `fun` | a glob over the function |
/// | `since` `until` | when the job was started, as for [JobFilter] |
/// | `failed` | `true`: only failed returns |
/// | `all` | `true`: tool noise too |
/// | `limit` | how many a page, 1 to [JobFilter#LIMIT_MAX] |
///
/// @param texts the parameters as given, without empty ones
public record HistoryFilter(Map<String, String> texts, TimeRange range, int limit) {
  /// The parameters there are.
  public static final List<String> PARAMETERS =
      List.of("fun", "since", "until", "failed", "all", "limit");

  private static final String LIST = "history";

  public HistoryFilter {
    texts = Map.copyOf(texts);
  }

  /// The filter that parameters and their texts mean at `clock`'s now.
  public static HistoryFilter parse(Map<String, String> texts, Clock clock)
      throws BadFilterException {
    Parameters given = Parameters.parse(LIST, PARAMETERS, texts, clock);
    return new HistoryFilter(given.texts(), given.range(), given.limit());
  }

  History history(Optional<Jid> before, int rows) {
    return new History(
        Optional.ofNullable(texts.get("fun")),
        texts.containsKey("failed"),
        range.since(),
        range.until(),
        texts.containsKey("all"),
        before,
        rows);
  }

  String canonical(MinionId minion) {
    return Parameters.canonical(LIST + " " + minion.text(), texts);
  }
}
