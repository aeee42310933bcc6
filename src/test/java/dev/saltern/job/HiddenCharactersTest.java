package dev.saltern.job;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HiddenCharactersTest {
  @ParameterizedTest
  @ValueSource(
      ints = {
        0x200e, 0x200f, 0x061c, 0x2028, 0x2029, 0xfeff, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e,
        0x2066, 0x2067, 0x2068, 0x2069, 0xe0041, 0x1b, 0x9b, 0x7f
      })
  void isReplaced(int codePoint) {
    String text = "a" + Character.toString(codePoint) + "b";

    assertThat(HiddenCharacters.isPlain(text)).isFalse();
    assertThat(HiddenCharacters.replaced(text)).isEqualTo("a?b");
  }

  @Test
  void whatWordsAreWrittenWithStays() {
    String text = "grün, \u0645\u06cc\u200c\u062e, a\u200bb, \ud83d\udc69\u200d\ud83d\udcbb\n\tx";

    assertThat(HiddenCharacters.replaced(text)).isSameAs(text);
  }
}
