package dev.saltern.relay;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// A master's accepted minions and what returned, as a test says.
final class FakeLocalMinions implements LocalMinions {
  final Set<MinionId> accepted = ConcurrentHashMap.newKeySet();
  final Map<Jid, Set<MinionId>> returned = new ConcurrentHashMap<>();
  boolean broken;

  FakeLocalMinions(String... ids) {
    Arrays.stream(ids).map(MinionId::new).forEach(accepted::add);
  }

  void returns(Jid jid, String... ids) {
    Set<MinionId> all = returned.computeIfAbsent(jid, _ -> ConcurrentHashMap.newKeySet());
    Arrays.stream(ids).map(MinionId::new).forEach(all::add);
  }

  @Override
  public Set<MinionId> accepted() throws IOException {
    if (broken) {
      throw new IOException("no permission");
    }
    return new HashSet<>(accepted);
  }

  @Override
  public Set<MinionId> returned(Jid jid) throws IOException {
    if (broken) {
      throw new IOException("no permission");
    }
    return Set.copyOf(returned.getOrDefault(jid, Set.of()));
  }
}
