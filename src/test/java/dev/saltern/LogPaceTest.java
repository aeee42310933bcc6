package dev.saltern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.testing.HandClock;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class LogPaceTest {
  @Test
  void whatIsHeldBackIsToldWithTheNextLine() {
    var clock = new HandClock();
    var pace = new LogPace(clock);
    for (int i = 0; i < LogPace.LINES_MAX; i++) {
      assertThat(pace.next()).isEqualTo(OptionalLong.of(0));
    }
    assertThat(pace.next()).isEmpty();
    assertThat(pace.next()).isEmpty();

    clock.forward(LogPace.TIME);

    assertThat(pace.next()).isEqualTo(OptionalLong.of(2));
    assertThat(pace.next()).isEqualTo(OptionalLong.of(0));
  }
}
