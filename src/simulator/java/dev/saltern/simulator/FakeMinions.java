package dev.saltern.simulator;

import dev.saltern.job.MinionId;
import java.time.Clock;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Many cheap minions below one or more masters. What they return is random, and the same for the
/// same seed and order of jobs; the seed is logged. Thread-safe.
public final class FakeMinions implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FakeMinions.class);

  private final Fleet fleet;
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
    var key = new MinionKey(clock);
    this.links =
        groups.stream()
            .map(
                below ->
                    switch (mode) {
                      case WIRE -> new WireLink(below.master, below.ids, fleet, key);
                      case DIRECT -> new DirectLink(below.master, below.ids, fleet, key);
                    })
            .map(MinionLink.class::cast)
            .toList();
    log.atInfo().addKeyValue("seed", seed).log("simulated minions");
  }

  /// Signs everybody in; returns once jobs reach them.
  public void start() throws InterruptedException {
    for (MinionLink link : links) {
      link.start();
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
