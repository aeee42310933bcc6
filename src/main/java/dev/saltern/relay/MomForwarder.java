package dev.saltern.relay;

import dev.saltern.Check;
import dev.saltern.Component;
import dev.saltern.job.Arrival;
import dev.saltern.job.Completion;
import dev.saltern.job.Event;
import dev.saltern.job.Gap;
import dev.saltern.job.Load;
import dev.saltern.job.Return;
import dev.saltern.jobcache.JobWriter;
import dev.saltern.returner.Journal;
import dev.saltern.returner.JournalReader;
import dev.saltern.returner.Outage;
import dev.saltern.returner.RetryPolicy;
import dev.saltern.spool.SpoolException;
import dev.saltern.upstream.JobReturns;
import dev.saltern.upstream.Upstream;
import dev.saltern.upstream.UpstreamAnswer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Up: `returner.Journal > MomForwarder > upstream.Upstream ═req═> MoM`. A role with one thread and
/// a reader of the journal of its own, so that a MoM that is away delays no other; what waits for
/// it survives our restart. A message that got no answer is sent again as it was, and does not
/// grow: the MoM may see it twice, never zero times.
public final class MomForwarder implements Component {
  /// The most arrivals one message is made of.
  static final int ARRIVALS_MAX = 1000;

  private static final Logger log = LoggerFactory.getLogger(MomForwarder.class);

  /// How often a message is offered to a MoM that answers and does not take it.
  private static final int REFUSALS_MAX = 5;

  private static final Duration IDLE = Duration.ofSeconds(1);

  /// What goes up, and how it is cut.
  ///
  /// @param gather how long arrivals are gathered into one message (`syndic_event_forward_timeout`)
  /// @param bytesMax the bytes one message is made of; one arrival that is bigger goes alone
  public record Policy(
      Route route, ReturnPolicy returns, EventPolicy events, Duration gather, long bytesMax) {}

  /// What was sent so far, in messages that the MoM has taken.
  public record Counts(long returns, long events, long messages, long refused) {}

  private final Upstream upstream;
  private final Journal journal;
  private final Policy policy;
  private final Outage mom;
  private final Outage disk;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicLong returns = new AtomicLong();
  private final AtomicLong events = new AtomicLong();
  private final AtomicLong messages = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private volatile @Nullable Thread thread;
  private volatile Upstream.@Nullable Sender sender;

  public MomForwarder(Upstream upstream, Journal journal, Policy policy, RetryPolicy retry) {
    this.upstream = upstream;
    this.journal = journal;
    this.policy = policy;
    this.mom = new Outage("MoM " + upstream.name(), retry);
    this.disk = new Outage("reader " + readerName(upstream.name()), retry);
  }

  /// The journal's reader of a MoM.
  public static String readerName(String mom) {
    return "mom:" + mom;
  }

  /// Starts the role; the journal must be started.
  public void start() throws SpoolException {
    JournalReader reader = journal.reader(readerName(upstream.name()));
    Thread role = Thread.ofPlatform().name("up-" + upstream.name()).unstarted(() -> run(reader));
    thread = role;
    role.start();
  }

  public Counts counts() {
    return new Counts(returns.get(), events.get(), messages.get(), refused.get());
  }

  private void run(JournalReader reader) {
    try (Upstream.Sender open = upstream.open()) {
      sender = open;
      while (stopped.getCount() > 0) {
        turn(reader, open);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void turn(JournalReader reader, Upstream.Sender up) throws InterruptedException {
    try {
      List<JobWriter.Entry> entries = reader.next(ARRIVALS_MAX, policy.bytesMax(), IDLE);
      if (entries.isEmpty()) {
        return;
      }
      var outgoing = new Outgoing();
      collect(entries, outgoing);
      long last = entries.getLast().position();
      if (entries.size() < ARRIVALS_MAX
          && !stopped.await(policy.gather().toMillis(), TimeUnit.MILLISECONDS)) {
        List<JobWriter.Entry> more =
            reader.next(ARRIVALS_MAX - entries.size(), policy.bytesMax(), Duration.ZERO);
        collect(more, outgoing);
        last = more.isEmpty() ? last : more.getLast().position();
      }
      if (send(outgoing, up)) {
        reader.advance(last);
        disk.over();
      } else {
        reader.rewind();
      }
    } catch (SpoolException e) {
      reader.rewind();
      pause(disk.failed(String.valueOf(e.getMessage())));
    }
  }

  private void collect(List<JobWriter.Entry> entries, Outgoing outgoing) throws SpoolException {
    for (JobWriter.Entry entry : entries) {
      collect(entry.arrival(), outgoing);
    }
  }

  private void collect(Arrival arrival, Outgoing outgoing) throws SpoolException {
    switch (arrival) {
      case Event event -> {
        if (policy.events().goesUp(event)) {
          outgoing.event(event);
        }
      }
      case Return r -> {
        String name = upstream.name();
        boolean published = policy.route().published(r.jid(), name);
        if (policy.route().leadsTo(name, r) && policy.returns().goesUp(r, published)) {
          outgoing.returned(r, published);
        }
      }
      case Load _ -> {
        // The MoM has the load of its own jobs, and gets that of others with their first return.
      }
      case Completion _, Gap _ -> {
        // What we found out ourselves is for the job cache.
      }
    }
  }

  /// False where we were stopped before all of it was taken.
  private boolean send(Outgoing outgoing, Upstream.Sender up) throws InterruptedException {
    List<Event> batch = outgoing.events();
    if (!batch.isEmpty()) {
      if (!insist(() -> up.events(batch))) {
        return false;
      }
      events.addAndGet(batch.size());
    }
    for (List<JobReturns> message : outgoing.messages()) {
      if (!insist(() -> up.syndicReturns(message))) {
        return false;
      }
      returns.addAndGet(message.stream().mapToLong(job -> job.returns().size()).sum());
    }
    return true;
  }

  /// Sends until the MoM has taken it or refused it for good; false where we were stopped before.
  private boolean insist(Supplier<UpstreamAnswer> sending) throws InterruptedException {
    int refusals = 0;
    while (stopped.getCount() > 0) {
      switch (sending.get()) {
        case UpstreamAnswer.Acked _ -> {
          messages.incrementAndGet();
          mom.over();
          return true;
        }
        case UpstreamAnswer.Refused(String why) -> {
          if (++refusals < REFUSALS_MAX) {
            pause(mom.failed(why));
            continue;
          }
          refused.incrementAndGet();
          log.atError()
              .addKeyValue("mom", upstream.name())
              .log("the MoM refused a message, which it will not get: {}", why);
          return true;
        }
        case UpstreamAnswer.Unreachable(String why) -> {
          if (stopped.getCount() > 0) {
            pause(mom.failed(why));
          }
        }
      }
    }
    return false;
  }

  private void pause(Duration wait) throws InterruptedException {
    if (stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
      log.atDebug().addKeyValue("mom", upstream.name()).log("stopped while waiting");
    }
  }

  @Override
  public boolean isAlive() {
    Thread role = thread;
    return role != null && role.isAlive();
  }

  @Override
  public Check check() {
    Check reading = disk.check("");
    return reading.ok() ? mom.check(counts().toString()) : reading;
  }

  /// Ends after the message that is out; what was not acknowledged is sent again after the next
  /// start.
  @Override
  public void close() {
    stopped.countDown();
    Upstream.Sender up = sender;
    if (up != null) {
      up.interrupt();
    }
    Thread role = thread;
    if (role != null) {
      try {
        if (!role.join(Duration.ofSeconds(15))) {
          log.atWarn()
              .addKeyValue("mom", upstream.name())
              .log("its role does not end; left behind");
        }
      } catch (InterruptedException _) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
