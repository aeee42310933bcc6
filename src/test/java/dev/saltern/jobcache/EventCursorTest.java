package dev.saltern.jobcache;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EventCursorTest {
  private static EventCursor cursor(long settled, Long... seen) {
    return new EventCursor(settled, new TreeSet<>(List.of(seen)));
  }

  @Test
  void itsTextIsTheSameCursor() {
    EventCursor cursor = cursor(7, 9L, 10L, 12_345L);

    assertThat(cursor.text()).isEqualTo("7.2.1.12335");
    assertThat(EventCursor.parse(cursor.text())).contains(cursor);
    assertThat(EventCursor.parse("0")).contains(EventCursor.START);
  }

  @Test
  void whatIsSettledIsNotRemembered() {
    assertThat(cursor(9, 8L, 9L, 10L)).isEqualTo(cursor(9, 10L));
  }

  @Test
  void tooManyIdsAreLeftOutOfTheText() {
    TreeSet<Long> many = new TreeSet<>(LongStream.range(10, 10 + 256).boxed().toList());
    EventCursor full = new EventCursor(1, many);
    assertThat(EventCursor.parse(full.text())).contains(full);

    many.add(9_999L);
    assertThat(new EventCursor(1, many).text()).isEqualTo("1");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x",
        "-1",
        "1.",
        "1.x",
        "9999999999999999999",
        "1 OR 1=1",
        "999999999999999999.999999999999999999.999999999999999999.999999999999999999.999999999999999999.999999999999999999.999999999999999999.999999999999999999.999999999999999999.999999999999999999"
      })
  void anotherTextIsNone(String text) {
    assertThat(EventCursor.parse(text)).isEmpty();
  }
}
