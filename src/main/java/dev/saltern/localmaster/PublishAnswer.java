package dev.saltern.localmaster;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import java.util.List;

/// What the local master answers to a [PublishRequest]. Immutable.
public sealed interface PublishAnswer {
  /// Published.
  ///
  /// @param minions whom the master expects to answer; may be empty with `order_masters`
  /// @param missing ids of a list target that the master does not know
  record Published(Jid jid, List<MinionId> minions, List<MinionId> missing)
      implements PublishAnswer {
    public Published {
      minions = List.copyOf(minions);
      missing = List.copyOf(missing);
    }
  }

  /// No minion here matches; nothing was published.
  record NoMatch() implements PublishAnswer {}

  /// The master would not: `AuthenticationError`, `AuthorizationError`, or no jid to be had.
  record Refused(String name, String message) implements PublishAnswer {}

  /// There was no answer. The master may have published all the same.
  record Unreachable(String why) implements PublishAnswer {}

  /// The answer was none that a master gives.
  record Garbled(String why) implements PublishAnswer {}
}
