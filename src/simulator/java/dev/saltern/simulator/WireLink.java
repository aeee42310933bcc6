package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.WireException;
import dev.saltern.wire.WrongKeyException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/// Minions on the wire: each signs in, gets its session key, and sends its returns encrypted; all
/// of one master share a subscription and a few connections, on one thread. Thread-safe.
final class WireLink implements MinionLink {
  private static final Logger log = LoggerFactory.getLogger(WireLink.class);
  private static final Duration START_LONGEST = Duration.ofMinutes(5);
  private static final int UNREAD_MAX = 1000;
  private static final long POLL_MILLIS = 20;
  private static final int HANDSHAKE_MILLIS = 1000;

  private final Supplier<Master> master;
  private final List<MinionId> ids;
  private final Map<String, List<MinionId>> byTopic;
  private final Fleet fleet;
  private final MinionKey key;
  private final Pace pace;
  private final CountDownLatch ready;
  private final AtomicLong publications = new AtomicLong();
  private final AtomicLong publishedBytes = new AtomicLong();
  private final AtomicLong delivered = new AtomicLong();
  private final AtomicLong sentBytes = new AtomicLong();
  private final Thread thread;
  private volatile boolean running = true;

  /// Publications under a key nobody has yet. Confined to the thread.
  private final Queue<byte[]> unread = new ArrayDeque<>();

  /// When the next return may go out, where their rate is bounded. Confined to the thread.
  private long nextSlot = System.nanoTime();

  /// How many returns were let go. Confined to the thread.
  private long started;

  /// Where a master is, and whether its publications carry topics.
  record Master(String host, int retPort, int publishPort, boolean zmqFiltering) {}

  /// How fast minions answer. Immutable.
  ///
  /// @param connections how many connections their requests go over
  /// @param inFlight how many requests wait for an answer at once on each
  /// @param perSecond the most returns a second, of all minions; 0: as fast as it goes
  /// @param returnsMax the most returns ever; 0: no end
  record Pace(int connections, int inFlight, int perSecond, long returnsMax) {
    static final Pace STANDARD = new Pace(1, RequestLine.IN_FLIGHT_MAX, 0, 0);

    Pace {
      if (connections < 1 || inFlight < 1 || perSecond < 0 || returnsMax < 0) {
        throw new IllegalArgumentException(
            "at least 1 connection and 1 request in flight, rate and count not negative");
      }
    }
  }

  /// @param master where the master is, asked when the minions start
  WireLink(Supplier<Master> master, List<MinionId> ids, Fleet fleet, MinionKey key, Pace pace) {
    this.master = master;
    this.pace = pace;
    this.ids = List.copyOf(ids);
    this.byTopic =
        ids.stream().collect(Collectors.toMap(id -> MasterCore.topicOf(id.text()), List::of));
    this.fleet = fleet;
    this.key = key;
    this.ready = new CountDownLatch(ids.size());
    this.thread = new Thread(this::run, "simulator-minions");
    thread.setDaemon(true);
  }

  @Override
  public void start() throws InterruptedException {
    thread.start();
    if (!ready.await(START_LONGEST.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException(ready.getCount() + " minions were not accepted in time");
    }
  }

  /// How many topics they subscribe to.
  int topics() {
    return master.get().zmqFiltering ? ids.size() + 1 : 1;
  }

  /// How many publications came, and their bytes; how many bytes of requests went out.
  List<Long> traffic() {
    return List.of(publications.get(), publishedBytes.get(), sentBytes.get());
  }

  @Override
  public long delivered() {
    return delivered.get();
  }

  @Override
  public void close() {
    running = false;
    try {
      thread.join();
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try (ZContext context = new ZContext()) {
      context.setLinger(0);
      Master at = master.get();
      ZMQ.Socket subscriber = socket(context, SocketType.SUB);
      subscriber.setRcvHWM(0);
      subscribe(subscriber, at);
      subscriber.connect("tcp://" + at.host + ":" + at.publishPort);
      ZMQ.Poller poller = context.createPoller(1 + pace.connections);
      poller.register(subscriber, ZMQ.Poller.POLLIN);
      var lines = new ArrayList<RequestLine>();
      for (int i = 0; i < Math.min(pace.connections, ids.size()); i++) {
        ZMQ.Socket dealer = socket(context, SocketType.DEALER);
        dealer.connect("tcp://" + at.host + ":" + at.retPort);
        poller.register(dealer, ZMQ.Poller.POLLIN);
        lines.add(new RequestLine(dealer, key, pace.inFlight));
      }
      var all = new Lines(ids, lines);
      ids.forEach(id -> all.of(id).signIn(id, () -> started(id, all)));
      while (running) {
        poller.poll(Math.clamp(all.waitMillis(), 0, POLL_MILLIS));
        publications(subscriber, all);
        lines.forEach(RequestLine::pump);
        sentBytes.set(lines.stream().mapToLong(RequestLine::sentBytes).sum());
      }
      poller.close();
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("simulated minions broke");
    }
  }

  private static ZMQ.Socket socket(ZContext context, SocketType type) {
    ZMQ.Socket socket = context.createSocket(type);
    // JeroMQ forgets a fresh connection now and then (zeromq/jeromq#1022): try again soon.
    socket.setHandshakeIvl(HANDSHAKE_MILLIS);
    return socket;
  }

  private void subscribe(ZMQ.Socket subscriber, Master at) {
    if (at.zmqFiltering) {
      subscriber.subscribe("broadcast");
      byTopic.keySet().forEach(subscriber::subscribe);
    } else {
      subscriber.subscribe("");
    }
  }

  /// Which connection is whose: a minion stays on one. Confined to the thread.
  private static final class Lines {
    private final List<RequestLine> lines;
    private final Map<MinionId, RequestLine> byId = new HashMap<>();

    Lines(List<MinionId> ids, List<RequestLine> lines) {
      this.lines = lines;
      for (int i = 0; i < ids.size(); i++) {
        byId.put(ids.get(i), lines.get(i % lines.size()));
      }
    }

    RequestLine of(MinionId id) {
      RequestLine line = byId.get(id);
      if (line == null) {
        throw new IllegalStateException(id + " is none of these minions");
      }
      return line;
    }

    /// The connection whose sign-ins bring the key of publications.
    RequestLine first() {
      return lines.getFirst();
    }

    long waitMillis() {
      return lines.stream().mapToLong(RequestLine::waitMillis).min().orElse(Long.MAX_VALUE);
    }
  }

  private void started(MinionId id, Lines lines) {
    ready.countDown();
    readAgain(lines);
    lines.of(id).send(id, MinionKey.started(id), Duration.ZERO, () -> {});
  }

  private void publications(ZMQ.Socket subscriber, Lines lines) {
    for (byte[] frame = subscriber.recv(ZMQ.DONTWAIT); frame != null; ) {
      List<MinionId> reached = ids;
      if (subscriber.hasReceiveMore()) {
        reached = byTopic.getOrDefault(new String(frame, StandardCharsets.US_ASCII), ids);
        frame = subscriber.recv();
      }
      publications.incrementAndGet();
      publishedBytes.addAndGet(frame.length);
      publication(frame, reached, lines);
      frame = subscriber.recv(ZMQ.DONTWAIT);
    }
  }

  private void publication(byte[] payload, List<MinionId> reached, Lines lines) {
    try {
      if (lines.first().newest().isEmpty()) {
        keep(payload);
      } else {
        react(payload, reached, lines);
      }
    } catch (WrongKeyException _) {
      // The master has another key: get it, then read this again.
      if (unread.isEmpty()) {
        lines.first().signIn(ids.getFirst(), () -> readAgain(lines));
      }
      keep(payload);
    } catch (WireException e) {
      log.atWarn().setCause(e).log("a publication is none");
    }
  }

  private void keep(byte[] payload) {
    if (unread.size() < UNREAD_MAX) {
      unread.add(payload);
    } else {
      log.atWarn().log("too many publications wait for a key; one is lost");
    }
  }

  private void readAgain(Lines lines) {
    for (byte[] payload = unread.poll(); payload != null; payload = unread.poll()) {
      try {
        react(payload, ids, lines);
      } catch (WireException e) {
        log.atWarn().setCause(e).log("a publication cannot be read even after a sign-in");
      }
    }
  }

  private void react(byte[] payload, List<MinionId> reached, Lines lines) throws WireException {
    byte[] sealed =
        DataCodec.decodeDict(payload)
            .get("load")
            .flatMap(Data::asBytes)
            .orElseThrow(() -> new WireException("a publication without a load"));
    if (lines.first().newest().orElseThrow().shared().open(sealed) instanceof Data.Dict load) {
      Data target = load.get("tgt").orElse(Data.of(""));
      Targets.match(target, load.text("tgt_type").orElse("glob"), reached)
          .minions()
          .forEach(id -> fleet.react(id, load).ifPresent(due -> send(due, lines)));
    }
  }

  private void send(Fleet.Due due, Lines lines) {
    for (int i = 0; i < due.times() && mayStart(); i++) {
      lines
          .of(due.minion())
          .send(
              due.minion(),
              due.load(),
              later(due.after()),
              () -> {
                delivered.incrementAndGet();
                fleet.sent(due);
              });
    }
  }

  private boolean mayStart() {
    return pace.returnsMax == 0 || started++ < pace.returnsMax;
  }

  /// The time a return has to wait for its turn, where their rate is bounded.
  private Duration later(Duration after) {
    if (pace.perSecond == 0) {
      return after;
    }
    long now = System.nanoTime();
    long at = Math.max(nextSlot, now + after.toNanos());
    nextSlot = at + 1_000_000_000L / pace.perSecond;
    return Duration.ofNanos(at - now);
  }
}
