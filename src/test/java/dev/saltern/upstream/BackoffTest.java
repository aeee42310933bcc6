package dev.saltern.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
  private static final Backoff BACKOFF =
      new Backoff(Duration.ofMillis(500), Duration.ofSeconds(10));

  @Test
  void waitsDoubleUpToTheCapLessAtMostAHalf() {
    var random = new Random(1);
    long[] full = {500, 1000, 2000, 4000, 8000, 10_000, 10_000};
    for (int i = 0; i < full.length; i++) {
      assertThat(BACKOFF.wait(i + 1, random).toMillis()).isBetween(full[i] / 2, full[i]);
    }
    assertThat(BACKOFF.wait(Integer.MAX_VALUE, random).toMillis()).isBetween(5000L, 10_000L);
  }

  @Test
  void manyNodesDoNotComeInOneMoment() {
    var random = new Random(2);
    var seconds =
        IntStream.range(0, 1000)
            .mapToLong(_ -> BACKOFF.scatter(random).toMillis() / 100)
            .boxed()
            .collect(java.util.stream.Collectors.groupingBy(s -> s));
    // Over the whole second, and in no tenth of it much more than its share.
    assertThat(seconds.keySet()).contains(0L, 1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L);
    assertThat(seconds.values()).allSatisfy(share -> assertThat(share.size()).isLessThan(160));
  }

  @Test
  void capBelowTheFirstWaitMeansItDoesNotGrow() {
    var still = new Backoff(Duration.ofSeconds(10), Duration.ZERO);
    assertThat(still.wait(9, new Random(3)).toMillis()).isBetween(5000L, 10_000L);
    assertThatThrownBy(() -> new Backoff(Duration.ZERO, Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
