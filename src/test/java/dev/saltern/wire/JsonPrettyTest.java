package dev.saltern.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Data;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class JsonPrettyTest {
  private static final Data VALUE =
      Data.dict("b", List.of(1, List.of(), Data.dict()), "a", Data.dict("x", null));

  @Test
  void isLaidOutAsPythonDoes() {
    assertThat(JsonPretty.write(VALUE, 2))
        .isEqualTo(
            """
            {
              "b": [
                1,
                [],
                {}
              ],
              "a": {
                "x": null
              }
            }\
            """);
    assertThat(JsonPretty.write(VALUE, 0)).startsWith("{\n\"b\": [\n1,\n[],\n{}\n]");
    assertThat(JsonPretty.write(VALUE, -1)).isEqualTo(JsonText.write(VALUE));
  }

  @Test
  void whatJsonHasNotIsText() {
    Data value = Data.of(List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY));

    assertThat(JsonPretty.write(value, -1))
        .isEqualTo("[\"nan\", \"inf\", \"-inf\"]".replace("nan", "NaN").replace("inf", "Infinity"));
  }

  @Test
  void whatATerminalMindsIsEscaped() {
    String hidden =
        "\u202e\u2066\u200e\u200f\u061c\u2028\u2029\ufeff\u009b\u007f"
            + Character.toString(0xe0041);

    String json = JsonPretty.write(Data.dict(hidden, hidden), 2);

    assertThat(json.chars()).allMatch(c -> c == '\n' || (c >= ' ' && c < 0x7f));
    assertThat(json).contains("\\u202e\\u2066\\u200e").contains("\\udb40\\udc41");
  }

  @Test
  void aValueWithinOthersStandsAtItsDepth() {
    assertThat(JsonPretty.write(Data.of(List.of(1)), 4, 2))
        .isEqualTo("[\n            1\n        ]");
  }

  @Test
  void keysAreAlwaysText() throws Exception {
    Map<Data, Data> entries = new LinkedHashMap<>();
    entries.put(new Data.Int(5), Data.Nil.NIL);
    entries.put(new Data.Bool(true), Data.Nil.NIL);
    entries.put(new Data.Real(1.5), Data.Nil.NIL);
    entries.put(new Data.Text("\""), Data.Nil.NIL);

    String text = JsonPretty.write(new Data.Dict(entries), 4);

    assertThat(((Data.Dict) JsonText.read(text)).entries().keySet())
        .containsExactly(
            new Data.Text("5"), new Data.Text("true"), new Data.Text("1.5"), new Data.Text("\""));
  }

  @Test
  void controlCharactersAreEscapedAndComeBack() throws Exception {
    Data value = Data.dict("k\u009b", "\u007f\u0080\u009f\u001b\u00a0é");

    for (int indent : new int[] {-1, 4}) {
      String text = JsonPretty.write(value, indent);
      assertThat(text.chars().filter(c -> c != '\n').noneMatch(Character::isISOControl)).isTrue();
      assertThat(JsonText.read(text)).isEqualTo(value);
    }
  }

  @Test
  void whatIsNestedWithoutEndIsRefused() {
    Data value = Data.Nil.NIL;
    for (int i = 0; i < 1100; i++) {
      value = new Data.Seq(List.of(value));
    }
    Data deep = value;
    assertThatThrownBy(() -> JsonPretty.write(deep, 4))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
