package dev.saltern.returner;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class BatchSizeTest {
  private final BatchSize size = new BatchSize(500, 1_500);

  @Test
  void quickFullBatchesDoubleItUpToTheBound() {
    size.took(500, Duration.ofMillis(249));
    assertThat(size.now()).isEqualTo(1_000);
    size.took(1_000, Duration.ofMillis(1));
    assertThat(size.now()).isEqualTo(1_500);
    size.took(1_500, Duration.ofMillis(1));
    assertThat(size.now()).isEqualTo(1_500);
  }

  @Test
  void aBatchThatWasNotFullSaysNothing() {
    size.took(499, Duration.ofMillis(1));
    assertThat(size.now()).isEqualTo(500);
  }

  @Test
  void betweenQuickAndSlowItStays() {
    size.took(500, Duration.ofMillis(250));
    size.took(500, Duration.ofSeconds(1));
    assertThat(size.now()).isEqualTo(500);
  }

  @Test
  void slowOrFailedBatchesHalveItDownToOne() {
    size.took(500, Duration.ofMillis(1_001));
    assertThat(size.now()).isEqualTo(250);
    for (int i = 0; i < 20; i++) {
      size.failed();
    }
    assertThat(size.now()).isEqualTo(1);
    size.took(1, Duration.ofMillis(1));
    assertThat(size.now()).isEqualTo(2);
  }
}
