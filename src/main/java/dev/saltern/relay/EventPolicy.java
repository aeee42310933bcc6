package dev.saltern.relay;

import dev.saltern.job.Event;
import dev.saltern.job.Glob;
import dev.saltern.job.Jid;
import java.util.List;

/// Which events go up to every MoM: the stock set, every event without `retcode` in its data, less
/// what the configured globs keep here; none in `syndic_mode: cluster`. The lists of minions that a
/// waiting CLI at the MoM needs go up in any case. Immutable.
public final class EventPolicy {
  private final boolean cluster;
  private final List<Glob> allow;
  private final List<Glob> deny;

  /// @param cluster whether `syndic_mode` is `cluster`
  /// @param allow globs of the tags that go up; empty: all
  /// @param deny globs of the tags that do not, allowed or not
  public EventPolicy(boolean cluster, List<String> allow, List<String> deny) {
    this.cluster = cluster;
    this.allow = allow.stream().map(Glob::new).toList();
    this.deny = deny.stream().map(Glob::new).toList();
  }

  /// Whether an event goes up.
  boolean goesUp(Event event) {
    String tag = event.tag().text();
    if (event.data().get("retcode").isPresent()) {
      return false;
    }
    if (event.data().get("minions").isPresent() && Jid.parse(tag).isPresent()) {
      return true;
    }
    return !cluster
        && (allow.isEmpty() || allow.stream().anyMatch(glob -> glob.matches(tag)))
        && deny.stream().noneMatch(glob -> glob.matches(tag));
  }
}
