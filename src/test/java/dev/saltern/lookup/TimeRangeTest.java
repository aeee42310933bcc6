package dev.saltern.lookup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeRangeTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-24T15:30:00Z"), ZoneOffset.UTC);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "now                          | 2026-11-24T15:30:00Z",
        "today                        | 2026-11-24T00:00:00Z",
        "Yesterday                    | 2026-11-23T00:00:00Z",
        "2h                           | 2026-11-24T13:30:00Z",
        "3d                           | 2026-11-21T15:30:00Z",
        "1w                           | 2026-11-17T15:30:00Z",
        "90m                          | 2026-11-24T14:00:00Z",
        "45s                          | 2026-11-24T15:29:15Z",
        "1d12h                        | 2026-11-23T03:30:00Z",
        "2h ago                       | 2026-11-24T13:30:00Z",
        "2026-11-24                   | 2026-11-24T00:00:00Z",
        "2026-11-24T12:00             | 2026-11-24T12:00:00Z",
        "2026-11-24 12:00:01          | 2026-11-24T12:00:01Z",
        "2026-11-24T12:00:00Z         | 2026-11-24T12:00:00Z",
        "2026-11-24T12:00:00+01:00    | 2026-11-24T11:00:00Z",
        "2026, Nov 24 12:00:00.000123 | 2026-11-24T12:00:00.000123Z",
        "20261124120000000123         | 2026-11-24T12:00:00.000123Z",
        "20261124120000000123_4711    | 2026-11-24T12:00:00.000123Z"
      })
  void takesTimesAsPeopleTypeThem(String text, String expected) throws Exception {
    assertThat(TimeRange.parse(Optional.of(text), Optional.empty(), CLOCK).since())
        .contains(Instant.parse(expected));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "soon",
        "2x",
        "h",
        "2",
        "-2h",
        "2h3",
        "999999999w",
        "2026-13-01",
        "2026-02-30",
        "24.11.2026",
        "+999999999-01-01",
        "99999999999999999999",
        "0001-01-01",
        "ago"
      })
  void refusesWhatIsNoTimeAndSaysWhatIs(String text) {
    assertThatThrownBy(() -> TimeRange.parse(Optional.empty(), Optional.of(text), CLOCK))
        .isInstanceOf(BadFilterException.class)
        .hasMessageStartingWith("until: expected a time such as 2026-11-24")
        .hasMessageEndingWith("found '" + text + "'");
  }

  @Test
  void refusesARangeThatEndsBeforeItStarts() {
    assertThatThrownBy(() -> TimeRange.parse(Optional.of("1h"), Optional.of("2h"), CLOCK))
        .isInstanceOf(BadFilterException.class)
        .hasMessageStartingWith("since: expected a time before");
  }

  @Test
  void repeatsNoControlCharactersAndNotAllOfALongText() {
    assertThatThrownBy(
            () ->
                TimeRange.parse(
                    Optional.of("\u001b[31m" + "x".repeat(500)), Optional.empty(), CLOCK))
        .hasMessageContaining("'?[31mxxx")
        .hasMessageEndingWith("..'")
        .message()
        .hasSizeLessThan(250);
  }
}
