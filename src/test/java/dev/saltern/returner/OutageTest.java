package dev.saltern.returner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.testing.HandClock;
import dev.saltern.testing.LogLines;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OutageTest {
  private final HandClock clock = new HandClock();
  private final LogLines log = new LogLines(Outage.class);
  private final RetryPolicy retry =
      new RetryPolicy(Duration.ofSeconds(1), Duration.ofSeconds(8), new Random(1), clock);

  @AfterEach
  void close() {
    log.close();
  }

  @Test
  void anOutageIsOneLineAndOneAtItsEnd() {
    var outage = new Outage("mysql", retry);
    outage.over();
    outage.failed("refused");
    clock.forward(Duration.ofSeconds(90));
    outage.failed("refused again");
    assertThat(outage.check("").message()).startsWith("failing for PT1M30S, since ");
    outage.over();
    outage.over();

    assertThat(log.lines())
        .containsExactly(
            "ERROR mysql fails: refused", "INFO mysql works again after PT1M30S, 3 tries");
    assertThat(outage.check("fine").ok()).isTrue();
  }

  @Test
  void whatWorksForAMomentIsNoEnd() {
    var outage = new Outage("mysql", retry, Duration.ofSeconds(3));
    for (int i = 0; i < 5; i++) {
      Duration wait = outage.failed("full");
      assertThat(outage.since()).isPresent();
      outage.over();
      assertThat(outage.check("").ok()).as("it works now").isTrue();
      clock.forward(wait.plusSeconds(2));
      outage.tick();
    }
    assertThat(log.lines()).containsExactly("ERROR mysql fails: full");

    clock.forward(Duration.ofSeconds(2));
    outage.tick();

    assertThat(log.lines())
        .hasSize(2)
        .last()
        .asString()
        .startsWith("INFO mysql works again after ");
  }

  @Test
  void whatFailsForGoodIsNotOverByTime() {
    var outage = new Outage("mysql", retry, Duration.ofSeconds(3));
    outage.failed("refused");
    clock.forward(Duration.ofHours(1));
    outage.tick();

    assertThat(log.lines()).hasSize(1);
    assertThat(outage.check("").ok()).isFalse();
  }
}
