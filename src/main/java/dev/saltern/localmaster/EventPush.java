package dev.saltern.localmaster;

import dev.saltern.Check;
import dev.saltern.Component;
import dev.saltern.job.Data;
import dev.saltern.job.Tag;
import dev.saltern.wire.EventFrame;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// Fires events at the stock master, as its own processes do: a frame written to its pull socket,
/// no answer. Thread-safe; the connection is kept.
public final class EventPush implements Component {
  private final Bus bus;
  private final Duration timeout;
  private final Clock clock;
  private @Nullable SocketChannel channel;

  public EventPush(Bus bus, Duration timeout, Clock clock) {
    this.bus = bus;
    this.timeout = timeout;
    this.clock = clock;
  }

  /// Fires one event with the present time as its `_stamp`. That it was written does not say that
  /// the master took it.
  ///
  /// @throws IOException where it could not be written, on a fresh connection either
  /// @throws IllegalArgumentException for an event over `max_event_size`, or without a tag
  public synchronized void fire(Tag tag, Data.Dict data) throws IOException {
    if (tag.text().isEmpty()) {
      throw new IllegalArgumentException("an event has a tag");
    }
    var stamped = data.with("_stamp", new Data.Text(EventStamp.at(clock.instant())));
    byte[] frame = new EventFrame(tag, stamped).encode();
    if (frame.length > bus.eventBytesMax()) {
      throw new IllegalArgumentException(
          "an event has at most %d bytes, found %d".formatted(bus.eventBytesMax(), frame.length));
    }
    if (channel != null) {
      try {
        write(channel, frame);
        return;
      } catch (IOException _) {
        // The master has restarted since: once more on a connection of now.
        drop();
      }
    }
    SocketChannel fresh = BusSocket.connect(bus.pull());
    channel = fresh;
    try {
      fresh.configureBlocking(false);
      write(fresh, frame);
    } catch (IOException e) {
      drop();
      throw e;
    }
  }

  private void write(SocketChannel to, byte[] frame) throws IOException {
    ByteBuffer left = ByteBuffer.wrap(frame);
    long deadline = System.nanoTime() + timeout.toNanos();
    to.write(left);
    if (!left.hasRemaining()) {
      return;
    }
    try (Selector selector = to.provider().openSelector()) {
      to.register(selector, SelectionKey.OP_WRITE);
      while (left.hasRemaining()) {
        long millis = (deadline - System.nanoTime()) / 1_000_000;
        if (millis <= 0 || Thread.currentThread().isInterrupted()) {
          throw new SocketTimeoutException("the master took no event within " + timeout);
        }
        selector.select(millis);
        to.write(left);
      }
    }
  }

  private void drop() {
    SocketChannel open = channel;
    channel = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException _) {
        // It is not used any more either way.
      }
    }
  }

  @Override
  public Check check() {
    // A kept connection does not show whether there still is a master at its other end.
    try (SocketChannel probe = BusSocket.connect(bus.pull())) {
      return Check.ok("event push", probe.getRemoteAddress() + " takes connections");
    } catch (IOException e) {
      return Check.failed("event push", bus.pull() + ": " + Unreadable.why(e));
    }
  }

  @Override
  public synchronized void close() {
    drop();
  }
}
