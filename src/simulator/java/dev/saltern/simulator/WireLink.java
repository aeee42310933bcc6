package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.WireException;
import dev.saltern.wire.WrongKeyException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/// Minions on the wire: each signs in, gets its session key, and sends its returns encrypted; all
/// of one master share a subscription and a connection, on one thread. Thread-safe.
final class WireLink implements MinionLink {
  /// How many requests wait for their answers at once.
  static final int IN_FLIGHT_MAX = 200;

  /// How many returns wait for their time; more are lost, with a line in the log.
  static final int DUE_MAX = 1_000_000;

  private static final Logger log = LoggerFactory.getLogger(WireLink.class);
  private static final Duration REQUEST_LONGEST = Duration.ofSeconds(10);
  private static final Duration START_LONGEST = Duration.ofMinutes(2);
  private static final int TRIES_MAX = 6;
  private static final long POLL_MILLIS = 20;
  private static final int HANDSHAKE_MILLIS = 1000;

  private final FakeMaster master;
  private final List<MinionId> ids;
  private final Fleet fleet;
  private final MinionKey key;
  private final CountDownLatch ready;
  private final AtomicLong delivered = new AtomicLong();
  private final Thread thread;
  private volatile boolean running = true;

  // Confined to the thread.
  private final Map<MinionId, MinionKey.Session> sessions = new HashMap<>();
  private final Map<Long, Asked> inFlight = new HashMap<>();
  private final Queue<Asked> toAsk = new ArrayDeque<>();
  private final Queue<byte[]> unread = new ArrayDeque<>();
  private final PriorityQueue<Timed> due =
      new PriorityQueue<>(Comparator.comparingLong(Timed::atNanos));
  private Optional<MinionKey.Session> newest = Optional.empty();
  private long asked;

  private record Timed(long atNanos, Fleet.Due what) {}

  /// @param load what is asked; nothing for a sign-in
  /// @param due the return it carries; nothing for anything else
  /// @param tries how often it has been sent
  private record Asked(
      MinionId id, Optional<Data.Dict> load, Optional<Fleet.Due> due, int tries, long sentNanos) {
    static Asked signIn(MinionId id) {
      return new Asked(id, Optional.empty(), Optional.empty(), 0, 0);
    }

    Asked sentNow() {
      return new Asked(id, load, due, tries + 1, System.nanoTime());
    }
  }

  WireLink(FakeMaster master, List<MinionId> ids, Fleet fleet, MinionKey key) {
    this.master = master;
    this.ids = List.copyOf(ids);
    this.fleet = fleet;
    this.key = key;
    this.ready = new CountDownLatch(ids.size());
    this.thread = new Thread(this::run, "simulator-minions-" + master.syndicId());
    thread.setDaemon(true);
  }

  @Override
  public void start() throws InterruptedException {
    long before = master.subscriptions();
    long topics = master.zmqFiltering() ? ids.size() + 1L : 1;
    thread.start();
    if (!ready.await(START_LONGEST.toSeconds(), TimeUnit.SECONDS)) {
      throw new IllegalStateException(ready.getCount() + " minions were not accepted in time");
    }
    while (master.subscriptions() < before + topics) {
      Thread.sleep(POLL_MILLIS);
    }
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
      ZMQ.Socket subscriber = context.createSocket(SocketType.SUB);
      ZMQ.Socket dealer = context.createSocket(SocketType.DEALER);
      subscriber.setRcvHWM(0);
      // JeroMQ forgets a fresh connection now and then (zeromq/jeromq#1022): try again soon.
      subscriber.setHandshakeIvl(HANDSHAKE_MILLIS);
      dealer.setHandshakeIvl(HANDSHAKE_MILLIS);
      if (master.zmqFiltering()) {
        subscriber.subscribe("broadcast");
        ids.forEach(id -> subscriber.subscribe(MasterCore.topicOf(id.text())));
      } else {
        subscriber.subscribe("");
      }
      subscriber.connect("tcp://" + master.host() + ":" + master.publishPort());
      dealer.connect("tcp://" + master.host() + ":" + master.retPort());
      ids.forEach(id -> toAsk.add(Asked.signIn(id)));
      ZMQ.Poller poller = context.createPoller(2);
      poller.register(subscriber, ZMQ.Poller.POLLIN);
      poller.register(dealer, ZMQ.Poller.POLLIN);
      while (running) {
        poller.poll(waitMillis());
        answers(dealer);
        publications(subscriber);
        sendDue();
        repeatLost();
        ask(dealer);
      }
      poller.close();
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("simulated minions broke");
    }
  }

  private long waitMillis() {
    Timed next = due.peek();
    long left = next == null ? POLL_MILLIS : (next.atNanos - System.nanoTime()) / 1_000_000;
    return toAsk.isEmpty() || inFlight.size() >= IN_FLIGHT_MAX
        ? Math.clamp(left, 0, POLL_MILLIS)
        : 0;
  }

  private void ask(ZMQ.Socket dealer) {
    while (inFlight.size() < IN_FLIGHT_MAX && !toAsk.isEmpty()) {
      Asked next = toAsk.remove();
      MinionKey.Session session = sessions.get(next.id);
      byte[] request =
          next.load.isEmpty() || session == null
              ? key.signIn(next.id)
              : key.sealed(next.id, next.load.get(), session);
      long number = asked++;
      inFlight.put(number, next.sentNow());
      dealer.send(ByteBuffer.allocate(Long.BYTES).putLong(number).array(), ZMQ.SNDMORE);
      dealer.send(new byte[0], ZMQ.SNDMORE);
      dealer.send(request, 0);
    }
  }

  private void answers(ZMQ.Socket dealer) {
    for (byte[] number = dealer.recv(ZMQ.DONTWAIT); number != null; ) {
      byte[] body = number;
      while (dealer.hasReceiveMore()) {
        body = dealer.recv();
      }
      Asked asking = inFlight.remove(ByteBuffer.wrap(number).getLong());
      if (asking != null) {
        answered(asking, body);
      }
      number = dealer.recv(ZMQ.DONTWAIT);
    }
  }

  private void answered(Asked asking, byte[] body) {
    try {
      boolean signIn = asking.load.isEmpty() || !sessions.containsKey(asking.id);
      if (signIn) {
        Optional<MinionKey.Session> session = key.session(body);
        if (session.isPresent()) {
          signedIn(asking, session.get());
        } else {
          again(asking);
        }
      } else if (DataCodec.decode(body).asText().filter("bad load"::equals).isPresent()) {
        // The master has other keys: sign in, then send the same again.
        sessions.remove(asking.id);
        again(asking);
      } else {
        asking.due.ifPresent(this::delivered);
      }
    } catch (WireException e) {
      log.atDebug().addKeyValue("minion", asking.id).setCause(e).log("an answer was no answer");
      again(asking);
    }
  }

  private void signedIn(Asked asking, MinionKey.Session session) {
    sessions.put(asking.id, session);
    newest = Optional.of(session);
    if (asking.load.isPresent()) {
      toAsk.add(asking);
    } else if (asking.tries < TRIES_MAX) {
      ready.countDown();
      Data.Dict started = MinionKey.started(asking.id);
      toAsk.add(new Asked(asking.id, Optional.of(started), Optional.empty(), 0, 0));
    }
    List<byte[]> held = List.copyOf(unread);
    unread.clear();
    held.forEach(payload -> publication("", payload, false));
  }

  private void delivered(Fleet.Due sent) {
    delivered.incrementAndGet();
    fleet.sent(sent);
  }

  private void again(Asked asking) {
    if (asking.load.isEmpty() || asking.tries < TRIES_MAX) {
      toAsk.add(asking);
    } else {
      log.atWarn().addKeyValue("minion", asking.id).log("a return was given up");
      asking.due.ifPresent(fleet::sent);
    }
  }

  private void repeatLost() {
    long latest = System.nanoTime() - REQUEST_LONGEST.toNanos();
    List<Long> lost =
        inFlight.entrySet().stream()
            .filter(entry -> entry.getValue().sentNanos - latest < 0)
            .map(Map.Entry::getKey)
            .toList();
    for (Long number : lost) {
      Asked unanswered = inFlight.remove(number);
      if (unanswered != null) {
        again(unanswered);
      }
    }
  }

  private void sendDue() {
    for (Timed t = due.peek(); t != null && t.atNanos <= System.nanoTime(); t = due.peek()) {
      Fleet.Due what = due.remove().what;
      for (int i = 0; i < what.times(); i++) {
        toAsk.add(new Asked(what.minion(), Optional.of(what.load()), Optional.of(what), 0, 0));
      }
    }
  }

  private void publications(ZMQ.Socket subscriber) {
    for (byte[] frame = subscriber.recv(ZMQ.DONTWAIT); frame != null; ) {
      String topic = "";
      if (subscriber.hasReceiveMore()) {
        topic = new String(frame, StandardCharsets.US_ASCII);
        frame = subscriber.recv();
      }
      publication(topic, frame, true);
      frame = subscriber.recv(ZMQ.DONTWAIT);
    }
  }

  /// @param mayWait whether it may be kept until a sign-in brings another key
  private void publication(String topic, byte[] payload, boolean mayWait) {
    if (newest.isEmpty()) {
      unread.add(payload);
      return;
    }
    try {
      byte[] sealed =
          DataCodec.decodeDict(payload)
              .get("load")
              .flatMap(Data::asBytes)
              .orElseThrow(() -> new WireException("a publication without a load"));
      if (newest.get().shared().open(sealed) instanceof Data.Dict load) {
        wantedBy(topic, load).forEach(id -> fleet.react(id, load).ifPresent(this::schedule));
      }
    } catch (WrongKeyException e) {
      if (mayWait) {
        unread.add(payload);
        toAsk.add(new Asked(ids.getFirst(), Optional.empty(), Optional.empty(), TRIES_MAX, 0));
      } else {
        log.atWarn().setCause(e).log("a publication cannot be read even after a sign-in");
      }
    } catch (WireException e) {
      log.atWarn().setCause(e).log("a publication is none");
    }
  }

  private List<MinionId> wantedBy(String topic, Data.Dict load) {
    boolean toOne = !topic.isEmpty() && !topic.equals("broadcast");
    List<MinionId> reached =
        toOne
            ? ids.stream().filter(id -> MasterCore.topicOf(id.text()).equals(topic)).toList()
            : ids;
    Data target = load.get("tgt").orElse(Data.of(""));
    return Targets.match(target, load.text("tgt_type").orElse("glob"), reached).minions();
  }

  private void schedule(Fleet.Due what) {
    if (due.size() >= DUE_MAX) {
      log.atWarn().addKeyValue("minion", what.minion()).log("too many returns wait; one is lost");
      fleet.sent(what);
      return;
    }
    due.add(new Timed(System.nanoTime() + what.after().toNanos(), what));
  }
}
