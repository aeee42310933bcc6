package dev.saltern.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Data;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PackedTest {
  private static final PackedFields.Names NAMES =
      PackedFields.Names.of("jid", "return", "retcode", "success");

  @Test
  void jsonOfPackedIsThatOfTheOpenedValue() throws WireException {
    var random = new RandomData("jsonOfPacked");
    for (int i = 0; i < 1_000; i++) {
      byte[] bytes = packed(random.next(), random.random());
      assertThat(new String(Packed.of(bytes).json(), UTF_8))
          .isEqualTo(JsonText.write(DataCodec.decode(bytes)));
    }
  }

  @Test
  void theSliceIsTheJsonOfTheValueUnderTheKey() throws WireException {
    var random = new RandomData("slice");
    for (int i = 0; i < 200; i++) {
      Data value = random.next();
      Data.Dict dict = Data.dict("a", random.next(), "return", value, "b", random.next());
      JsonSlice json = Packed.of(dict).json("return", Map.of("id", "ü\""));
      assertThat(new String(json.json(), UTF_8))
          .isEqualTo(JsonText.write(dict.with("id", Data.of("ü\""))));
      assertThat(new String(json.json(), json.from(), json.to() - json.from(), UTF_8))
          .isEqualTo(JsonText.write(DataCodec.decode(DataCodec.encode(value, DataCodec.Spec.NEW))));
    }
  }

  @Test
  void ofAKeyThatComesTwiceTheLastValueCounts() throws WireException {
    for (int entries : new int[] {2, 3, 15, 16, 17, 40}) {
      byte[] bytes = repeated(entries);
      Data opened = DataCodec.decode(bytes);
      JsonSlice json = Packed.of(bytes).json("return", Map.of());
      assertThat(new String(json.json(), UTF_8)).isEqualTo(JsonText.write(opened));
      assertThat(new String(json.json(), json.from(), json.to() - json.from(), UTF_8))
          .isEqualTo("2");
      assertThat(Packed.of(bytes).fields(NAMES).integer("return")).contains(2L);
      assertThat(Packed.hash(Packed.of(bytes))).isEqualTo(Packed.hash(Packed.of(opened)));
    }
  }

  /// A map whose first and last key are `return`, with 1 and 2 under them.
  private static byte[] repeated(int entries) {
    var writer = new MsgpackWriter(DataCodec.Spec.NEW).mapHeader(entries);
    writer.text("return").value(new Data.Int(1));
    for (int i = 2; i < entries; i++) {
      writer.value(new Data.Int(i)).value(Data.Nil.NIL);
    }
    return writer.bytes("return".getBytes(UTF_8)).value(new Data.Int(2)).toBytes();
  }

  @Test
  void fieldsAreThoseOfTheOpenedMap() throws WireException {
    Data.Dict dict =
        Data.dict("jid", "2026", "x", List.of(1, Map.of("jid", 2)), "retcode", -7, "success", true);
    PackedFields fields = Packed.of(dict).fields(NAMES);
    assertThat(fields.text("jid")).contains("2026");
    assertThat(fields.integer("retcode")).contains(-7L);
    assertThat(fields.integer("jid")).isEmpty();
    assertThat(fields.bool("success")).contains(true);
    assertThat(fields.bool("retcode")).isEmpty();
    assertThat(fields.has("return")).isFalse();
    assertThat(fields.get("return")).isEmpty();
    assertThatThrownBy(() -> Packed.of(Data.of(1)).fields(NAMES)).hasMessageContaining("a map");
  }

  @Test
  void whatIsNoValueIsRefusedAsTheReaderRefusesIt() {
    var random = new RandomData("refused");
    for (int i = 0; i < 60; i++) {
      byte[] bytes = packed(random.next(), random.random());
      for (int end = 0; end < Math.min(bytes.length, 300); end++) {
        assertSame(Arrays.copyOf(bytes, end));
      }
      for (int at = 0; at < Math.min(bytes.length, 100); at++) {
        byte[] corrupt = bytes.clone();
        corrupt[at] ^= (byte) (1 << random.random().nextInt(8));
        assertSame(corrupt);
      }
    }
  }

  private static void assertSame(byte[] bytes) {
    String opened;
    try {
      opened = JsonText.write(DataCodec.decode(bytes));
    } catch (WireException e) {
      assertThatThrownBy(() -> Packed.of(bytes)).isInstanceOf(WireException.class);
      assertThatThrownBy(() -> Packed.within(bytes, 0, bytes.length).json())
          .isInstanceOf(WireException.class);
      assertThatThrownBy(() -> Packed.hash(Packed.within(bytes, 0, bytes.length)))
          .isInstanceOf(WireException.class);
      return;
    }
    try {
      assertThat(new String(Packed.of(bytes).json(), UTF_8)).isEqualTo(opened);
    } catch (WireException e) {
      throw new AssertionError("refused what the reader takes", e);
    }
  }

  @Test
  void oneLevelMoreThanThereMayBeIsRefused() throws WireException {
    assertThat(Packed.of(nested(512)).json()).hasSize(2 * 512 + 1);
    assertThat(Packed.hash(Packed.of(nested(512)))).hasSize(16);
    for (byte[] bytes : List.of(nested(513))) {
      assertThatThrownBy(() -> Packed.of(bytes)).hasMessageContaining("levels");
      Packed unseen = Packed.within(bytes, 0, bytes.length);
      assertThatThrownBy(unseen::json).hasMessageContaining("levels");
      assertThatThrownBy(() -> Packed.hash(unseen)).hasMessageContaining("levels");
    }
  }

  private static byte[] nested(int levels) {
    byte[] bytes = new byte[levels + 1];
    Arrays.fill(bytes, (byte) 0x91);
    bytes[levels] = 1;
    return bytes;
  }

  @Test
  void aMapOfTwentyMillionEntriesIsRefusedInLittleMemory() throws WireException {
    int entries = 20_000_000;
    byte[] bytes = new byte[5 + 2 * entries];
    bytes[0] = (byte) 0xdf;
    for (int i = 0; i < 4; i++) {
      bytes[1 + i] = (byte) (entries >> (24 - 8 * i));
    }
    Packed map = Packed.of(bytes);
    assertThatThrownBy(map::json).hasMessageContaining("20000000");
    assertThatThrownBy(() -> Packed.hash(map)).hasMessageContaining("20000000");
    assertThatThrownBy(
            () -> DataCodec.decode(bytes, new DataCodec.Limits(bytes.length, 512, 64 << 20)))
        .hasMessageContaining("bytes of memory");
  }

  @Test
  void aListOfSmallMapsIsRefusedBeforeItFillsTheHeap() {
    byte[] bytes = new byte[5 + 3 * 10_000_000];
    bytes[0] = (byte) 0xdd;
    for (int i = 0; i < 4; i++) {
      bytes[1 + i] = (byte) (10_000_000 >> (24 - 8 * i));
    }
    for (int at = 5; at < bytes.length; at += 3) {
      bytes[at] = (byte) 0x81;
    }
    assertThatThrownBy(
            () -> DataCodec.decode(bytes, new DataCodec.Limits(bytes.length, 512, 64 << 20)))
        .hasMessageContaining("at most 67108864 bytes of memory");
  }

  @Test
  void equalValuesHaveOneHashWhateverTheOrderOfKeysAndTheFormOfNumbers() throws WireException {
    var random = new RandomData("hash");
    for (int i = 0; i < 200; i++) {
      Data value = random.next();
      byte[] one = packed(value, random.random());
      byte[] other = packed(shuffled(value, random.random()), random.random());
      assertThat(Packed.hash(Packed.of(one))).isEqualTo(Packed.hash(Packed.of(other)));
    }
  }

  private static Data shuffled(Data value, Random random) {
    if (!(value instanceof Data.Dict(Map<Data, Data> entries))) {
      return value;
    }
    var keys = new ArrayList<>(entries.keySet());
    java.util.Collections.shuffle(keys, random);
    Map<Data, Data> other = new java.util.LinkedHashMap<>();
    keys.forEach(key -> other.put(key, shuffled(entries.getOrDefault(key, key), random)));
    return new Data.Dict(other);
  }

  @Test
  void textIsUtf8WhereJavaDecodesItWithoutReplacement() {
    var random = new RandomData("utf8");
    for (int i = 0; i < 200_000; i++) {
      byte[] bytes = new byte[1 + random.random().nextInt(12)];
      random.random().nextBytes(bytes);
      for (int at = 0; at < bytes.length; at++) {
        bytes[at] |= random.random().nextInt(4) == 0 ? 0 : (byte) 0x80;
      }
      boolean valid = Arrays.equals(new String(bytes, UTF_8).getBytes(UTF_8), bytes);
      assertThat(Utf8.isValid(bytes, 0, bytes.length)).isEqualTo(valid);
    }
  }

  /// The msgpack of a value, with numbers, lengths and text in any of the forms they may have.
  private static byte[] packed(Data value, Random random) {
    var out = new ByteArrayOutputStream();
    pack(value, random, out);
    return out.toByteArray();
  }

  private static void pack(Data value, Random random, ByteArrayOutputStream out) {
    switch (value) {
      case Data.Int(long i) when random.nextBoolean() -> {
        out.write(0xd3);
        number(i, 8, out);
      }
      case Data.Text(String s) when random.nextBoolean() -> {
        byte[] utf8 = s.getBytes(UTF_8);
        out.write(random.nextBoolean() ? 0xdb : 0xc6);
        number(utf8.length, 4, out);
        out.writeBytes(utf8);
      }
      case Data.Seq(List<Data> items) -> {
        out.write(0xdd);
        number(items.size(), 4, out);
        items.forEach(item -> pack(item, random, out));
      }
      case Data.Dict(Map<Data, Data> entries) -> {
        out.write(0xdf);
        number(entries.size(), 4, out);
        entries.forEach(
            (key, item) -> {
              pack(key, random, out);
              pack(item, random, out);
            });
      }
      default -> out.writeBytes(DataCodec.encode(value, DataCodec.Spec.NEW));
    }
  }

  private static void number(long number, int bytes, ByteArrayOutputStream out) {
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8) {
      out.write((int) (number >> shift));
    }
  }
}
