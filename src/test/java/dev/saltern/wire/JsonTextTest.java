package dev.saltern.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Data;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTextTest {
  @Test
  void everyCharacterIsEncodedAsUtf8HasIt() {
    StringBuilder every = new StringBuilder();
    for (int point = 0; point <= Character.MAX_CODE_POINT; point += point < 0x3000 ? 1 : 0x101) {
      every.appendCodePoint(point);
    }
    String json = JsonText.write(new Data.Text(every.toString()));

    assertThat(JsonText.bytes(new Data.Text(every.toString()))).isEqualTo(json.getBytes(UTF_8));
    assertThat(json).contains("\\u0001").contains("\\\"").contains("é").contains("\uFFFD");
    assertThat(json.codePoints().filter(point -> point > 0xffff).count()).isGreaterThan(4000);
  }

  @Test
  void theValueUnderAKeyIsASliceOfTheWhole() {
    Data.Dict inner = Data.dict("return", "inner", "ü", List.of(1, "two"));
    Data.Dict load = Data.dict("é", 1, "return", inner, "fun", "test.ping");

    JsonSlice slice = JsonText.slice(load, "return");

    assertThat(new String(slice.json(), UTF_8)).isEqualTo(JsonText.write(load));
    assertThat(new String(slice.json(), slice.from(), slice.to() - slice.from(), UTF_8))
        .isEqualTo(JsonText.write(inner));
    JsonSlice none = JsonText.slice(Data.dict("x", inner), "return");
    assertThat(none.to()).isEqualTo(none.from());
  }

  @Test
  void keysThatAreNoTextAreWrittenAsPythonWritesThem() {
    Map<Data, Data> entries = new LinkedHashMap<>();
    for (Data key :
        List.of(
            new Data.Bool(true),
            new Data.Bool(false),
            Data.Nil.NIL,
            new Data.Int(-1),
            new Data.BigInt(BigInteger.TWO.pow(64)),
            new Data.Real(1e16),
            new Data.Text("q\""))) {
      entries.put(key, new Data.Int(1));
    }
    assertThat(JsonText.write(new Data.Dict(entries)))
        .isEqualTo(
            """
            {"true": 1, "false": 1, "null": 1, "-1": 1, "18446744073709551616": 1, "1e+16": 1, "q\\"": 1}""");
  }

  @Test
  void bytesBecomeTextWithReplacementCharacters() {
    var bytes =
        new Data.Bytes(
            new byte[] {'a', -1, (byte) 0xc3, (byte) 0xbc, '"', (byte) 0xe2, (byte) 0x82});
    assertThat(JsonText.write(bytes)).isEqualTo("\"a\uFFFDü\\\"\uFFFD\"");
    assertThat(JsonText.write(new Data.Dict(Map.of(bytes, bytes))))
        .isEqualTo("{\"a\uFFFDü\\\"\uFFFD\": \"a\uFFFDü\\\"\uFFFD\"}");
  }

  @ParameterizedTest
  @CsvSource({
    "20261124T15:00:00.000000, 2026-11-24T15:00:00",
    "20261124T15:00:00.012300, 2026-11-24T15:00:00.012300",
    "20261124, 20261124",
    "20261124T15:00:00.0000000, 20261124T15:00:00.0000000"
  })
  void timesBecomeIsoText(String packed, String iso) {
    var time = new Data.Ext((byte) 78, new Data.Bytes(packed.getBytes(UTF_8)));
    assertThat(JsonText.write(time)).isEqualTo('"' + iso + '"');
    assertThat(JsonText.write(new Data.Dict(Map.of(time, time))))
        .isEqualTo("{\"" + iso + "\": \"" + iso + "\"}");
  }

  @Test
  void otherExtensionsBecomeText() {
    assertThat(JsonText.write(new Data.Ext((byte) 5, new Data.Bytes("x\n".getBytes(UTF_8)))))
        .isEqualTo("\"x\\n\"");
  }

  @ParameterizedTest
  @CsvSource({
    "\ud800, \uFFFD",
    "\udc00, \uFFFD",
    "a\ud800b, a\uFFFDb",
    "\udc00\ud800, \uFFFD\uFFFD",
    "\ud83d\ude00, \ud83d\ude00",
    "\ud83d\ud83d\ude00, \uFFFD\ud83d\ude00"
  })
  void halfASurrogatePairBecomesTheReplacementCharacter(String text, String written)
      throws WireException {
    assertThat(JsonText.write(new Data.Text(text))).isEqualTo('"' + written + '"');
    assertThat(JsonText.read('"' + text + '"')).isEqualTo(new Data.Text(written));
    assertThat(JsonText.read("{\"" + text + "\": 1}")).isEqualTo(Data.dict(written, 1));
  }

  @Test
  void escapedHalvesAreRead() throws WireException {
    assertThat(JsonText.read("\"\\ud83d\\ude00 \\ud800\"")).isEqualTo(new Data.Text("😀 \uFFFD"));
  }

  @Test
  void orderIsKept() throws WireException {
    String json = "{\"z\": 1, \"a\": {\"y\": [], \"b\": {}}, \"m\": [1, 2]}";
    assertThat(JsonText.write(JsonText.read(json))).isEqualTo(json);
  }

  @Test
  void numbersOfPythonAreRead() throws WireException {
    assertThat(JsonText.read("[NaN, Infinity, -Infinity, 1e400, 1E2, -0.0, -0, 1.0]"))
        .isEqualTo(
            Data.of(
                List.of(
                    Double.NaN,
                    Double.POSITIVE_INFINITY,
                    Double.NEGATIVE_INFINITY,
                    Double.POSITIVE_INFINITY,
                    100.0,
                    -0.0,
                    0,
                    1.0)));
    assertThat(JsonText.read("[9223372036854775807, 9223372036854775808, -9223372036854775809]"))
        .isEqualTo(
            Data.of(
                List.of(
                    Long.MAX_VALUE,
                    BigInteger.TWO.pow(63),
                    BigInteger.TWO.pow(63).negate().subtract(BigInteger.ONE))));
    assertThat(JsonText.read("9".repeat(4300)))
        .isEqualTo(new Data.BigInt(new BigInteger("9".repeat(4300))));
    assertThatThrownBy(() -> JsonText.read("9".repeat(4301))).isInstanceOf(WireException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[",
        "]",
        "}",
        "[1,]",
        "{1: 2}",
        "{\"a\"}",
        "{\"a\":}",
        "'a'",
        "nul",
        "nan",
        "01",
        "1 2",
        "[] []",
        "\"",
        "\"\n\"",
        "\"\\x\"",
        "\u0000",
        "// c\n1",
        "[1 2]",
        "1.",
        ".5",
        "+1",
        "--1",
        "{\"a\": 1,}",
        "undefined"
      })
  void whatIsNoJsonIsRefusedWithoutShowingIt(String text) {
    assertThatThrownBy(() -> JsonText.read(text))
        .isInstanceOf(WireException.class)
        .hasMessageStartingWith("expected")
        .hasNoCause();
  }

  @Test
  void depthIsBoundedBothWays() throws WireException {
    String deepest = "[".repeat(512) + "]".repeat(512);
    assertThat(JsonText.write(JsonText.read(deepest))).isEqualTo(deepest);
    assertThatThrownBy(() -> JsonText.read("[" + deepest + "]")).isInstanceOf(WireException.class);
    assertThatThrownBy(() -> JsonText.read("[".repeat(1_000_000)))
        .isInstanceOf(WireException.class);
    Data tooDeep = new Data.Seq(List.of(JsonText.read(deepest)));
    assertThatThrownBy(() -> JsonText.write(tooDeep)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void longNamesAndTextsAreRead() throws WireException {
    String text = "x".repeat(200_000);
    assertThat(JsonText.read("{\"" + text + "\": \"" + text + "\"}"))
        .isEqualTo(Data.dict(text, text));
  }

  @Test
  void anyValueHasAOneLineTextThatIsRead() throws WireException {
    var values = new RandomData("anyValueHasAOneLineTextThatIsRead");
    for (int i = 0; i < 1_000; i++) {
      Data value = values.next();
      String json = JsonText.write(value);
      assertThat(json).doesNotContain("\n");
      // Keys, bytes and extensions have become text by now: from here on nothing changes any more.
      Data read = JsonText.read(json);
      assertThat(JsonText.read(JsonText.write(read))).isEqualTo(read);
    }
  }

  @Test
  void garbageIsNeverAnotherException() throws WireException {
    var values = new RandomData("garbageIsNeverAnotherException");
    Random random = values.random();
    int refused = 0;
    for (int i = 0; i < 5_000; i++) {
      var json = new StringBuilder(JsonText.write(values.next()));
      json.setCharAt(random.nextInt(json.length()), (char) random.nextInt(0x100));
      json.setLength(random.nextInt(json.length()) + 1);
      try {
        JsonText.read(json.toString());
      } catch (WireException _) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(1_000);
  }
}
