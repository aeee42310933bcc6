package dev.saltern.app;

import io.helidon.common.buffers.BufferData;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Cuts off requests in which nothing moves: nothing asked comes back, or the client reads nothing.
/// A write to such a client would block for ever; nothing is kept in memory for it meanwhile. Its
/// thread is interrupted, which closes the connection. Thread-safe.
final class StuckRequests implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StuckRequests.class);

  private final Map<Thread, Long> movedNanos = new ConcurrentHashMap<>();
  private final long patienceNanos;
  private final ScheduledExecutorService look =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("http-stuck").factory());

  /// @param patience how long nothing may move
  StuckRequests(Duration patience) {
    this.patienceNanos = patience.toNanos();
  }

  void start() {
    long every = Math.max(TimeUnit.MILLISECONDS.toNanos(50), patienceNanos / 10);
    var _ = look.scheduleWithFixedDelay(this::cutOff, every, every, TimeUnit.NANOSECONDS);
  }

  /// The request that this thread works on begins, or moves on.
  void moves() {
    movedNanos.put(Thread.currentThread(), System.nanoTime());
  }

  /// It is done.
  void done() {
    movedNanos.remove(Thread.currentThread());
  }

  /// A listener for HTTP/1.1, for which whatever is about to be sent counts as moving.
  Http1ConnectionListener listener() {
    return new Http1ConnectionListener() {
      @Override
      public void data(ConnectionContext connection, BufferData data) {
        movedNanos.computeIfPresent(Thread.currentThread(), (_, _) -> System.nanoTime());
      }
    };
  }

  /// What is written to this stream counts as moving.
  OutputStream watched(OutputStream out) {
    return new FilterOutputStream(out) {
      @Override
      public void write(byte[] bytes, int from, int length) throws IOException {
        out.write(bytes, from, length);
        moves();
      }

      @Override
      public void write(int b) throws IOException {
        out.write(b);
        moves();
      }

      @Override
      public void flush() throws IOException {
        out.flush();
        moves();
      }
    };
  }

  private void cutOff() {
    for (Thread thread : movedNanos.keySet()) {
      movedNanos.computeIfPresent(
          thread,
          (stuck, since) -> {
            if (System.nanoTime() - since < patienceNanos) {
              return since;
            }
            log.atInfo().log("a request is cut off in which nothing moved");
            stuck.interrupt(); // before done() can remove it: it never hits the next request
            return null;
          });
    }
  }

  @Override
  public void close() {
    look.shutdownNow();
  }
}
