package dev.saltern.lookup;

import dev.saltern.job.Jid;
import dev.saltern.jobcache.JobMinion.Standing;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Which minions of one job are wanted. Immutable.
///
/// | parameter | value |
/// |---|---|
/// | `minion` | a glob over the id |
/// | `state` | `failed`, `missing` or `ok`: only those |
/// | `limit` | how many a page, 1 to [JobFilter#LIMIT_MAX] |
public record JobMinionFilter(Optional<String> minion, Optional<Standing> state, int limit) {
  /// The parameters there are.
  public static final List<String> PARAMETERS = List.of("minion", "state", "limit");

  private static final String LIST = "job";

  /// The filter that parameters and their texts mean.
  public static JobMinionFilter parse(Map<String, String> texts) throws BadFilterException {
    Parameters given = Parameters.parse(LIST, PARAMETERS, texts, Clock.systemUTC());
    return new JobMinionFilter(
        given.text("minion"), given.oneOf("state", Standing.class), given.limit());
  }

  Set<Standing> standings() {
    return state.<Set<Standing>>map(EnumSet::of).orElseGet(() -> EnumSet.allOf(Standing.class));
  }

  String canonical(Jid jid) {
    return LIST + " " + jid + "\n" + minion.orElse("") + "\n" + state.map(Enum::name).orElse("");
  }
}
