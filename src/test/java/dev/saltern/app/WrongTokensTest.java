package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class WrongTokensTest {
  private final AtomicLong now = new AtomicLong();
  private final WrongTokens tokens = new WrongTokens(now::get);

  @Test
  void aFewAtOnceThenOneASecond() {
    for (int i = 0; i < WrongTokens.AT_ONCE_MAX; i++) {
      assertThat(tokens.mayTry("10.0.0.1")).isTrue();
      tokens.wrong("10.0.0.1");
    }
    assertThat(tokens.mayTry("10.0.0.1")).isFalse();
    assertThat(tokens.mayTry("10.0.0.2")).isTrue();

    now.addAndGet(WrongTokens.ONE_MORE_AFTER.toNanos());

    assertThat(tokens.mayTry("10.0.0.1")).isTrue();
    tokens.wrong("10.0.0.1");
    assertThat(tokens.mayTry("10.0.0.1")).isFalse();
  }

  @Test
  void whoWaitsHasAllTriesAgainAndNoMore() {
    use("10.0.0.1", WrongTokens.AT_ONCE_MAX);
    now.addAndGet(Duration.ofHours(1).toNanos());

    use("10.0.0.1", WrongTokens.AT_ONCE_MAX);

    assertThat(tokens.mayTry("10.0.0.1")).isFalse();
  }

  @Test
  void onlySoManySourcesAreRemembered() {
    use("first", WrongTokens.AT_ONCE_MAX);
    for (int i = 0; i < WrongTokens.SOURCES_MAX; i++) {
      tokens.wrong("other " + i);
    }

    assertThat(tokens.mayTry("first")).isTrue();
  }

  private void use(String source, int times) {
    for (int i = 0; i < times; i++) {
      tokens.wrong(source);
    }
  }
}
