package dev.saltern.app;

import dev.saltern.Check;
import dev.saltern.Component;
import dev.saltern.channel.ChannelContext;
import dev.saltern.jobcache.mysql.MySqlJobCache;
import dev.saltern.jobcache.mysql.Origin;
import dev.saltern.localmaster.EventTap;
import dev.saltern.localmaster.TapLimits;
import dev.saltern.relay.BusIntake;
import dev.saltern.relay.JobForwarder;
import dev.saltern.relay.OwnTraffic;
import dev.saltern.returner.Drain;
import dev.saltern.returner.JobBook;
import dev.saltern.returner.JobNotes;
import dev.saltern.returner.Journal;
import dev.saltern.returner.RetryPolicy;
import dev.saltern.returner.StoreFilter;
import dev.saltern.returner.WatchList;
import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolException;
import dev.saltern.spool.SqliteSpool;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

/// One node, put together as [NodeConfig] says: started in the order of the flows (the disk first,
/// the bus before the MoMs) and ended in the opposite one, so that what arrived is on disk.
/// Thread-safe.
public final class Node implements Component {
  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Deque<Component> checked = new ArrayDeque<>();
  private final NodeConfig config;
  private final Clock clock;
  private final RetryPolicy retry;
  private final Journal journal;

  private Node(NodeConfig config, Clock clock, Spool spool) {
    this.config = config;
    this.clock = clock;
    this.retry = RetryPolicy.standard(ThreadLocalRandom.current(), clock);
    parts.push(spool);
    this.journal = part(new Journal(spool, config.journal(), retry));
  }

  /// A node that runs.
  ///
  /// @throws SpoolException where the spool cannot be used, by another process that has it say
  /// @throws IOException where the key to sign in with cannot be read or made
  public static Node start(NodeConfig config, Clock clock) throws SpoolException, IOException {
    Spool spool = SqliteSpool.open(config.spool(), clock);
    var node = new Node(config, clock, spool);
    try {
      node.start(spool);
      return node;
    } catch (SpoolException | IOException | RuntimeException e) {
      node.close();
      throw e;
    }
  }

  private void start(Spool spool) throws SpoolException, IOException {
    journal.start();
    var identity = config.master().identity();
    var origin = new Origin(identity.syndicId().text(), identity.masterId());
    var jobCache = part(new MySqlJobCache(config.mysql(), origin));
    StoreFilter stored = OwnTraffic.leftOut(config.storeFilter());
    part(new Drain(journal, jobCache, stored, config.drain(), retry)).start();
    var context = new ChannelContext();
    parts.push(context);
    var book = new JobBook(spool.notes(), config.spool().ageMax(), clock);
    var known = new RelayParts.Known(book, WatchList.open(spool.notes(), clock));
    var relay = new RelayParts(config, context, journal, known, retry);
    JobForwarder down = part(relay.jobForwarder());
    part(relay.jobProgress(new JobNotes(spool.notes())));
    var bus = config.master().access().bus();
    var tap = part(new EventTap(bus, new BusIntake(journal), TapLimits.of(bus), clock));
    tap.start(Instant.EPOCH);
    relay.moms(down).forEach(this::part);
  }

  private <C extends Component> C part(C component) {
    parts.push(component);
    checked.addLast(component);
    return component;
  }

  /// How each part is.
  public List<Check> checks() {
    return checked.stream().map(Component::check).toList();
  }

  /// What became of all that was accepted, a line a kind.
  public List<String> ledger() throws SpoolException {
    return journal.ledger().counts().entrySet().stream()
        .map(entry -> LedgerText.line(entry.getKey(), entry.getValue()))
        .toList();
  }

  /// The first part that is not as it should be, or that all are.
  @Override
  public Check check() {
    return checks().stream()
        .filter(check -> !check.ok())
        .findFirst()
        .orElse(Check.ok("node", "all parts run"));
  }

  @Override
  public void close() {
    while (!parts.isEmpty()) {
      Closing.quietly(parts.pop());
    }
  }
}
