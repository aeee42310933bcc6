package dev.saltern.returner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class DurationsTest {
  private final Durations durations = new Durations();

  @Test
  void aBoundBelongsToItsOwnBucket() {
    durations.add(Duration.ofMillis(5));
    durations.add(Duration.ofMillis(5).plusNanos(1));
    durations.add(Duration.ofHours(25));

    Durations.Counts counts = durations.counts();

    assertThat(counts.buckets()).hasSize(Durations.BOUNDS_SECONDS.size() + 1);
    assertThat(counts.buckets()).startsWith(1L, 1L, 0L);
    assertThat(counts.count()).isEqualTo(3);
  }

  @Test
  void theSumIsOfSecondsAndNeitherNegativeNorBeyondADayEach() {
    durations.add(Duration.ofMillis(1500));
    durations.add(Duration.ofSeconds(-30));
    durations.add(Duration.ofDays(400_000));

    assertThat(durations.counts().seconds()).isCloseTo(1.5 + 86_400, within(1e-6));
    assertThat(durations.counts().count()).isEqualTo(3);
  }
}
