package dev.saltern.relay;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// A job cache in memory. Thread-safe.
final class FakePast implements PastReturns {
  private final Map<Jid, Map<MinionId, Return>> jobs = new ConcurrentHashMap<>();
  private volatile boolean broken;

  void add(Return r) {
    jobs.computeIfAbsent(r.jid(), _ -> java.util.Collections.synchronizedMap(new LinkedHashMap<>()))
        .put(r.minion(), r);
  }

  void broken(boolean now) {
    broken = now;
  }

  @Override
  public Job job(Jid jid) throws IOException {
    if (broken) {
      throw new IOException("as the test says");
    }
    return new Job() {
      @Override
      public List<MinionId> minions() {
        return List.copyOf(jobs.getOrDefault(jid, Map.of()).keySet());
      }

      @Override
      public Optional<Return> returnOf(MinionId minion) {
        return Optional.ofNullable(jobs.getOrDefault(jid, Map.of()).get(minion));
      }
    };
  }
}
