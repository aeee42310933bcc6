package dev.saltern.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import java.util.Optional;

/// One TCP connection of an HTTP server, from its acceptance to its end, and for how long it may
/// stay as it is. Thread-safe.
final class HttpConnection {
  /// The bytes of an IPv6 address that name the network one customer has.
  private static final int NETWORK_BYTES = 8;

  /// Why a connection was ended.
  enum Cut {
    /// No whole request came in time.
    NO_REQUEST,
    /// It waited too long for the next request.
    IDLE,
    /// Nothing moved while a request was answered.
    STUCK
  }

  private sealed interface State {
    /// A request is awaited, or some of it is there.
    record Reading(long sinceNanos) implements State {}

    record Answering(Thread by, long movedNanos) implements State {}

    record Waiting(long sinceNanos) implements State {}
  }

  private final SocketChannel channel;
  private final InetSocketAddress peer;
  private State state;

  HttpConnection(SocketChannel channel, InetSocketAddress peer, long nowNanos) {
    this.channel = channel;
    this.peer = peer;
    this.state = new State.Reading(nowNanos);
  }

  /// Who it comes from: the address, of IPv6 the network, since one host has as many addresses in
  /// it as it likes.
  static String source(InetAddress address) {
    byte[] bytes = address.getAddress();
    try {
      return bytes.length <= NETWORK_BYTES
          ? address.getHostAddress()
          : InetAddress.getByAddress(
                  Arrays.copyOf(Arrays.copyOf(bytes, NETWORK_BYTES), bytes.length))
              .getHostAddress();
    } catch (IOException e) {
      throw new IllegalStateException("the length of an address is one", e);
    }
  }

  InetAddress address() {
    return peer.getAddress();
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  /// The first line of a request is there.
  synchronized void begins(long nowNanos) {
    if (state instanceof State.Waiting) {
      state = new State.Reading(nowNanos);
    }
  }

  /// This thread begins to answer, or goes on to.
  synchronized void moves(long nowNanos) {
    state = new State.Answering(Thread.currentThread(), nowNanos);
  }

  synchronized void answered(long nowNanos) {
    state = new State.Waiting(nowNanos);
  }

  /// Ends it where it has stayed as it is for too long. A thread that answers is interrupted, which
  /// ends what it waits for and closes the connection; it never hits the next request.
  synchronized Optional<Cut> cut(long nowNanos, HttpLimits limits, boolean crowded) {
    Optional<Cut> why =
        switch (state) {
          case State.Reading(long since)
              when nowNanos - since >= limits.timeouts().headers().toNanos() ->
              Optional.of(Cut.NO_REQUEST);
          case State.Waiting(long since)
              when nowNanos - since
                  >= (crowded ? HttpLimits.IDLE_WHEN_FULL : limits.timeouts().idle()).toNanos() ->
              Optional.of(Cut.IDLE);
          case State.Answering(_, long moved)
              when nowNanos - moved >= limits.timeouts().stuck().toNanos() ->
              Optional.of(Cut.STUCK);
          case State.Reading _, State.Waiting _, State.Answering _ -> Optional.empty();
        };
    if (why.isPresent()) {
      if (state instanceof State.Answering(Thread by, _)) {
        state = new State.Reading(nowNanos);
        by.interrupt();
      } else {
        close();
      }
    }
    return why;
  }

  private void close() {
    try {
      channel.close();
    } catch (IOException _) {
      // closed all the same
    }
  }
}
