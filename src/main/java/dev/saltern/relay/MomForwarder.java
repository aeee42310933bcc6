package dev.saltern.relay;

import dev.saltern.Check;
import dev.saltern.Component;
import dev.saltern.Role;
import dev.saltern.job.Return;
import dev.saltern.returner.Durations;
import dev.saltern.returner.Journal;
import dev.saltern.returner.JournalEntry;
import dev.saltern.returner.JournalReader;
import dev.saltern.returner.Outage;
import dev.saltern.returner.RetryPolicy;
import dev.saltern.spool.SpoolException;
import dev.saltern.upstream.Upstream;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Up: `returner.Journal > MomForwarder > upstream.Upstream ═req═> MoM`. A role with one thread and
/// a reader of the journal of its own, so that a MoM that is away delays no other; what waits for
/// it survives our restart. Between two stretches of the journal it sends a message of what is
/// released ([Releases]), so that neither waits long for the other.
public final class MomForwarder implements Component {
  /// The most arrivals one message is made of.
  static final int ARRIVALS_MAX = 1000;

  private static final Logger log = LoggerFactory.getLogger(MomForwarder.class);
  private static final Duration IDLE = Duration.ofSeconds(1);

  /// What goes up, and how it is cut.
  ///
  /// @param gather how long arrivals are gathered into one message (`syndic_event_forward_timeout`)
  /// @param bytesMax the bytes one message is made of; one arrival that is bigger goes alone
  public record Policy(
      Route route, ReturnPolicy returns, EventPolicy events, Duration gather, long bytesMax) {
    Outgoing.Cut cut() {
      return new Outgoing.Cut(bytesMax, ARRIVALS_MAX);
    }
  }

  /// What was sent so far, in messages that the MoM has taken.
  ///
  /// @param released how many of the returns went up by a release
  /// @param late how many releases took longer than `watched.release`
  public record Counts(
      long returns, long events, long messages, long refused, long released, long late) {}

  private final MomLine line;
  private final Journal journal;
  private final Policy policy;
  private final Releases releases;
  private final Courier courier;
  private final Outage disk;
  private final Role role;
  private final Verdicts verdicts = new Verdicts();
  private volatile MomLine.@Nullable Way way;

  public MomForwarder(
      Upstream upstream, Journal journal, Policy policy, Watcher watcher, RetryPolicy retry) {
    this(MomLine.of(upstream), journal, policy, watcher, retry);
  }

  MomForwarder(MomLine line, Journal journal, Policy policy, Watcher watcher, RetryPolicy retry) {
    this.line = line;
    this.role = new Role("up-" + line.name());
    this.journal = journal;
    this.policy = policy;
    this.releases = watcher.releases(line.name());
    this.courier = new Courier(line.name(), retry);
    this.disk = new Outage("reader " + readerName(line.name()), retry);
  }

  /// The journal's reader of a MoM.
  public static String readerName(String mom) {
    return "mom:" + mom;
  }

  /// Starts the role; the journal must be started.
  public void start() throws SpoolException {
    JournalReader reader = journal.reader(readerName(line.name()));
    if (policy.returns().watches()) {
      releases.resume();
    }
    role.start(() -> run(reader));
  }

  public Counts counts() {
    Releases.Counts released = releases.counts();
    return new Counts(
        courier.returns(),
        courier.events(),
        courier.messages(),
        courier.refused(),
        released.returns(),
        released.late());
  }

  /// What was decided about each return so far.
  public Verdicts.Counts verdicts() {
    return verdicts.counts();
  }

  /// How long the MoM took for each message that it has taken.
  public Durations.Counts roundTrips() {
    return courier.roundTrips();
  }

  /// The MoM's very text in `syndic_master`.
  public String mom() {
    return line.name();
  }

  private void run(JournalReader reader) {
    try (MomLine.Way open = line.open()) {
      way = open;
      while (!courier.isStopped()) {
        turn(reader, open);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn(JournalReader reader, MomLine.Way up) throws InterruptedException {
    try {
      if (policy.returns().watches() && !release(up)) {
        return;
      }
      forward(reader, up);
    } catch (SpoolException e) {
      reader.rewind();
      courier.pause(disk.failed(String.valueOf(e.getMessage())));
    }
  }

  /// Sends a message of what is released, if there is any; false where it was stopped.
  private boolean release(MomLine.Way up) throws SpoolException, InterruptedException {
    List<Return> found = releases.next(policy.bytesMax());
    var outgoing = new Outgoing(policy.cut());
    found.forEach(r -> outgoing.returned(r, true));
    if (!courier.deliver(outgoing, up)) {
      return false;
    }
    releases.released(found);
    return true;
  }

  /// Sends what a stretch of the journal has for this MoM.
  private void forward(JournalReader reader, MomLine.Way up)
      throws SpoolException, InterruptedException {
    List<JournalEntry> entries = reader.next(ARRIVALS_MAX, policy.bytesMax(), releases.pause(IDLE));
    if (entries.isEmpty()) {
      return;
    }
    var stretch = new Stretch(line.name(), policy, releases, verdicts);
    stretch.collect(entries);
    long last = entries.getLast().position();
    if (entries.size() < ARRIVALS_MAX && !courier.pause(releases.pause(policy.gather()))) {
      List<JournalEntry> more =
          reader.next(ARRIVALS_MAX - entries.size(), policy.bytesMax(), Duration.ZERO);
      stretch.collect(more);
      last = more.isEmpty() ? last : more.getLast().position();
    }
    if (courier.deliver(stretch.outgoing(), up)) {
      stretch.delivered();
      reader.advance(last);
      disk.over();
    } else {
      reader.rewind();
    }
  }

  @Override
  public boolean isAlive() {
    return role.isAlive();
  }

  @Override
  public Check check() {
    Check reading = disk.check("");
    if (!reading.ok()) {
      return reading;
    }
    long overdue = releases.overdue();
    return overdue > 0 && courier.check("").ok()
        ? Check.failed("MoM " + line.name(), overdue + " releases are late, " + counts())
        : courier.check(counts().toString());
  }

  /// Ends after the message that is out; what was not acknowledged is sent again after the next
  /// start.
  @Override
  public void close() {
    courier.stop();
    MomLine.Way up = way;
    if (up != null) {
      up.interrupt();
    }
    if (!role.ended(Duration.ofSeconds(15))) {
      log.atWarn().addKeyValue("mom", line.name()).log("its role does not end; left behind");
    }
  }
}
