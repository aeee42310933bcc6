package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.Check;
import dev.saltern.testing.HandClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HealthWatchTest {
  private final HandClock clock = new HandClock();
  private final Instant start = clock.instant();
  private final List<Check> checks = new ArrayList<>();
  private final AtomicInteger looked = new AtomicInteger();
  private Optional<String> dead = Optional.empty();
  private final HealthWatch watch =
      new HealthWatch(
          new HealthWatch.Looks(
              () -> dead,
              () -> checks.subList(0, 1),
              () -> {
                looked.incrementAndGet();
                return List.copyOf(checks);
              }),
          clock);

  @Test
  void eachCheckSaysSinceWhenItIsAsItIs() {
    checks.add(Check.ok("journal", "3 wait"));
    checks.add(Check.ok("mysql", "answers"));
    watch.all();
    clock.forward(Duration.ofMinutes(5));
    checks.set(0, Check.ok("journal", "7 wait"));
    checks.set(1, Check.failed("mysql", "refuses"));

    Health health = watch.all();

    assertThat(health.ok()).isFalse();
    assertThat(health.parts())
        .extracting(Health.Part::since)
        .containsExactly(start, start.plusSeconds(300));
    assertThat(health.parts().getFirst().check().message()).isEqualTo("7 wait");
  }

  @Test
  void twoPartsOfOneNameAreToldApart() {
    checks.add(Check.ok("MoM a", "connected"));
    checks.add(Check.failed("MoM a", "refuses messages"));
    watch.all();
    clock.forward(Duration.ofMinutes(1));
    checks.set(1, Check.ok("MoM a", "takes messages"));

    assertThat(watch.all().parts())
        .extracting(Health.Part::since)
        .containsExactly(start, start.plusSeconds(60));
  }

  @Test
  void whoeverAsksOftenGetsTheSameForASecond() {
    checks.add(Check.ok("mysql", "answers"));
    watch.all();
    watch.all();
    assertThat(looked).hasValue(1);

    clock.forward(HealthWatch.FRESH.plusMillis(1));
    watch.all();

    assertThat(looked).hasValue(2);
  }

  @Test
  void aliveAndReadyAreOtherQuestions() {
    checks.add(Check.ok("journal", ""));
    checks.add(Check.failed("mysql", "away"));

    assertThat(watch.live().ok()).isTrue();
    assertThat(watch.ready().ok()).isTrue();
    assertThat(watch.all().ok()).isFalse();

    dead = Optional.of("a role has ended: drain");
    assertThat(watch.live().ok()).isFalse();
    assertThat(watch.live().json()).contains("a role has ended: drain");
    checks.set(0, Check.failed("journal", "disk full"));
    assertThat(watch.ready().ok()).isFalse();
  }

  @Test
  void theAnswerIsJsonWithEachCheck() {
    checks.add(Check.failed("mysql", "a \"quoted\" message"));

    assertThat(watch.all().json())
        .startsWith("{\"ok\": false, \"version\": \"")
        .endsWith(
            ", \"checks\": [{\"name\": \"mysql\","
                + " \"ok\": false, \"since\": \""
                + start
                + "\", \"message\": \"a \\\"quoted\\\" message\"}]}\n");
  }
}
