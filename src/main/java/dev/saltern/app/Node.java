package dev.saltern.app;

import dev.saltern.Check;
import dev.saltern.Component;
import dev.saltern.channel.ChannelContext;
import dev.saltern.jobcache.mysql.Heartbeat;
import dev.saltern.jobcache.mysql.MySqlJobCache;
import dev.saltern.jobcache.mysql.Origin;
import dev.saltern.jobcache.mysql.Summariser;
import dev.saltern.localmaster.EventTap;
import dev.saltern.localmaster.TapLimits;
import dev.saltern.localmaster.Upward;
import dev.saltern.relay.ArrivalSorter;
import dev.saltern.relay.BusIntake;
import dev.saltern.relay.GapFiller;
import dev.saltern.relay.JobForwarder;
import dev.saltern.relay.JobProgress;
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
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Collectors;

/// One node, put together as [NodeConfig] says: started in the order of the flows (the disk first,
/// the bus before the MoMs) and ended in the opposite one, so that what arrived is on disk.
/// Thread-safe.
public final class Node implements Component {
  /// The longest wait before MySQL is tried again.
  private static final Duration MYSQL_RETRY_CAP = Duration.ofSeconds(3);

  /// What a node does.
  public enum Mode {
    /// All of it, in salt-syndic's place.
    RELAY,
    /// Only keeps, for a rehearsal beside salt-syndic: signs in nowhere, publishes and fires
    /// nothing.
    SHADOW
  }

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();
  private final Deque<Component> checked = new ArrayDeque<>();
  private final List<RelayParts.Mom> links = new ArrayList<>();
  private final List<Component> ready = new ArrayList<>();
  private final List<MetricSource> metrics = new ArrayList<>();
  private final NodeConfig config;
  private final Mode mode;
  private final Clock clock;
  private final RetryPolicy retry;
  private final Spool spool;
  private final Journal journal;

  private Node(NodeConfig config, Mode mode, Clock clock, Spool spool) {
    this.config = config;
    this.mode = mode;
    this.clock = clock;
    this.retry = RetryPolicy.standard(ThreadLocalRandom.current(), clock);
    this.spool = spool;
    parts.push(spool);
    this.journal = part(new Journal(spool, config.journal(), retry));
  }

  /// A node that runs, in salt-syndic's place.
  ///
  /// @throws SpoolException where the spool cannot be used, by another process that has it say
  /// @throws IOException where the key to sign in with cannot be read or made
  public static Node start(NodeConfig config, Clock clock) throws SpoolException, IOException {
    return start(config, Mode.RELAY, clock);
  }

  /// A node that runs.
  ///
  /// @throws SpoolException where the spool cannot be used, by another process that has it say
  /// @throws IOException where the key to sign in with cannot be read or made
  public static Node start(NodeConfig config, Mode mode, Clock clock)
      throws SpoolException, IOException {
    Spool spool = SqliteSpool.open(config.spool(mode), clock);
    var node = new Node(config, mode, clock, spool);
    try {
      node.start();
      return node;
    } catch (SpoolException | IOException | RuntimeException e) {
      node.close();
      throw e;
    }
  }

  private void start() throws SpoolException, IOException {
    journal.start();
    var identity = config.master().identity();
    var origin = new Origin(identity.syndicId().text(), identity.masterId());
    var jobCache = part(new MySqlJobCache(config.mysql(), origin, config.statesKept()));
    StoreFilter stored = OwnTraffic.leftOut(config.storeFilter());
    Drain drain = part(new Drain(journal, jobCache, stored, config.drain(), mysqlRetry()));
    drain.start();
    part(new Summariser(config.mysql(), clock)).start();
    metrics.add(
        new KeepMetrics(
            spool, journal, drain, jobCache, new KeepMetrics.Bound(config.spool(mode), clock)));
    var bus = config.master().access().bus();
    var filler = part(new GapFiller(config.gaps(), journal, spool.notes(), retry));
    jobCache.onConflict(key -> filler.differ(key.jid(), key.id()));
    var intake = new BusIntake(new ArrivalSorter(identity.masterId()), journal, filler);
    var tap = part(new EventTap(bus, intake, TapLimits.of(bus), clock));
    tap.start(filler.start(tap::seenUntil));
    metrics.add(new BusMetrics(tap, intake, filler));
    ready.add(journal);
    ready.add(tap);
    if (mode == Mode.RELAY) {
      relay();
    }
    part(new Heartbeat(
            config.mysql(),
            origin,
            Version.text(),
            new NodeReport(spool, journal, tap, links, clock)))
        .start(filler::seenBefore);
  }

  private void relay() throws SpoolException, IOException {
    var context = new ChannelContext();
    parts.push(context);
    var book = new JobBook(spool.notes(), config.spool().ageMax(), clock);
    var known = new RelayParts.Known(book, WatchList.open(spool.notes(), clock));
    var relay = new RelayParts(config, context, journal, known, retry);
    JobForwarder down = part(relay.jobForwarder());
    JobProgress progress = part(relay.jobProgress(new JobNotes(spool.notes())));
    List<RelayParts.Mom> moms = relay.moms(down);
    for (RelayParts.Mom mom : moms) {
      part(mom.link());
      part(mom.up());
    }
    links.addAll(moms);
    metrics.add(new RelayMetrics(down, progress, known.watches(), moms));
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

  /// What must be fine for it to keep what arrives: the disk takes it, and the bus shows it.
  List<Check> ready() {
    return ready.stream().map(Component::check).toList();
  }

  /// As [#dead], and where threads wait for each other for ever.
  Optional<String> trouble() {
    return dead().or(Watchdog::deadlock);
  }

  /// Why it is not alive, where only a new start of the process would mend it; a MySQL or a MoM
  /// that is away is no reason.
  Optional<String> dead() {
    return checked.stream()
        .filter(part -> !part.isAlive())
        .findFirst()
        .map(part -> "a role has ended: " + part.check().name());
  }

  /// How it is in a few words: `2 of 3 masters, 0 behind`.
  String status() {
    String masters = mode == Mode.SHADOW ? "shadow" : masters();
    try {
      Backlog backlog = Backlog.of(spool, journal);
      String age =
          backlog.oldest().map(since -> " for " + SpoolText.age(since, clock.instant())).orElse("");
      return masters + ", " + backlog.pending() + " behind" + age;
    } catch (SpoolException e) {
      return masters + ", spool: " + e.getMessage();
    }
  }

  private String masters() {
    Upward upward = config.master().upper().upward();
    if (upward.isTop()) {
      return "returner only";
    }
    // Both ways of a MoM are parts, under its name.
    Set<String> trouble =
        checks().stream().filter(c -> !c.ok()).map(Check::name).collect(Collectors.toSet());
    long fine =
        upward.moms().stream().filter(mom -> !trouble.contains("MoM " + mom.entry())).count();
    return fine + " of " + upward.moms().size() + " masters";
  }

  /// A server that is back is seen within seconds, however long it was away.
  private RetryPolicy mysqlRetry() {
    return new RetryPolicy(retry.first(), MYSQL_RETRY_CAP, retry.random(), retry.clock());
  }

  /// What its numbers come from.
  List<MetricSource> metrics() {
    return List.copyOf(metrics);
  }

  /// How full the spool is, how far each reader got, and how long what it has not had waits.
  List<String> spoolLines() throws SpoolException {
    return SpoolText.lines(spool, clock.instant());
  }

  long deadLetters() throws SpoolException {
    return journal.letters().count();
  }

  /// The arrivals accepted and not yet on disk.
  int waiting() {
    return journal.waiting();
  }

  /// Why what is not sent yet is lost with the process; nothing where it waits in the spool.
  Optional<String> displacedSpool() {
    return spool.displaced();
  }

  /// Where the spool is.
  Path folder() {
    return Objects.requireNonNull(config.spool(mode).path().getParent(), "a file has a folder");
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
