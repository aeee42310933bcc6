package dev.saltern.localmaster;

import dev.saltern.Check;
import dev.saltern.Component;
import dev.saltern.LogPace;
import dev.saltern.Role;
import dev.saltern.job.BusTime;
import dev.saltern.job.Gap;
import dev.saltern.wire.BusEvent;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.EventFrame;
import dev.saltern.wire.WireException;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// up: `salt-master ═bus═> EventTap > relay.ArrivalSorter`. Reads the stock master's event bus and
/// hands every event to one [BusHandler], together with every window in which it may have missed
/// some: the time before the start, each break of the connection, each frame it could not read.
/// Anybody with a key can have the master write what nobody can read, so only a stream in which no
/// frame can be found any more ends the connection, however many frames are broken.
///
/// A role with two threads of its own, `event-tap` (decodes, calls the handler) and
/// `event-tap-socket` (only reads). Thread-safe.
public final class EventTap implements Component {
  private static final Logger log = LoggerFactory.getLogger(EventTap.class);
  private static final Duration CLOSE_TIMEOUT = Duration.ofSeconds(5);

  private final Bus bus;
  private final BusHandler handler;
  private final TapLimits limits;
  private final Clock clock;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicLong events = new AtomicLong();
  private final AtomicLong peerEvents = new AtomicLong();
  private final AtomicLong brokenFrames = new AtomicLong();
  private final AtomicLong connects = new AtomicLong();
  private final LogPace pace;
  private final Role role = new Role("event-tap");
  private volatile TapState state = new TapState.Idle();
  private volatile Instant seenUntil = Instant.EPOCH;
  private volatile @Nullable ReadAhead stream;

  public EventTap(Bus bus, BusHandler handler, TapLimits limits, Clock clock) {
    this.bus = bus;
    this.handler = handler;
    this.limits = limits;
    this.clock = clock;
    this.pace = new LogPace(clock);
  }

  /// Starts the role.
  ///
  /// @param seenUntil until when the bus was seen before: [#seenUntil] of the last run
  /// @throws IllegalStateException where it was started before
  public void start(Instant seenUntil) {
    this.seenUntil = seenUntil;
    role.start(this::run);
  }

  /// Until when every event has been handed over, by the events' own time stamps. What a later
  /// start must be told.
  public Instant seenUntil() {
    return seenUntil;
  }

  public TapCounts counts() {
    return new TapCounts(events.get(), peerEvents.get(), brokenFrames.get(), connects.get());
  }

  @Override
  public boolean isAlive() {
    return role.isAlive();
  }

  @Override
  public Check check() {
    return state.check(bus.pub());
  }

  @Override
  public void close() {
    closed.countDown();
    role.interrupt();
    closeStream();
    if (!role.ended(CLOSE_TIMEOUT)) {
      log.atWarn().log("the event tap's handler does not end; left behind");
    }
  }

  private boolean isClosed() {
    return closed.getCount() == 0;
  }

  private void run() {
    try {
      Gap.Reason reason = Gap.Reason.START;
      Duration backoff = limits.backoffMin();
      while (!isClosed()) {
        long before = events.get();
        if (connect()) {
          handler.gap(Gap.between(seenUntil, clock.instant(), reason));
          reason = Gap.Reason.DISCONNECT;
          read();
        }
        backoff = events.get() > before ? limits.backoffMin() : limits.next(backoff);
        pause(backoff);
      }
      state = new TapState.Idle();
    } catch (InterruptedException e) {
      state = isClosed() ? new TapState.Idle() : new TapState.Failed("interrupted by another");
    } catch (RuntimeException | Error e) {
      state = new TapState.Failed(e.toString());
      throw e;
    } finally {
      closeStream();
    }
  }

  private void pause(Duration backoff) throws InterruptedException {
    if (closed.await(backoff.toMillis(), TimeUnit.MILLISECONDS)) {
      throw new InterruptedException("closed");
    }
  }

  private boolean connect() {
    try {
      stream = BusSocket.open(bus.pub(), limits.bufferBytes());
      connects.incrementAndGet();
      state = new TapState.Up(clock.instant());
      log.atInfo().log("reading the event bus {}", bus.pub());
      return true;
    } catch (IOException e) {
      down(Unreadable.why(e));
      return false;
    }
  }

  private void down(String why) {
    boolean first = !(state instanceof TapState.Down);
    state = state.down(clock.instant(), why);
    if (first && !isClosed()) {
      log.atWarn().log("event bus {} not connected: {}", bus.pub(), why);
    }
  }

  private void read() throws InterruptedException {
    ReadAhead open = stream;
    if (open == null) {
      return;
    }
    var reader =
        new EventFrame.Reader(
            open,
            new DataCodec.Limits(limits.frameBytesMax(), DataCodec.Limits.DEFAULT.depthMax()));
    String why = "the master ended the connection";
    while (!isClosed()) {
      try {
        Optional<BusEvent> event = reader.nextPacked();
        if (event.isEmpty()) {
          break;
        }
        take(event.get());
      } catch (WireException e) {
        broken(e);
      } catch (IOException e) {
        why = Unreadable.why(e);
        break;
      }
    }
    closeStream();
    down(why);
  }

  private void take(BusEvent event) throws WireException, InterruptedException {
    events.incrementAndGet();
    // Fired at another master of a cluster, whose own node sees it.
    if (event.head().has("__peer_id")) {
      peerEvents.incrementAndGet();
    } else {
      handler.event(event);
    }
    seenUntil = event.head().text("_stamp").flatMap(BusTime::parse).orElseGet(clock::instant);
  }

  private void broken(WireException e) throws InterruptedException {
    brokenFrames.incrementAndGet();
    OptionalLong heldBack = pace.next();
    if (heldBack.isPresent()) {
      log.atWarn()
          .addKeyValue("not_told", heldBack.getAsLong())
          .log("a frame of the event bus could not be read: {}", e.getMessage());
    }
    handler.gap(Gap.between(seenUntil, clock.instant(), Gap.Reason.BROKEN_FRAME));
  }

  private void closeStream() {
    ReadAhead open = stream;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        log.atDebug().setCause(e).log("closing the event bus");
      }
    }
  }
}
