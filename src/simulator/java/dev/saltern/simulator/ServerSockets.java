package dev.saltern.simulator;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.ZContext;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import zmq.ZError;

/// The two sockets of a master, request and publish, on one thread that owns them: requests are
/// answered one after the other, publications go out in between. Thread-safe.
///
/// The ports are free ones, chosen at the first start and kept over later ones.
final class ServerSockets implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ServerSockets.class);
  private static final Duration BIND_LONGEST = Duration.ofSeconds(10);
  static final int PORT_MIN = 15_000;
  static final int PORT_MAX = 32_000;
  private static final long IDLE_MILLIS = 500;
  private static final long BIND_PAUSE_NANOS = 5_000_000;

  private final String name;
  private final String host;
  private final int publishHwm;
  private final Function<byte[], Reply> handler;
  private final Queue<Runnable> orders = new ConcurrentLinkedQueue<>();
  private final AtomicLong subscriptions = new AtomicLong();
  private volatile Ports ports;
  private volatile State state = new Stopped();

  /// @param ret where requests go; 0 for any free port
  /// @param publish where subscriptions go; 0 for any free port
  record Ports(int ret, int publish) {
    static final Ports ANY = new Ports(0, 0);
  }

  private sealed interface State {}

  private record Stopped() implements State {}

  private record Running(Thread thread, Pipe.SinkChannel waker) implements State {}

  /// An answer that is held back until its time has come.
  private record Held(long dueNanos, List<byte[]> frames) {}

  /// What one run of the thread owns.
  private record Owned(ZContext context, Pipe.SourceChannel wake, PriorityQueue<Held> held) {}

  ServerSockets(
      String name, String host, Ports ports, int publishHwm, Function<byte[], Reply> handler) {
    this.name = name;
    this.host = host;
    this.ports = ports;
    this.publishHwm = publishHwm;
    this.handler = handler;
  }

  int retPort() {
    return ports.ret();
  }

  int publishPort() {
    return ports.publish();
  }

  /// How many times a client has subscribed to a topic since the start of the process.
  long subscriptions() {
    return subscriptions.get();
  }

  /// Binds both ports and serves them. Returns once both listen.
  synchronized void start() {
    if (state instanceof Running) {
      throw new IllegalStateException(name + " runs already");
    }
    try {
      Pipe pipe = Pipe.open();
      pipe.source().configureBlocking(false);
      var bound = new CountDownLatch(1);
      var owned = new Owned(new ZContext(), pipe.source(), held());
      var thread = new Thread(() -> run(owned, bound), "simulator-" + name);
      thread.setDaemon(true);
      state = new Running(thread, pipe.sink());
      thread.start();
      bound.await();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    if (state instanceof Stopped) {
      throw new IllegalStateException(name + " could not bind its ports on " + host);
    }
  }

  /// Breaks all connections and stops listening.
  synchronized void stop() {
    if (!(state instanceof Running(Thread thread, Pipe.SinkChannel waker))) {
      return;
    }
    state = new Stopped();
    try {
      wake(waker);
      thread.join();
      waker.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
    orders.clear();
  }

  /// Sends a publication to those who subscribed to its first frame.
  void publish(List<byte[]> frames) {
    order(() -> toPublish.add(frames));
  }

  /// Breaks all connections and listens again at once.
  void hangUp() {
    order(() -> hangUp = true);
  }

  @Override
  public void close() {
    stop();
  }

  // Confined to the thread that owns the sockets.
  private final Queue<List<byte[]>> toPublish = new ArrayDeque<>();
  private boolean hangUp;

  private void order(Runnable order) {
    if (!(state instanceof Running(_, Pipe.SinkChannel waker))) {
      throw new IllegalStateException(name + " is stopped");
    }
    orders.add(order);
    try {
      wake(waker);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void wake(Pipe.SinkChannel waker) throws IOException {
    waker.write(ByteBuffer.wrap(new byte[] {1}));
  }

  private static PriorityQueue<Held> held() {
    return new PriorityQueue<>((a, b) -> Long.signum(a.dueNanos - b.dueNanos));
  }

  private void run(Owned owned, CountDownLatch bound) {
    try (ZContext context = owned.context) {
      context.setLinger(100);
      while (state instanceof Running || bound.getCount() > 0) {
        hangUp = false;
        ZMQ.Socket router = context.createSocket(SocketType.ROUTER);
        ZMQ.Socket publisher = context.createSocket(SocketType.XPUB);
        // Every subscription is heard, also one to a topic somebody has already.
        publisher.setXpubVerbose(true);
        publisher.setSndHWM(publishHwm);
        bind(router, publisher);
        bound.countDown();
        serve(owned, router, publisher);
        owned.held.clear();
        router.close();
        publisher.close();
      }
    } catch (RuntimeException e) {
      log.atError().addKeyValue("mom", name).setCause(e).log("a simulated master broke");
      state = new Stopped();
    } finally {
      bound.countDown();
      toPublish.clear();
    }
  }

  private void bind(ZMQ.Socket router, ZMQ.Socket publisher) {
    ports = new Ports(bind(router, ports.ret()), bind(publisher, ports.publish()));
  }

  /// Binds, and waits for a port that its last owner has not let go of yet.
  private int bind(ZMQ.Socket socket, int port) {
    long deadline = System.nanoTime() + BIND_LONGEST.toNanos();
    while (true) {
      // Below the ports that outgoing connections get, so that none takes it while we are down.
      int tried = port == 0 ? ThreadLocalRandom.current().nextInt(PORT_MIN, PORT_MAX) : port;
      try {
        socket.bind("tcp://" + host + ":" + tried);
        return tried;
      } catch (ZMQException e) {
        if (e.getErrorCode() != ZError.EADDRINUSE || System.nanoTime() > deadline) {
          throw e;
        }
        LockSupport.parkNanos(BIND_PAUSE_NANOS);
      }
    }
  }

  private void serve(Owned owned, ZMQ.Socket router, ZMQ.Socket publisher) {
    try (ZMQ.Poller poller = owned.context.createPoller(3)) {
      poller.register(owned.wake, ZMQ.Poller.POLLIN);
      poller.register(router, ZMQ.Poller.POLLIN);
      poller.register(publisher, ZMQ.Poller.POLLIN);
      while (state instanceof Running && !hangUp) {
        poller.poll(waitMillis(owned.held));
        takeOrders(owned.wake);
        for (List<byte[]> p = toPublish.poll(); p != null; p = toPublish.poll()) {
          send(publisher, p);
        }
        for (byte[] s = publisher.recv(ZMQ.DONTWAIT); s != null; ) {
          subscriptions.addAndGet(s.length > 0 && s[0] == 1 ? 1 : 0);
          s = publisher.recv(ZMQ.DONTWAIT);
        }
        sendHeld(router, owned.held);
        answerOne(router, owned.held);
      }
    }
  }

  private static long waitMillis(PriorityQueue<Held> held) {
    Held first = held.peek();
    long left = first == null ? IDLE_MILLIS : (first.dueNanos - System.nanoTime()) / 1_000_000 + 1;
    return Math.clamp(left, 0, IDLE_MILLIS);
  }

  private void takeOrders(Pipe.SourceChannel wake) {
    var buffer = ByteBuffer.allocate(64);
    try {
      while (wake.read(buffer) > 0) {
        buffer.clear();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (Runnable order = orders.poll(); order != null; order = orders.poll()) {
      order.run();
    }
  }

  private static void sendHeld(ZMQ.Socket router, PriorityQueue<Held> held) {
    for (Held h = held.peek(); h != null && h.dueNanos <= System.nanoTime(); h = held.peek()) {
      send(router, held.remove().frames);
    }
  }

  private void answerOne(ZMQ.Socket router, PriorityQueue<Held> held) {
    byte[] first = router.recv(ZMQ.DONTWAIT);
    if (first == null) {
      return;
    }
    List<byte[]> frames = new ArrayList<>(List.of(first));
    while (router.hasReceiveMore()) {
      frames.add(router.recv());
    }
    byte[] request = frames.removeLast();
    switch (handler.apply(request)) {
      case Reply.Silence _ -> {}
      case Reply.Hangup _ -> hangUp = true;
      case Reply.Send(byte[] bytes, Duration delay) -> {
        frames.add(bytes);
        if (delay.isZero()) {
          send(router, frames);
        } else {
          held.add(new Held(System.nanoTime() + delay.toNanos(), frames));
        }
      }
    }
  }

  private static void send(ZMQ.Socket socket, List<byte[]> frames) {
    for (int i = 0; i < frames.size(); i++) {
      socket.send(frames.get(i), i < frames.size() - 1 ? ZMQ.SNDMORE : 0);
    }
  }
}
