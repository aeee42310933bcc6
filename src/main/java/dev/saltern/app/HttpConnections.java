package dev.saltern.app;

import io.helidon.common.socket.PeerInfo;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The TCP connections of one HTTP server. One source has only so many, and each has only so long
/// for its TLS handshake and request, for the next request, and for an answer in which nothing
/// moves: whoever sends or reads nothing locks nobody out. Helidon bounds their number and knows
/// none of these times. Thread-safe.
final class HttpConnections implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpConnections.class);

  private static final Duration LOOK_MIN = Duration.ofMillis(50);
  private static final Duration LOOK_MAX = Duration.ofMillis(500);

  /// @param remote the other end
  /// @param local this end: one may come from the same address to two of ours
  private record Ends(SocketAddress remote, SocketAddress local) {}

  private final Map<Ends, HttpConnection> open = new ConcurrentHashMap<>();
  private final Map<Thread, HttpConnection> byThread = new ConcurrentHashMap<>();
  private final HttpLimits limits;
  private final Set<String> proxies;
  private final RequestMetrics metrics;
  private final ScheduledExecutorService look =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("http-connections").factory());

  /// @param proxies addresses that many callers come from: the bound for one source is not theirs
  HttpConnections(HttpLimits limits, Set<String> proxies, RequestMetrics metrics) {
    this.limits = limits;
    this.proxies = Set.copyOf(proxies);
    this.metrics = metrics;
  }

  void start() {
    Duration shortest =
        limits.timeouts().headers().compareTo(limits.timeouts().stuck()) < 0
            ? limits.timeouts().headers()
            : limits.timeouts().stuck();
    long every = Math.clamp(shortest.toMillis() / 10, LOOK_MIN.toMillis(), LOOK_MAX.toMillis());
    var _ = look.scheduleWithFixedDelay(this::cutOff, every, every, TimeUnit.MILLISECONDS);
  }

  /// Takes a new connection into account.
  ///
  /// @throws IOException where its source has too many: it is to be closed
  void accepted(SocketChannel channel) throws IOException {
    if (!(channel.getRemoteAddress() instanceof InetSocketAddress peer)) {
      throw new IOException("the other end is gone");
    }
    var connection = new HttpConnection(channel, peer, System.nanoTime());
    String source = HttpConnection.source(peer.getAddress());
    if (!proxies.contains(peer.getAddress().getHostAddress())
        && openOf(source) >= limits.connections().ofSourceMax()) {
      metrics.refusedConnection();
      throw new IOException("too many connections of " + source);
    }
    open.put(new Ends(peer, channel.getLocalAddress()), connection);
  }

  private long openOf(String source) {
    open.values().removeIf(c -> !c.isOpen());
    return open.values().stream()
        .filter(c -> HttpConnection.source(c.address()).equals(source))
        .count();
  }

  /// The connection that this thread has just begun to work on.
  HttpConnection of(PeerInfo remote, PeerInfo local) {
    HttpConnection connection = open.get(new Ends(remote.address(), local.address()));
    if (connection == null) {
      throw new IllegalStateException("no connection of " + remote.address() + " was accepted");
    }
    byThread.put(Thread.currentThread(), connection);
    return connection;
  }

  /// This thread has answered a request.
  void answered() {
    HttpConnection connection = byThread.get(Thread.currentThread());
    if (connection != null) {
      connection.answered(System.nanoTime());
    }
  }

  private void cutOff() {
    open.values().removeIf(c -> !c.isOpen());
    byThread.values().removeIf(c -> !c.isOpen());
    boolean crowded = open.size() >= limits.connections().max();
    for (HttpConnection connection : open.values()) {
      connection
          .cut(System.nanoTime(), limits, crowded)
          .ifPresent(
              why -> {
                metrics.cut(why);
                if (why == HttpConnection.Cut.STUCK) {
                  log.atInfo()
                      .addKeyValue("from", connection.address().getHostAddress())
                      .log("a request is cut off in which nothing moved");
                }
              });
    }
  }

  @Override
  public void close() {
    look.shutdownNow();
  }
}
