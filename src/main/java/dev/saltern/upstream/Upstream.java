package dev.saltern.upstream;

import dev.saltern.Check;
import dev.saltern.Component;
import dev.saltern.Role;
import dev.saltern.channel.ChannelContext;
import dev.saltern.channel.LinkLimits;
import dev.saltern.channel.ReqChannel;
import dev.saltern.channel.Session;
import dev.saltern.channel.SignIn;
import dev.saltern.channel.Wake;
import dev.saltern.job.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One MoM. A role of its own subscribes to it ([#start]); one other thread sends to it ([#open]).
/// Both are signed in with the same session, and each signs in again where it finds that it does
/// not hold. Thread-safe.
public final class Upstream implements Component {
  private static final Logger log = LoggerFactory.getLogger(Upstream.class);

  private static final Duration END_PATIENCE = Duration.ofSeconds(5);

  private final MomConfig config;
  private final ChannelContext context;
  private final InstantSource clock;
  private final SharedSession shared;
  private final Subscription subscription;
  private final Inbox inbox;
  private final Wake wake = new Wake();
  private final AtomicLong connects = new AtomicLong();
  private final CountDownLatch closed = new CountDownLatch(1);
  private volatile UpstreamState state;
  private final Role subscriber;
  private final Role hand;

  public Upstream(MomConfig config, ChannelContext context, SignIn signIn, InstantSource clock) {
    this.config = config;
    this.context = context;
    this.clock = clock;
    this.shared = new SharedSession(signIn, config, new Random());
    this.inbox = new Inbox(config.name());
    this.subscriber = new Role("mom-" + config.name());
    this.hand = new Role("jobs-" + config.name());
    this.subscription = new Subscription(config, this, shared, inbox);
    this.state = new UpstreamState.Down(clock.instant(), "not yet tried");
  }

  /// Its very text in `syndic_master`.
  public String name() {
    return config.name();
  }

  /// Starts the role that subscribes, and a thread that hands its publications on.
  public void start(PublicationHandler handler) {
    subscriber.start(this::run);
    hand.start(() -> inbox.run(handler));
  }

  private void run() {
    try {
      subscription.run(context, wake, this::isClosed);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      inbox.end();
      wake.close();
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  /// The way up, for the calling thread alone.
  public Sender open() {
    return new Sender();
  }

  /// What is sent to a MoM. Confined to the thread that opened it.
  public final class Sender implements AutoCloseable {
    private final Wake bell = new Wake();
    private final ReqChannel channel =
        ReqChannel.open(context, config.request(), LinkLimits.DEFAULT, bell);
    private final Requests requests =
        new Requests(shared, channel, config.habits().patience().request());

    private Sender() {}

    /// Returns, as one `_syndic_return`.
    public UpstreamAnswer syndicReturns(List<JobReturns> jobs) {
      boolean sign = config.habits().signReturns();
      return requests.send(session -> Loads.syndicReturn(jobs, session, sign));
    }

    /// Events, as one `_minion_event`.
    public UpstreamAnswer events(List<Event> events) {
      return requests.send(session -> Loads.events(events, session));
    }

    /// Ends a request that is under way. Thread-safe.
    public void interrupt() {
      bell.ring();
    }

    @Override
    public void close() {
      channel.close();
      bell.close();
    }
  }

  /// What became of the messages of the publish port, ever.
  ///
  /// @param received publications that were taken
  /// @param refused messages that had no effect: not proven, seen before, or none at all
  /// @param dropped publications there was no room for
  /// @param connects how often it was connected to
  public record Counts(long received, long refused, long dropped, long connects) {}

  public Counts counts() {
    return new Counts(
        subscription.received(), subscription.refused(), inbox.dropped(), connects.get());
  }

  /// Whether it is signed in and subscribed.
  public boolean isConnected() {
    return state instanceof UpstreamState.Connected;
  }

  /// Since when it is not connected; nothing where it is.
  public Optional<Instant> downSince() {
    return state instanceof UpstreamState.Down(Instant since, _)
        ? Optional.of(since)
        : Optional.empty();
  }

  Instant now() {
    return clock.instant();
  }

  void pause(Duration wait) throws InterruptedException {
    if (closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
      log.atDebug().addKeyValue("mom", name()).log("ending");
    }
  }

  void down(String why) {
    if (isClosed()) {
      return;
    }
    boolean news = !(state instanceof UpstreamState.Down(_, String before) && before.equals(why));
    state = state.down(clock.instant(), why);
    if (news) {
      log.atWarn().addKeyValue("mom", name()).log("not connected: {}", why);
    }
  }

  void signedIn(Session session) {
    state = new UpstreamState.SignedIn(session.speaks());
  }

  void connected() {
    String speaks = state instanceof UpstreamState.SignedIn(String s) ? s : "signed in";
    connects.incrementAndGet();
    state = new UpstreamState.Connected(clock.instant(), speaks);
    log.atInfo().addKeyValue("mom", name()).log("connected, {}", speaks);
  }

  @Override
  public boolean isAlive() {
    return subscriber.isAlive() && hand.isAlive();
  }

  @Override
  public Check check() {
    String name = "MoM " + name();
    return inbox.trouble().map(why -> Check.failed(name, why)).orElseGet(() -> state.check(name));
  }

  /// Ends both threads; what has been taken is handed on, unless whoever takes it is stuck.
  @Override
  public void close() {
    closed.countDown();
    wake.ring();
    if (!subscriber.isStarted()) {
      wake.close();
    }
    end(subscriber);
    end(hand);
  }

  private void end(Role role) {
    if (role.ended(END_PATIENCE)) {
      return;
    }
    role.interrupt();
    if (!role.ended(END_PATIENCE)) {
      log.atWarn().addKeyValue("mom", name()).log("{} does not end; left behind", role.name());
    }
  }
}
