package dev.saltern.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/// Values as Python's own msgpack and json wrote them, see golden/python/README.md.
class PythonValuesTest {
  @Test
  void msgpackOfPythonIsReadAndWrittenByteForByte() throws Exception {
    for (GoldenRecord r : Golden.load("python/values.jsonl").records()) {
      Data value = DataCodec.decode(r.raw("new"));
      assertThat(DataCodec.decode(r.raw("old"))).isEqualTo(value);
      assertThat(DataCodec.encode(value, DataCodec.Spec.OLD)).isEqualTo(r.raw("old"));
      assertThat(DataCodec.encode(value, DataCodec.Spec.NEW)).isEqualTo(r.raw("new"));
    }
  }

  @Test
  void jsonOfPythonIsWrittenCharacterForCharacter() throws Exception {
    int written = 0;
    for (GoldenRecord r : Golden.load("python/values.jsonl").records()) {
      String json = r.text("json");
      assertThat(JsonText.write(DataCodec.decode(r.raw("new")))).isEqualTo(json);
      assertThat(JsonText.write(JsonText.read(json))).isEqualTo(json);
      written++;
    }
    assertThat(written).isEqualTo(286);
  }

  @Test
  void doublesAreWrittenAsPythonWritesThem() throws IOException {
    List<String> wrong = new ArrayList<>();
    List<String> lines = lines("/golden/python/floats.txt");
    for (String line : lines) {
      long bits = Long.parseUnsignedLong(line.substring(0, 16), 16);
      String repr = PythonFloat.repr(Double.longBitsToDouble(bits));
      if (!repr.equals(line.substring(17))) {
        wrong.add(line + " is not " + repr);
      }
    }
    assertThat(wrong).isEmpty();
    assertThat(lines).hasSizeGreaterThan(5000);
  }

  private static List<String> lines(String resource) throws IOException {
    try (var in = Objects.requireNonNull(PythonValuesTest.class.getResourceAsStream(resource))) {
      return new String(in.readAllBytes(), UTF_8).lines().toList();
    }
  }
}
