package dev.saltern.upstream;

import dev.saltern.job.Data;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publications of one MoM that wait for who takes them. The subscriber's thread must not wait: a
/// connection that nobody reads from is cut by its heartbeat, and what is on it is lost. What does
/// not fit is dropped, counted and said, as the MoM itself drops for a slow subscriber.
/// Thread-safe.
final class Inbox {
  /// How many publications wait.
  static final int MESSAGES_MAX = 10_000;

  /// How many bytes of them; a bigger one waits alone.
  static final long BYTES_MAX = 32L << 20;

  private static final Logger log = LoggerFactory.getLogger(Inbox.class);

  private final String mom;
  private final Queue<Waiting> queue = new ArrayDeque<>();
  private long bytes;
  private long dropped;
  private boolean full;
  private boolean ended;

  private record Waiting(Data.Dict load, int bytes) {}

  Inbox(String mom) {
    this.mom = mom;
  }

  /// Takes a publication of so many bytes; false where there is no room for it.
  synchronized boolean offer(Data.Dict load, int size) {
    boolean fits = queue.size() < MESSAGES_MAX && bytes + size <= BYTES_MAX;
    if (ended || (!fits && !queue.isEmpty())) {
      dropped++;
      if (!full) {
        log.atError()
            .addKeyValue("mom", mom)
            .log("publications come faster than the local master takes them; some are dropped");
      }
      full = true;
      return false;
    }
    queue.add(new Waiting(load, size));
    bytes += size;
    notifyAll();
    return true;
  }

  /// Hands them on, one after the other, until the end.
  void run(PublicationHandler handler) {
    try {
      for (Optional<Waiting> next = next(); next.isPresent(); next = next()) {
        handler.publication(mom, next.get().load);
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized Optional<Waiting> next() throws InterruptedException {
    while (queue.isEmpty() && !ended) {
      full = false;
      wait();
    }
    Optional<Waiting> next = Optional.ofNullable(queue.poll());
    next.ifPresent(waiting -> bytes -= waiting.bytes);
    return next;
  }

  /// Takes no more; what waits is still handed on.
  synchronized void end() {
    ended = true;
    notifyAll();
  }

  /// How many were dropped, ever.
  synchronized long dropped() {
    return dropped;
  }

  /// What is wrong, from the first that was dropped until none waits.
  synchronized Optional<String> trouble() {
    return full
        ? Optional.of(queue.size() + " publications wait, " + dropped + " were dropped")
        : Optional.empty();
  }
}
