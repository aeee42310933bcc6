package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.Tag;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.EventFrame;
import dev.saltern.wire.WireException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoField;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A master's local event bus: the two unix sockets `master_event_pub.ipc` and
/// `master_event_pull.ipc`. Whoever connects to the first gets every event from then on; whoever
/// writes frames to the second fires them. Thread-safe.
public final class EventBus implements AutoCloseable {
  /// How many events wait for one slow subscriber before it is cut off.
  static final int BACKLOG_MAX = 100_000;

  private static final Logger log = LoggerFactory.getLogger(EventBus.class);
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss");
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS");

  private final Path directory;
  private final int eventBytesMax;
  private final Clock clock;
  private final Set<Subscriber> subscribers = ConcurrentHashMap.newKeySet();
  private final Set<SocketChannel> publishers = ConcurrentHashMap.newKeySet();
  private Optional<Listeners> listeners = Optional.empty();

  private record Listeners(ServerSocketChannel pub, ServerSocketChannel pull) {}

  private record Subscriber(SocketChannel channel, BlockingQueue<byte[]> waiting) {}

  EventBus(Path directory, int eventBytesMax, Clock clock) throws IOException {
    this.directory = Files.createDirectories(directory);
    this.eventBytesMax = eventBytesMax;
    this.clock = clock;
  }

  /// Where subscribers connect.
  public Path publishSocket() {
    return directory.resolve("master_event_pub.ipc");
  }

  /// Where events are fired from outside.
  public Path pullSocket() {
    return directory.resolve("master_event_pull.ipc");
  }

  /// Listens on both sockets; a socket file of an earlier run gives way.
  public synchronized void start() throws IOException {
    if (listeners.isPresent()) {
      throw new IllegalStateException("the bus runs already");
    }
    var both = new Listeners(listen(publishSocket()), listen(pullSocket()));
    listeners = Optional.of(both);
    Thread.startVirtualThread(() -> accept(both.pub, this::serve));
    Thread.startVirtualThread(() -> accept(both.pull, this::take));
  }

  /// Breaks all connections and stops listening; the socket files stay, as after a kill.
  public synchronized void stop() throws IOException {
    if (listeners.isPresent()) {
      listeners.get().pub.close();
      listeners.get().pull.close();
      listeners = Optional.empty();
      disconnectAll();
    }
  }

  @Override
  public void close() {
    try {
      stop();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// How many subscribers are connected.
  public int subscribers() {
    return subscribers.size();
  }

  /// Breaks every connection; the bus goes on listening.
  public void disconnectAll() {
    subscribers.forEach(this::cut);
    publishers.forEach(EventBus::closeQuietly);
  }

  /// Fires an event, stamped now; what is too big is trimmed.
  public void fire(Tag tag, Data.Dict data) {
    // A minion's return has a stamp of its own, which gives way.
    Data.Dict stamped = data.with("_stamp", stamp());
    writeRaw(new EventFrame(tag, EventTrim.trimmed(stamped, eventBytesMax)).encode());
  }

  /// Sends bytes to every subscriber as they are: for broken frames.
  public void writeRaw(byte[] bytes) {
    for (Subscriber subscriber : subscribers) {
      if (!subscriber.waiting.offer(bytes)) {
        log.atWarn().log("a subscriber of the bus is too slow and is cut off");
        cut(subscriber);
      }
    }
  }

  private Data stamp() {
    LocalDateTime now = LocalDateTime.ofInstant(clock.instant(), ZoneOffset.UTC);
    return Data.of((now.getLong(ChronoField.MICRO_OF_SECOND) == 0 ? SECONDS : MICROS).format(now));
  }

  private static ServerSocketChannel listen(Path socket) throws IOException {
    Files.deleteIfExists(socket);
    ServerSocketChannel channel = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
    channel.bind(UnixDomainSocketAddress.of(socket));
    Files.setPosixFilePermissions(socket, PosixFilePermissions.fromString("rw-------"));
    return channel;
  }

  private static void accept(ServerSocketChannel listener, Consumer<SocketChannel> server) {
    while (listener.isOpen()) {
      try {
        SocketChannel client = listener.accept();
        Thread.startVirtualThread(() -> server.accept(client));
      } catch (IOException e) {
        if (listener.isOpen()) {
          log.atWarn().setCause(e).log("the bus could not accept a connection");
        }
      }
    }
  }

  private void serve(SocketChannel client) {
    var subscriber = new Subscriber(client, new ArrayBlockingQueue<>(BACKLOG_MAX));
    subscribers.add(subscriber);
    Thread.startVirtualThread(() -> awaitEnd(subscriber));
    try {
      while (client.isOpen()) {
        ByteBuffer frame = ByteBuffer.wrap(subscriber.waiting.take());
        while (frame.hasRemaining()) {
          client.write(frame);
        }
      }
    } catch (IOException _) {
      // The subscriber has gone.
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } finally {
      cut(subscriber);
    }
  }

  /// A subscriber never writes: what can be read is its end.
  private void awaitEnd(Subscriber subscriber) {
    try {
      var buffer = ByteBuffer.allocate(64);
      while (subscriber.channel.read(buffer) >= 0) {
        buffer.clear();
      }
    } catch (IOException _) {
      // Gone as well.
    } finally {
      cut(subscriber);
    }
  }

  private void cut(Subscriber subscriber) {
    subscribers.remove(subscriber);
    closeQuietly(subscriber.channel);
    // Wakes the writer, which finds the channel closed.
    boolean woken = subscriber.waiting.offer(new byte[0]);
    if (!woken) {
      subscriber.waiting.clear();
      subscriber.waiting.add(new byte[0]);
    }
  }

  private void take(SocketChannel client) {
    publishers.add(client);
    try (InputStream in = Channels.newInputStream(client)) {
      var reader = new EventFrame.Reader(in, DataCodec.Limits.DEFAULT);
      while (true) {
        try {
          Optional<EventFrame> frame = reader.next();
          if (frame.isEmpty()) {
            return;
          }
          writeRaw(frame.get().encode());
        } catch (WireException e) {
          log.atWarn().setCause(e).log("a broken event was fired");
        }
      }
    } catch (IOException _) {
      // The client has gone.
    } finally {
      publishers.remove(client);
    }
  }

  private static void closeQuietly(SocketChannel channel) {
    try {
      channel.close();
    } catch (IOException _) {
      // It is of no use any more either way.
    }
  }
}
