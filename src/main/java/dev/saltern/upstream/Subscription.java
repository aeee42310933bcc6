package dev.saltern.upstream;

import dev.saltern.channel.ChannelContext;
import dev.saltern.channel.Endpoint;
import dev.saltern.channel.LinkLimits;
import dev.saltern.channel.NoReplyException;
import dev.saltern.channel.Received;
import dev.saltern.channel.ReqChannel;
import dev.saltern.channel.Session;
import dev.saltern.channel.SubChannel;
import dev.saltern.channel.Wake;
import dev.saltern.job.Data;
import dev.saltern.wire.WireException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Down: `MoM ═pub═> Subscription > Inbox > relay.JobForwarder`. Signs in, subscribes, tells the
/// MoM that we started, takes what it publishes and waits for nobody to handle it; after a break it
/// signs in anew, since a MoM that was restarted has other keys. Confined to the subscriber's
/// thread, but for the counts.
final class Subscription {
  private static final Logger log = LoggerFactory.getLogger(Subscription.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final AtomicLong received = new AtomicLong();

  private final AtomicLong refused = new AtomicLong();
  private final MomConfig config;
  private final Upstream upstream;
  private final SharedSession shared;
  private final Publications publications;
  private final Inbox inbox;

  Subscription(MomConfig config, Upstream upstream, SharedSession shared, Inbox inbox) {
    this.config = config;
    this.upstream = upstream;
    this.shared = shared;
    this.inbox = inbox;
    this.publications = new Publications(config.habits().requireSigned());
  }

  /// Publications taken, ever.
  long received() {
    return received.get();
  }

  /// Messages of the publish port that had no effect, ever.
  long refused() {
    return refused.get();
  }

  /// The role: until `closed`.
  void run(ChannelContext context, Wake wake, BooleanSupplier closed) throws InterruptedException {
    LinkLimits limits = LinkLimits.DEFAULT;
    try (var requests = ReqChannel.open(context, config.request(), limits, wake)) {
      while (!closed.getAsBoolean()) {
        switch (shared.session(requests)) {
          case SharedSession.Outcome.Out(String why, Duration retryIn) -> {
            upstream.down(why);
            upstream.pause(retryIn);
          }
          case SharedSession.Outcome.In(Session session) -> {
            upstream.signedIn(session);
            Endpoint endpoint = config.publish(session.publishPort());
            // A new channel each time: the host's name may stand for another address by now.
            try (var channel = SubChannel.open(context, endpoint, topics(), limits, wake)) {
              String why = listen(channel, requests, endpoint, closed);
              // Perhaps it was restarted: then its keys are new, and the next publication would
              // be lost.
              shared.forget(why);
              upstream.down(why);
            } catch (NoReplyException e) {
              shared.failed(String.valueOf(e.getMessage()));
            }
          }
        }
      }
    }
  }

  private List<String> topics() {
    return config.habits().zmqFiltering() ? List.of("broadcast", "syndic") : List.of("");
  }

  /// Until the connection breaks, or does not come about; says which.
  private String listen(
      SubChannel channel, ReqChannel requests, Endpoint endpoint, BooleanSupplier closed) {
    long deadline = System.nanoTime() + config.habits().patience().subscription().toNanos();
    boolean up = false;
    while (!closed.getAsBoolean()) {
      switch (channel.receive(LOOK_EVERY)) {
        case Received.Message(List<byte[]> frames) -> take(frames, requests);
        case Received.Notice.UP -> {
          up = true;
          started(requests);
        }
        case Received.Notice.DOWN -> {
          takeRest(channel, requests);
          return "its publish port " + endpoint + " is gone";
        }
        case Received.Notice.WOKEN, Received.Notice.SILENCE -> {
          if (!up && System.nanoTime() > deadline) {
            return "its publish port " + endpoint + " does not answer";
          }
        }
      }
    }
    return "ended";
  }

  /// What came before the connection broke; a break is told before it.
  private void takeRest(SubChannel channel, ReqChannel requests) {
    while (channel.receive(Duration.ZERO) instanceof Received.Message(List<byte[]> frames)) {
      take(frames, requests);
    }
  }

  private void take(List<byte[]> frames, ReqChannel requests) {
    List<Session> known = shared.readable();
    try {
      Data.Dict load = publications.read(frames, known, () -> renewed(known, requests));
      if (inbox.offer(load, frames.getLast().length)) {
        received.incrementAndGet();
      }
    } catch (WireException e) {
      refuse(String.valueOf(e.getMessage()));
    }
  }

  /// A session that is none of those, where there is one to be had.
  private Optional<Session> renewed(List<Session> known, ReqChannel requests) {
    log.atInfo().addKeyValue("mom", config.name()).log("the MoM has another key; signing in again");
    Session newest = known.isEmpty() ? null : known.getFirst();
    return shared.fresh(requests, newest) instanceof SharedSession.Outcome.In(Session session)
        ? Optional.of(session)
        : Optional.empty();
  }

  /// No effect but a count, and a line for the first and each thousandth.
  private void refuse(String why) {
    if (refused.getAndIncrement() % 1000 == 0) {
      log.atWarn()
          .addKeyValue("mom", config.name())
          .addKeyValue("refused", refused.get())
          .log("a message of the publish port was not acted upon: {}", why);
    }
  }

  private void started(ReqChannel channel) {
    upstream.connected();
    var requests = new Requests(shared, channel, config.habits().patience().request());
    for (String tag : startTags()) {
      UpstreamAnswer answer = requests.send(session -> Loads.started(tag, upstream.now(), session));
      if (!(answer instanceof UpstreamAnswer.Acked)) {
        log.atWarn()
            .addKeyValue("mom", config.name())
            .addKeyValue("tag", tag)
            .log("the MoM did not take our start event: {}", answer);
      }
    }
  }

  private List<String> startTags() {
    String tag = "salt/syndic/" + config.signIn().id() + "/start";
    return config.habits().legacyStartEvents() ? List.of("syndic_start", tag) : List.of(tag);
  }
}
