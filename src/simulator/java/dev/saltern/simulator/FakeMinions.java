package dev.saltern.simulator;

import dev.saltern.job.MinionId;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Many cheap minions below one or more masters. What they return is random, and the same for the
/// same seed and order of jobs; the seed is logged. Thread-safe.
public final class FakeMinions implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FakeMinions.class);

  private static final Duration POLL = Duration.ofMillis(20);

  private final Fleet fleet;
  private final List<Below> groups;
  private final List<MinionLink> links;

  /// How minions reach their master.
  public enum Mode {
    /// By its sockets, signed in and encrypted, as real minions.
    WIRE,
    /// Within the process: for thousands. Sign-in, envelopes and sockets are left out; bus and job
    /// cache see the same.
    DIRECT
  }

  /// The minions of one master. An id below two masters is one minion: it returns the same to both.
  public record Below(FakeMaster master, List<MinionId> ids) {
    public Below {
      ids = List.copyOf(ids);
    }
  }

  public FakeMinions(List<Below> groups, Behaviours behaviours, Mode mode, long seed, Clock clock) {
    this.fleet = new Fleet(behaviours, seed);
    this.groups = List.copyOf(groups);
    var key = new MinionKey(clock);
    this.links =
        groups.stream()
            .map(
                below ->
                    switch (mode) {
                      case WIRE ->
                          new WireLink(
                              below.master::address, below.ids, fleet, key, WireLink.Pace.STANDARD);
                      case DIRECT -> new DirectLink(below.master, below.ids, fleet, key);
                    })
            .map(MinionLink.class::cast)
            .toList();
    log.atInfo().addKeyValue("seed", seed).log("simulated minions");
  }

  /// Signs everybody in; returns once jobs reach them.
  public void start() throws InterruptedException {
    for (int i = 0; i < links.size(); i++) {
      FakeMaster master = groups.get(i).master;
      long before = master.subscriptions();
      links.get(i).start();
      int topics = links.get(i) instanceof WireLink wire ? wire.topics() : 0;
      while (master.subscriptions() < before + topics) {
        Thread.sleep(POLL);
      }
    }
  }

  /// From now on they behave like this.
  public void behave(Behaviours behaviours) {
    fleet.behave(behaviours);
  }

  /// How many returns masters have taken from them so far.
  public long delivered() {
    return links.stream().mapToLong(MinionLink::delivered).sum();
  }

  @Override
  public void close() {
    links.forEach(MinionLink::close);
  }
}
