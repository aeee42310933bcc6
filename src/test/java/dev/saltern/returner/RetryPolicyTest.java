package dev.saltern.returner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.testing.HandClock;
import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryPolicyTest {
  private static final Duration FIRST = Duration.ofMillis(200);
  private static final Duration CAP = Duration.ofSeconds(30);
  private final HandClock clock = new HandClock();

  private RetryPolicy policy(long seed) {
    return new RetryPolicy(FIRST, CAP, new Random(seed), clock);
  }

  @Test
  void eachWaitIsUpToTwiceTheOneBeforeAndNeverBelowHalfOfThat() {
    RetryPolicy policy = policy(1);
    for (int failures = 1; failures <= 7; failures++) {
      long full = FIRST.toMillis() << (failures - 1);
      assertThat(policy.wait(failures).toMillis()).isBetween(full / 2, full);
    }
  }

  @Test
  void noWaitIsLongerThanTheCapHoweverOftenItFailed() {
    RetryPolicy policy = policy(2);
    for (int failures : new int[] {9, 31, 32, 64, 1_000, Integer.MAX_VALUE}) {
      assertThat(policy.wait(failures)).isBetween(CAP.dividedBy(2), CAP);
    }
  }

  @Test
  void twoNodesDoNotWaitTheSame() {
    assertThat(IntStream.rangeClosed(1, 9).mapToObj(policy(1)::wait).toList())
        .isNotEqualTo(IntStream.rangeClosed(1, 9).mapToObj(policy(2)::wait).toList());
  }

  @Test
  void aShortWaitIsStillAWait() {
    var policy = new RetryPolicy(Duration.ofMillis(1), Duration.ofMillis(1), new Random(1), clock);
    assertThat(policy.wait(1)).isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThatThrownBy(() -> new RetryPolicy(Duration.ZERO, CAP, new Random(1), clock))
        .hasMessageContaining("retry.first");
    assertThatThrownBy(() -> new RetryPolicy(CAP, FIRST, new Random(1), clock))
        .hasMessageContaining("retry.cap");
    assertThatThrownBy(() -> policy(1).wait(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void anOutageSaysSinceWhenAndHowLong() {
    var outage = new Outage("mysql", policy(1));
    assertThat(outage.check("fine").ok()).isTrue();
    assertThat(outage.failed("refused")).isLessThanOrEqualTo(FIRST);
    clock.forward(Duration.ofSeconds(90));
    assertThat(outage.failed("timed out")).isGreaterThan(FIRST.dividedBy(2));

    assertThat(outage.check("fine").ok()).isFalse();
    assertThat(outage.check("fine").message())
        .isEqualTo("failing for PT1M30S, since 2026-11-24T12:00:00Z: timed out");
    outage.over();

    assertThat(outage.check("fine").message()).isEqualTo("fine");
    assertThat(outage.since()).isEmpty();
    assertThat(outage.failed("again")).as("it begins anew").isLessThanOrEqualTo(FIRST);
  }
}
