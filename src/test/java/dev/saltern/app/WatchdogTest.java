package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

class WatchdogTest {
  private final AtomicInteger fed = new AtomicInteger();
  private final AtomicReference<Optional<String>> trouble = new AtomicReference<>(Optional.empty());
  private final Watchdog watchdog = new Watchdog(trouble::get, fed::incrementAndGet);

  @Test
  void isFedWhileTheNodeIsAliveAndNoLonger() {
    watchdog.look();
    trouble.set(Optional.of("a role has ended: drain"));
    watchdog.look();
    assertThat(fed).hasValue(1);

    trouble.set(Optional.empty());
    watchdog.look();
    assertThat(fed).hasValue(2);
  }

  @Test
  void isFedAgainAndAgainUntilItIsClosed() throws Exception {
    watchdog.start(Duration.ofMillis(5));
    await().atMost(Duration.ofSeconds(30)).until(() -> fed.get() >= 3);

    watchdog.close();
  }

  @Test
  void isNotFedWhileThreadsWaitForEachOther() throws Exception {
    var first = new ReentrantLock();
    var second = new ReentrantLock();
    var bothHold = new CountDownLatch(2);
    Thread one = locking(first, second, bothHold);
    Thread two = locking(second, first, bothHold);
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> first.hasQueuedThreads() && second.hasQueuedThreads());

    watchdog.look();
    assertThat(fed).hasValue(0);

    one.interrupt();
    two.interrupt();
    one.join();
    two.join();
    watchdog.look();
    assertThat(fed).hasValue(1);
  }

  private static Thread locking(ReentrantLock held, ReentrantLock wanted, CountDownLatch bothHold) {
    return Thread.ofPlatform()
        .daemon()
        .start(
            () -> {
              held.lock();
              try {
                bothHold.countDown();
                bothHold.await();
                wanted.lockInterruptibly();
                wanted.unlock();
              } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
              } finally {
                held.unlock();
              }
            });
  }
}
