package dev.saltern.channel;

import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.zeromq.SocketType;
import org.zeromq.ZMQ;

/// The owner of the one ZeroMQ context of a process and its I/O thread. Thread-safe.
///
/// Channels are closed by their own threads, and all of them before the context: ZeroMQ would wait
/// for a forgotten one for ever, so [#close] refuses instead.
public final class ChannelContext implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChannelContext.class);

  private final ZMQ.Context zmq = ZMQ.context(1);
  private final AtomicInteger open = new AtomicInteger();

  public ChannelContext() {
    zmq.setUncaughtExceptionHandler(
        (thread, e) -> LOG.atError().setCause(e).log("ZeroMQ's thread {} died", thread.getName()));
    // What jeromq tells here it also handles (a peer that breaks the protocol is cut off).
    zmq.setNotificationExceptionHandler(
        (_, e) -> LOG.atDebug().setCause(e).log("ZeroMQ cut off a peer"));
  }

  ZMQ.Socket socket(SocketType type) {
    ZMQ.Socket socket = zmq.socket(type);
    open.incrementAndGet();
    return socket;
  }

  void close(ZMQ.Socket socket) {
    socket.close();
    open.decrementAndGet();
  }

  ZMQ.Poller poller(int items) {
    return zmq.poller(items);
  }

  /// Ends the I/O thread.
  ///
  /// @throws IllegalStateException where a channel is still open
  @Override
  public void close() {
    int left = open.get();
    if (left > 0) {
      throw new IllegalStateException(left + " sockets are open; close their channels first");
    }
    zmq.close();
  }
}
