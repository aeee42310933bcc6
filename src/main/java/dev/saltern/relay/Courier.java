package dev.saltern.relay;

import dev.saltern.Check;
import dev.saltern.job.Event;
import dev.saltern.returner.Durations;
import dev.saltern.returner.Outage;
import dev.saltern.returner.RetryPolicy;
import dev.saltern.upstream.JobReturns;
import dev.saltern.upstream.UpstreamAnswer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings messages to one MoM, each until it is taken. A message that got no answer is sent again
/// as it was, and does not grow: the MoM may see it twice, never zero times. Confined to its role's
/// thread, but for [#stop], [#check] and the counts.
final class Courier {
  private static final Logger log = LoggerFactory.getLogger(Courier.class);

  /// How often a message is offered to a MoM that answers and does not take it.
  private static final int REFUSALS_MAX = 5;

  private final String name;
  private final Outage mom;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final AtomicLong returns = new AtomicLong();
  private final AtomicLong events = new AtomicLong();
  private final AtomicLong messages = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final Durations roundTrips = new Durations();

  Courier(String name, RetryPolicy retry) {
    this.name = name;
    this.mom = new Outage("MoM " + name, retry);
  }

  /// Brings all of it; false where it was stopped before all was taken (or refused for good).
  boolean deliver(Outgoing outgoing, MomLine.Way way) throws InterruptedException {
    for (List<Event> message : outgoing.events()) {
      if (!insist(() -> way.events(message))) {
        return false;
      }
      events.addAndGet(message.size());
    }
    for (List<JobReturns> message : outgoing.messages()) {
      if (!insist(() -> way.returns(message))) {
        return false;
      }
      returns.addAndGet(message.stream().mapToLong(job -> job.returns().size()).sum());
    }
    return true;
  }

  private boolean insist(Supplier<UpstreamAnswer> sending) throws InterruptedException {
    int refusals = 0;
    while (!isStopped()) {
      long began = System.nanoTime();
      switch (sending.get()) {
        case UpstreamAnswer.Acked _ -> {
          roundTrips.add(Duration.ofNanos(System.nanoTime() - began));
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
              .addKeyValue("mom", name)
              .log("the MoM refused a message, which it will not get: {}", why);
          return true;
        }
        case UpstreamAnswer.Unreachable(String why) -> {
          if (!isStopped()) {
            pause(mom.failed(why));
          }
        }
      }
    }
    return false;
  }

  /// Waits so long; true where it was stopped meanwhile.
  boolean pause(Duration wait) throws InterruptedException {
    return stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  boolean isStopped() {
    return stopped.getCount() == 0;
  }

  /// Ends after the message that is out. Thread-safe.
  void stop() {
    stopped.countDown();
  }

  /// Red while the MoM does not take what it gets.
  Check check(String fine) {
    return mom.check(fine);
  }

  /// How long the MoM took for each message that it has taken.
  Durations.Counts roundTrips() {
    return roundTrips.counts();
  }

  long returns() {
    return returns.get();
  }

  long events() {
    return events.get();
  }

  long messages() {
    return messages.get();
  }

  long refused() {
    return refused.get();
  }
}
