package dev.saltern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class RoleTest {
  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofSeconds(20);

  private final Role role = new Role("under-test");

  @Test
  void runsUnderItsNameAndEnds() {
    var seen = new AtomicReference<String>();

    role.start(() -> seen.set(Thread.currentThread().getName()));

    assertThat(role.ended(LONG)).isTrue();
    assertThat(role.isAlive()).isFalse();
    assertThat(seen).hasValue("under-test");
  }

  @Test
  void isNoThreadBeforeItStarts() {
    role.interrupt();

    assertThat(role.isStarted()).isFalse();
    assertThat(role.isAlive()).isFalse();
    assertThat(role.ended(LONG)).isTrue();
  }

  @Test
  void startsOnce() {
    role.start(() -> {});

    assertThatThrownBy(() -> role.start(() -> {})).isInstanceOf(IllegalStateException.class);
    assertThat(role.ended(LONG)).isTrue();
  }

  @Test
  void whatGoesOnHasNotEndedUntilItIsInterrupted() {
    var never = new CountDownLatch(1);
    role.start(
        () -> {
          try {
            never.await();
          } catch (InterruptedException _) {
            // told to end
          }
        });

    assertThat(role.ended(SHORT)).isFalse();
    assertThat(role.isAlive()).isTrue();
    role.interrupt();
    assertThat(role.ended(LONG)).isTrue();
  }

  @Test
  void aCallerThatIsInterruptedKeepsItsInterrupt() {
    var stop = new CountDownLatch(1);
    role.start(
        () -> {
          try {
            stop.await();
          } catch (InterruptedException _) {
            // told to end
          }
        });
    Thread.currentThread().interrupt();

    assertThat(role.ended(LONG)).isFalse();
    assertThat(Thread.interrupted()).isTrue();
    stop.countDown();
    assertThat(role.ended(LONG)).isTrue();
  }
}
