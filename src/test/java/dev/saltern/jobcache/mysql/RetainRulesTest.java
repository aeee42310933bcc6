package dev.saltern.jobcache.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class RetainRulesTest {
  private static final RetainRules RULES = RetainTables.rules(Duration.ofDays(30), false);

  @Test
  void theFirstClassThatMatchesDecides() {
    assertThat(RULES.classOf("test.ping", true).name()).isEqualTo("ping");
    assertThat(RULES.classOf("state.apply", true).name()).isEqualTo("failed");
    assertThat(RULES.classOf("state.apply", false).name()).isEqualTo("states");
    assertThat(RULES.classOf("cmd.run", true).name()).isEqualTo("default");
    assertThat(RULES.classOf("test.ping,state.apply", false).name()).isEqualTo("default");
  }

  @Test
  void theLongestTimeDecidesWhenADayIsDroppedAndTheShortestWhenOneIsLookedAt() {
    assertThat(RULES.longest()).isEqualTo(Duration.ofDays(5));
    assertThat(RULES.shortest()).isEqualTo(Duration.ofDays(1));
  }
}
