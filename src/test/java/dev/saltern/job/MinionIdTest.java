package dev.saltern.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MinionIdTest {
  @ParameterizedTest
  @ValueSource(strings = {"web1", "Web1.example.com", "grün", "a b"})
  void aFileNameIsAnId(String text) {
    assertThat(MinionId.parse(text)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ".", "..", "../../x", "a/b", "a\\b", "a\0b", "a\nb"})
  void whatIsNoFileNameIsNoId(String text) {
    assertThat(MinionId.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--help",
        "-rf",
        "-",
        "web\u202e1",
        "web\u2066",
        "web\u200e1",
        "web\u200f",
        "\u061cweb",
        "web\u20281",
        "\ufeffweb",
        "web\u200b1",
        "web\u200d1"
      })
  void whatDeceivesIsNotTakenFromOutsideButReadWhereItIsStored(String text) {
    assertThat(MinionId.parse(text)).isEmpty();
    assertThat(new MinionId(text).text()).isEqualTo(text);
  }

  @Test
  void theLongestIdIsAFileName() {
    assertThat(MinionId.parse("x".repeat(255))).isPresent();
    assertThat(MinionId.parse("x".repeat(256))).isEmpty();
  }
}
