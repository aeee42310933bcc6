package dev.saltern.upstream;

import dev.saltern.channel.ChannelContext;
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
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Down: `MoM ═pub═> Subscription > relay.JobForwarder`. Signs in, subscribes, tells the MoM that
/// we started, hands on what it publishes; after a break it signs in anew, since a MoM that was
/// restarted has other keys. Confined to the subscriber's thread, but for the counts.
final class Subscription {
  private static final Logger log = LoggerFactory.getLogger(Subscription.class);
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);

  private final AtomicLong received = new AtomicLong();

  private final AtomicLong refused = new AtomicLong();
  private final MomConfig config;
  private final Upstream upstream;
  private final SharedSession shared;
  private final Publications publications;

  Subscription(MomConfig config, Upstream upstream, SharedSession shared) {
    this.config = config;
    this.upstream = upstream;
    this.shared = shared;
    this.publications = new Publications(config.habits().requireSigned());
  }

  /// Publications handed on, ever.
  long received() {
    return received.get();
  }

  /// Messages of the publish port that had no effect, ever.
  long refused() {
    return refused.get();
  }

  /// The role: until `closed`.
  void run(ChannelContext context, Wake wake, PublicationHandler handler, BooleanSupplier closed)
      throws InterruptedException {
    LinkLimits limits = LinkLimits.DEFAULT;
    try (var requests = ReqChannel.open(context, config.request(), limits, wake)) {
      while (!closed.getAsBoolean()) {
        switch (shared.session(requests)) {
          case SharedSession.Outcome.Out(String why, boolean refusal) -> {
            upstream.down(why);
            MomConfig.Patience patience = config.habits().patience();
            upstream.pause(refusal ? patience.acceptance() : patience.reconnect());
          }
          case SharedSession.Outcome.In(Session session) -> {
            upstream.signedIn(session);
            try (var channel =
                SubChannel.open(
                    context, config.publish(session.publishPort()), topics(), limits, wake)) {
              listen(channel, requests, handler, closed);
            } catch (NoReplyException e) {
              upstream.down(String.valueOf(e.getMessage()));
              upstream.pause(config.habits().patience().reconnect());
            }
          }
        }
      }
    }
  }

  private List<String> topics() {
    return config.habits().zmqFiltering() ? List.of("broadcast", "syndic") : List.of("");
  }

  private void listen(
      SubChannel channel, ReqChannel requests, PublicationHandler handler, BooleanSupplier closed)
      throws InterruptedException {
    while (!closed.getAsBoolean()) {
      switch (channel.receive(LOOK_EVERY)) {
        case Received.Message(List<byte[]> frames) -> handOn(frames, requests, handler);
        case Received.Notice.UP -> started(requests);
        case Received.Notice.DOWN -> {
          // Perhaps it was restarted: then its keys are new, and the next publication would be
          // lost.
          shared.forget();
          upstream.down("its publish port is gone");
          return;
        }
        case Received.Notice.WOKEN, Received.Notice.SILENCE -> {
          // Nothing to do but look whether we are to end.
        }
      }
    }
  }

  private void handOn(List<byte[]> frames, ReqChannel requests, PublicationHandler handler)
      throws InterruptedException {
    if (!(shared.session(requests) instanceof SharedSession.Outcome.In(Session session))) {
      refuse("a publication while nobody is signed in");
      return;
    }
    Data.Dict load;
    try {
      load = publications.read(frames, session, stale -> renewed(stale, requests));
    } catch (WireException e) {
      refuse(String.valueOf(e.getMessage()));
      return;
    }
    received.incrementAndGet();
    handler.publication(config.name(), load);
  }

  /// Another session than that one; the same where there is none to be had, which then fits no
  /// better.
  private Session renewed(Session stale, ReqChannel requests) {
    log.atInfo().addKeyValue("mom", config.name()).log("the MoM has another key; signing in again");
    return shared.fresh(requests, stale) instanceof SharedSession.Outcome.In(Session session)
        ? session
        : stale;
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
