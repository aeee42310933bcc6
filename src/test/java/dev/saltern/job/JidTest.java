package dev.saltern.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JidTest {
  @Test
  void timeOfAJidComesBackFromItsDigits() {
    Instant instant = Instant.parse("2026-11-24T12:00:00.000123Z");

    assertThat(Jid.at(instant).text()).isEqualTo("20261124120000000123");
    assertThat(Jid.at(instant).startTime()).contains(instant);
  }

  @Test
  void aJidMayCarryAPid() {
    assertThat(Jid.parse("20261124120000000123_4711")).isPresent();
  }

  @Test
  void digitsThatAreNoDateHaveNoTime() {
    assertThat(new Jid("99999999999999999999").startTime()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "req",
        "2026112412000000012",
        "20261124120000000123_",
        "202611241200000001234",
        "2026112412000000012x",
        "20261124120000000123_../x",
        "20261124120000000123_a b"
      })
  void whatSaltWouldNotTakeIsNoJid(String text) {
    assertThat(Jid.parse(text)).isEmpty();
  }
}
