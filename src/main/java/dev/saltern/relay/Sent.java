package dev.saltern.relay;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// Whose returns a MoM has got, so that a release sends none twice. In memory and bounded: the job
/// looked at longest ago is forgotten first, and a release of it sends again. Confined to its
/// role's thread.
final class Sent {
  /// How many ids are remembered, over all jobs.
  static final int IDS_MAX = 100_000;

  private final int idsMax;
  private final LinkedHashMap<Jid, Set<MinionId>> jobs = new LinkedHashMap<>(16, 0.75f, true);
  private int ids;

  Sent(int idsMax) {
    this.idsMax = idsMax;
  }

  void add(Jid jid, MinionId minion) {
    if (jobs.computeIfAbsent(jid, _ -> new HashSet<>()).add(minion)) {
      ids++;
    }
    while (ids > idsMax) {
      Map.Entry<Jid, Set<MinionId>> oldest = jobs.firstEntry();
      ids -= oldest.getValue().size();
      jobs.remove(oldest.getKey());
    }
  }

  boolean contains(Jid jid, MinionId minion) {
    return jobs.getOrDefault(jid, Set.of()).contains(minion);
  }
}
