package dev.saltern.app;

import dev.saltern.jobcache.mysql.NodeState;
import dev.saltern.localmaster.EventTap;
import dev.saltern.returner.Journal;
import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// How a node is, for its row of `salt_node`. Where the spool cannot be read it says what else is
/// known. Thread-safe.
record NodeReport(
    Spool spool, Journal journal, EventTap tap, List<RelayParts.Mom> moms, InstantSource clock)
    implements Supplier<NodeState> {
  @Override
  public NodeState get() {
    int connected = (int) moms.stream().filter(mom -> mom.link().isConnected()).count();
    var links = new NodeState.Moms(moms.size(), connected);
    boolean tapped = tap.check().ok();
    try {
      Backlog backlog = Backlog.of(spool, journal);
      Optional<Duration> waits =
          backlog.oldest().map(since -> Duration.between(since, clock.instant()));
      return new NodeState(
          backlog.pending(),
          waits.filter(time -> !time.isNegative()),
          spool.stats().bytes(),
          journal.letters().count(),
          links,
          tapped);
    } catch (SpoolException _) {
      return new NodeState(0, Optional.empty(), 0, 0, links, tapped);
    }
  }
}
