package dev.saltern.channel;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.zeromq.SocketType;
import org.zeromq.ZEvent;
import org.zeromq.ZMQ;
import org.zeromq.ZMQException;
import org.zeromq.ZMonitor;
import zmq.ZError;

/// One connecting ZeroMQ socket, watched: what it brings, when its connection stands and breaks,
/// and the bell of its owner, all in one wait. Confined to the thread that opened it.
final class Link implements AutoCloseable {
  /// What a wait ended with.
  enum Signal {
    /// A message is there.
    READABLE,
    /// The peer shook hands.
    UP,
    /// The connection the peer had shaken hands on is gone; ZeroMQ goes on trying for another.
    DOWN,
    /// Somebody rang.
    WOKEN,
    /// The time is over.
    SILENCE
  }

  /// More parts than any message of Salt has.
  static final int PARTS_MAX = 8;

  private static final int RECONNECT_MS = 100;
  private static final int RECONNECT_MS_MAX = 2_000;
  private static final int EVENTS = ZMQ.EVENT_HANDSHAKE_PROTOCOL | ZMQ.EVENT_DISCONNECTED;

  private final Owner owner = Owner.here();
  private final ChannelContext context;
  private final Wake wake;
  private final ZMQ.Socket socket;
  private final Wake changed = new Wake();
  private final Queue<ZMonitor.Event> changes = new ConcurrentLinkedQueue<>();
  private final ZMQ.Poller poller;
  private boolean up;
  private boolean closed;

  private Link(ChannelContext context, SocketType type, Wake wake) {
    this.context = context;
    this.wake = wake;
    socket = context.socket(type);
    poller = context.poller(3);
  }

  /// A link whose socket is configured, but not yet connected.
  static Link open(ChannelContext context, SocketType type, LinkLimits limits, Wake wake) {
    Link link = new Link(context, type, wake);
    limits.apply(link.socket);
    link.socket.setReconnectIVL(RECONNECT_MS);
    link.socket.setReconnectIVLMax(RECONNECT_MS_MAX);
    // ZeroMQ's thread must not wait for us, as it would with a monitor socket nobody reads.
    link.socket.setEventHook(link::changed, EVENTS);
    link.poller.register(link.socket, ZMQ.Poller.POLLIN);
    link.poller.register(link.changed.pollable(), ZMQ.Poller.POLLIN);
    link.poller.register(wake.pollable(), ZMQ.Poller.POLLIN);
    return link;
  }

  /// Starts to connect; ZeroMQ goes on until it succeeds or the link is closed.
  ///
  /// @throws NoReplyException where the host has no address, which ZeroMQ asks for only here
  void connect(Endpoint endpoint) throws NoReplyException {
    socket.setIPv6(endpoint.ipv6());
    try {
      socket.connect(endpoint.address());
    } catch (ZMQException e) {
      throw new NoReplyException("no way to " + endpoint + ": " + e.getMessage());
    }
  }

  /// The socket, for what only one kind of it can do.
  ZMQ.Socket socket() {
    assertUsable();
    return socket;
  }

  /// Waits for the first thing to happen. A broken connection is told before what it brought.
  Signal await(Duration timeout) {
    assertUsable();
    long deadline = System.nanoTime() + timeout.toNanos();
    while (true) {
      long leftNanos = Math.max(0, deadline - System.nanoTime());
      // Rounded up: a wait of less than a millisecond must not become a spin.
      long leftMs = TimeUnit.NANOSECONDS.toMillis(leftNanos + 999_999);
      poller.poll(leftMs);
      if (poller.pollin(2)) {
        wake.heard();
        return Signal.WOKEN;
      }
      if (poller.pollin(1)) {
        Signal change = connectionChange();
        if (change != Signal.SILENCE) {
          return change;
        }
      } else if (poller.pollin(0)) {
        return Signal.READABLE;
      } else if (leftNanos == 0) {
        return Signal.SILENCE;
      }
    }
  }

  /// Called by ZeroMQ's thread.
  private void changed(ZEvent event) {
    changes.add(event.getEvent());
    changed.ring();
  }

  private Signal connectionChange() {
    changed.heard();
    for (ZMonitor.Event change = changes.poll(); change != null; change = changes.poll()) {
      boolean wasUp = up;
      up = change == ZMonitor.Event.HANDSHAKE_PROTOCOL;
      if (up) {
        return more(Signal.UP);
      }
      if (wasUp) {
        return more(Signal.DOWN);
      }
    }
    return Signal.SILENCE;
  }

  /// This change, with the bell rung again where there are more.
  private Signal more(Signal change) {
    if (!changes.isEmpty()) {
      changed.ring();
    }
    return change;
  }

  /// The parts of the message that is there; empty where there is none after all.
  List<byte[]> receive() {
    assertUsable();
    var parts = new ArrayList<byte[]>();
    byte[] part = socket.recv(ZMQ.DONTWAIT);
    while (part != null) {
      if (parts.size() <= PARTS_MAX) {
        parts.add(part);
      }
      part = socket.hasReceiveMore() ? socket.recv(ZMQ.DONTWAIT) : null;
    }
    return parts;
  }

  /// Hands one message to ZeroMQ; false where its queue is full.
  boolean send(byte[]... parts) {
    assertUsable();
    for (int i = 0; i < parts.length; i++) {
      int more = i < parts.length - 1 ? ZMQ.SNDMORE : 0;
      if (!socket.send(parts[i], ZMQ.DONTWAIT | more)) {
        if (socket.errno() == ZError.EAGAIN) {
          return false;
        }
        throw new IllegalStateException("sending failed with ZeroMQ error " + socket.errno());
      }
    }
    return true;
  }

  private void assertUsable() {
    owner.check();
    if (closed) {
      throw new IllegalStateException("the channel is closed");
    }
  }

  @Override
  public void close() {
    owner.check();
    if (closed) {
      return;
    }
    closed = true;
    poller.close();
    socket.setEventHook(null, 0);
    context.close(socket);
    changed.close();
  }
}
