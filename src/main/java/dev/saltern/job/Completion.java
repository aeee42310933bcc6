package dev.saltern.job;

import java.time.Instant;
import java.util.Map;

/// How far a job is at a node, after the node has asked its minions that have not returned. A later
/// one replaces an earlier one of the same node. Immutable.
///
/// @param asked when the node asked, or when the last of the minions returned
/// @param expected how many minions of the node's master should answer
/// @param complete whether nothing more is to come: each minion has returned, or neither runs the
///   job nor will answer
/// @param open those that have not returned
public record Completion(
    Jid jid, Instant asked, int expected, boolean complete, Map<MinionId, MinionState> open)
    implements Arrival {
  public Completion {
    open = Map.copyOf(open);
    if (open.size() > expected) {
      throw new IllegalArgumentException(
          open.size() + " minions are open, " + expected + " expected");
    }
  }
}
