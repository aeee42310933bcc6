package dev.saltern.relay;

import dev.saltern.job.Event;
import dev.saltern.job.Jid;

/// Which events go up to every MoM: the stock set, every event without `retcode` in its data; none
/// in `syndic_mode: cluster`, but for the lists of minions that a waiting CLI at the MoM needs.
/// Immutable.
public final class EventPolicy {
  private final boolean cluster;

  /// @param cluster whether `syndic_mode` is `cluster`
  public EventPolicy(boolean cluster) {
    this.cluster = cluster;
  }

  /// Whether an event goes up.
  boolean goesUp(Event event) {
    if (event.data().get("retcode").isPresent()) {
      return false;
    }
    return !cluster
        || (Jid.parse(event.tag().text()).isPresent() && event.data().get("minions").isPresent());
  }
}
