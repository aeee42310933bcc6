package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.WireException;
import dev.saltern.wire.WrongKeyException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;

/// Minions on the wire: each signs in, gets its session key, and sends its returns encrypted; all
/// of one master share a subscription and a connection, on one thread. Thread-safe.
final class WireLink implements MinionLink {
  private static final Logger log = LoggerFactory.getLogger(WireLink.class);
  private static final Duration START_LONGEST = Duration.ofMinutes(2);
  private static final int UNREAD_MAX = 1000;
  private static final long POLL_MILLIS = 20;
  private static final int HANDSHAKE_MILLIS = 1000;

  private final FakeMaster master;
  private final List<MinionId> ids;
  private final Map<String, List<MinionId>> byTopic;
  private final Fleet fleet;
  private final MinionKey key;
  private final CountDownLatch ready;
  private final AtomicLong delivered = new AtomicLong();
  private final Thread thread;
  private volatile boolean running = true;

  /// Publications under a key nobody has yet. Confined to the thread.
  private final Queue<byte[]> unread = new ArrayDeque<>();

  WireLink(FakeMaster master, List<MinionId> ids, Fleet fleet, MinionKey key) {
    this.master = master;
    this.ids = List.copyOf(ids);
    this.byTopic =
        ids.stream().collect(Collectors.toMap(id -> MasterCore.topicOf(id.text()), List::of));
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
      // JeroMQ forgets a fresh connection now and then (zeromq/jeromq#1022): try again soon.
      subscriber.setHandshakeIvl(HANDSHAKE_MILLIS);
      dealer.setHandshakeIvl(HANDSHAKE_MILLIS);
      subscriber.setRcvHWM(0);
      subscribe(subscriber);
      subscriber.connect("tcp://" + master.host() + ":" + master.publishPort());
      dealer.connect("tcp://" + master.host() + ":" + master.retPort());
      var line = new RequestLine(dealer, key);
      ids.forEach(id -> line.signIn(id, () -> started(id, line)));
      ZMQ.Poller poller = context.createPoller(2);
      poller.register(subscriber, ZMQ.Poller.POLLIN);
      poller.register(dealer, ZMQ.Poller.POLLIN);
      while (running) {
        poller.poll(Math.clamp(line.waitMillis(), 0, POLL_MILLIS));
        publications(subscriber, line);
        line.pump();
      }
      poller.close();
    } catch (RuntimeException e) {
      log.atError().setCause(e).log("simulated minions broke");
    }
  }

  private void subscribe(ZMQ.Socket subscriber) {
    if (master.zmqFiltering()) {
      subscriber.subscribe("broadcast");
      byTopic.keySet().forEach(subscriber::subscribe);
    } else {
      subscriber.subscribe("");
    }
  }

  private void started(MinionId id, RequestLine line) {
    ready.countDown();
    readAgain(line);
    line.send(id, MinionKey.started(id), Duration.ZERO, () -> {});
  }

  private void publications(ZMQ.Socket subscriber, RequestLine line) {
    for (byte[] frame = subscriber.recv(ZMQ.DONTWAIT); frame != null; ) {
      List<MinionId> reached = ids;
      if (subscriber.hasReceiveMore()) {
        reached = byTopic.getOrDefault(new String(frame, StandardCharsets.US_ASCII), ids);
        frame = subscriber.recv();
      }
      publication(frame, reached, line);
      frame = subscriber.recv(ZMQ.DONTWAIT);
    }
  }

  private void publication(byte[] payload, List<MinionId> reached, RequestLine line) {
    try {
      if (line.newest().isEmpty()) {
        keep(payload);
      } else {
        react(payload, reached, line);
      }
    } catch (WrongKeyException _) {
      // The master has another key: get it, then read this again.
      if (unread.isEmpty()) {
        line.signIn(ids.getFirst(), () -> readAgain(line));
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

  private void readAgain(RequestLine line) {
    for (byte[] payload = unread.poll(); payload != null; payload = unread.poll()) {
      try {
        react(payload, ids, line);
      } catch (WireException e) {
        log.atWarn().setCause(e).log("a publication cannot be read even after a sign-in");
      }
    }
  }

  private void react(byte[] payload, List<MinionId> reached, RequestLine line)
      throws WireException {
    byte[] sealed =
        DataCodec.decodeDict(payload)
            .get("load")
            .flatMap(Data::asBytes)
            .orElseThrow(() -> new WireException("a publication without a load"));
    if (line.newest().orElseThrow().shared().open(sealed) instanceof Data.Dict load) {
      Data target = load.get("tgt").orElse(Data.of(""));
      Targets.match(target, load.text("tgt_type").orElse("glob"), reached)
          .minions()
          .forEach(id -> fleet.react(id, load).ifPresent(due -> send(due, line)));
    }
  }

  private void send(Fleet.Due due, RequestLine line) {
    for (int i = 0; i < due.times(); i++) {
      line.send(
          due.minion(),
          due.load(),
          due.after(),
          () -> {
            delivered.incrementAndGet();
            fleet.sent(due);
          });
    }
  }
}
