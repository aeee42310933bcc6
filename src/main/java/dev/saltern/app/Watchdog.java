package dev.saltern.app;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells systemd that the node is alive, as long as it is: every role's thread runs and none wait
/// for each other. A MySQL or a MoM that is away is no reason to be started anew: the spool is
/// there for that. Thread-safe.
final class Watchdog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Watchdog.class);

  private final Supplier<Optional<String>> trouble;
  private final Runnable tell;
  private final CountDownLatch closed = new CountDownLatch(1);
  private String said = "";

  /// @param trouble why the node is not alive; nothing where it is
  /// @param tell says that it is
  Watchdog(Supplier<Optional<String>> trouble, Runnable tell) {
    this.trouble = trouble;
    this.tell = tell;
  }

  void start(Duration every) {
    Thread.ofPlatform().daemon().name("saltern-watchdog").start(() -> run(every));
  }

  private void run(Duration every) {
    try {
      do {
        look();
      } while (!closed.await(every.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  void look() {
    String found = trouble.get().or(Watchdog::deadlock).orElse("");
    if (found.isEmpty()) {
      tell.run();
    } else if (!found.equals(said)) {
      log.atError().log("the watchdog is not fed, systemd will start the node anew: {}", found);
    }
    said = found;
  }

  /// Threads that no new start but of the process would free.
  static Optional<String> deadlock() {
    long[] threads = ManagementFactory.getThreadMXBean().findDeadlockedThreads();
    return threads == null
        ? Optional.empty()
        : Optional.of(threads.length + " threads wait for each other for ever");
  }

  @Override
  public void close() {
    closed.countDown();
  }
}
