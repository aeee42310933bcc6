package dev.saltern.localmaster;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// A stream that is read into memory by a thread of its own, so that the sender never waits for our
/// handler as long as there is room. When it is full, the thread stops reading and the sender has
/// to wait.
///
/// It is in memory and not in the kernel because a unix socket's bytes count against the sender's
/// buffer: the receiver's SO_RCVBUF has no effect there on Linux.
///
/// Reading is confined to one thread; `close` may come from any.
final class ReadAhead extends InputStream {
  private static final int CHUNK_BYTES = 64 << 10;

  private final ReadableByteChannel source;
  private final int bytesMax;
  private final Thread pump;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<ByteBuffer> chunks = new ArrayDeque<>();
  private long buffered;
  private boolean ended;
  private IOException failure = new IOException("the stream was closed");
  private boolean failed;

  private ReadAhead(ReadableByteChannel source, int bytesMax, String threadName) {
    this.source = source;
    this.bytesMax = bytesMax;
    this.pump = Thread.ofPlatform().name(threadName).daemon().unstarted(this::pump);
  }

  /// Starts reading `source`, which belongs to the stream from now on.
  static ReadAhead start(ReadableByteChannel source, int bytesMax, String threadName) {
    var stream = new ReadAhead(source, bytesMax, threadName);
    stream.pump.start();
    return stream;
  }

  /// How much is waiting to be read.
  long buffered() {
    lock.lock();
    try {
      return buffered;
    } finally {
      lock.unlock();
    }
  }

  private void pump() {
    ByteBuffer buffer = ByteBuffer.allocateDirect(CHUNK_BYTES);
    try {
      while (source.read(buffer.clear()) >= 0) {
        ByteBuffer chunk = ByteBuffer.allocate(buffer.flip().remaining()).put(buffer).flip();
        add(chunk);
      }
      end();
    } catch (IOException e) {
      fail(e);
    } catch (InterruptedException _) {
      fail(new IOException("the stream was closed"));
    }
  }

  private void add(ByteBuffer chunk) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      while (buffered >= bytesMax && !ended) {
        changed.await();
      }
      chunks.add(chunk);
      buffered += chunk.remaining();
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void end() {
    lock.lock();
    try {
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void fail(IOException e) {
    lock.lock();
    try {
      failure = failed ? failure : e;
      failed = true;
      ended = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] into, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    lock.lock();
    try {
      while (chunks.isEmpty() && !ended) {
        changed.await();
      }
      ByteBuffer chunk = chunks.peek();
      if (chunk == null) {
        if (failed) {
          throw failure;
        }
        return -1;
      }
      int count = Math.min(length, chunk.remaining());
      chunk.get(into, offset, count);
      if (!chunk.hasRemaining()) {
        chunks.remove();
      }
      buffered -= count;
      changed.signalAll();
      return count;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int available() {
    return (int) Math.min(Integer.MAX_VALUE, buffered());
  }

  /// Ends the stream: what is not yet read is gone.
  @Override
  public void close() throws IOException {
    fail(new IOException("the stream was closed"));
    pump.interrupt();
    source.close();
  }
}
