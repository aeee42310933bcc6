package dev.saltern.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PageTokenTest {
  @Test
  void comesBackForTheSameQuery() throws Exception {
    PageToken token = new PageToken("20261124120000000000");

    assertThat(PageToken.parse(token.text("fun=a"), "fun=a")).isEqualTo(token);
  }

  @Test
  void mayStandInAnAddress() {
    assertThat(new PageToken("wéb/1?&").text("q")).matches("[A-Za-z0-9_-]+");
  }

  @Test
  void isRefusedForAnotherQuery() {
    String text = new PageToken("20261124120000000000").text("fun=a");

    assertThatThrownBy(() -> PageToken.parse(text, "fun=b"))
        .isInstanceOf(BadFilterException.class)
        .hasMessageStartingWith("after: this token comes from another query");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "???", "AQ", "20261124120000000000", "ÄÖ"})
  void whatIsNoTokenIsRefused(String text) {
    assertThatThrownBy(() -> PageToken.parse(text, "fun=a"))
        .isInstanceOf(BadFilterException.class)
        .hasMessageStartingWith("after: expected the token printed with the page before");
  }

  @Test
  void aTextOfAnyLengthIsRefused() {
    assertThatThrownBy(() -> PageToken.parse("A".repeat(1_000_000), "fun=a"))
        .isInstanceOf(BadFilterException.class);
  }
}
