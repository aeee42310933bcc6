package dev.saltern.channel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.Pipe;
import java.nio.channels.SelectableChannel;

/// A bell by which any thread ends the wait of the one thread that polls it: the wait in progress
/// or, if there is none, the next. Rings before it is heard count once. [#ring] is thread-safe; the
/// rest belongs to the polling thread.
///
/// It stands in for [Thread#interrupt], which closes the pipes inside jeromq.
public final class Wake implements AutoCloseable {
  private final Pipe pipe;

  public Wake() {
    try {
      pipe = Pipe.open();
      pipe.source().configureBlocking(false);
      pipe.sink().configureBlocking(false);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// Ends the owner's wait. Does nothing once closed.
  public void ring() {
    try {
      // A full pipe writes 0 bytes: it rings already.
      pipe.sink().write(ByteBuffer.wrap(new byte[] {1}));
    } catch (java.nio.channels.ClosedChannelException _) {
      // The owner is gone and waits no more.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SelectableChannel pollable() {
    return pipe.source();
  }

  /// Takes all rings there are.
  void heard() {
    ByteBuffer rings = ByteBuffer.allocate(64);
    try {
      while (pipe.source().read(rings) > 0) {
        rings.clear();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try (var _ = pipe.source();
        var _ = pipe.sink()) {
      // Both ends close.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
