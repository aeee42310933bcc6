package dev.saltern.wire;

import static dev.saltern.wire.DataCodec.Spec.NEW;
import static dev.saltern.wire.DataCodec.Spec.OLD;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.saltern.job.Data;
import dev.saltern.wire.DataCodec.Limits;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DataCodecTest {
  @Test
  void integersBeyond63BitsAreKept() throws WireException {
    BigInteger most = BigInteger.TWO.pow(64).subtract(BigInteger.ONE);
    assertThat(decode("cfffffffffffffffff")).isEqualTo(new Data.BigInt(most));
    assertThat(decode("cf7fffffffffffffff")).isEqualTo(new Data.Int(Long.MAX_VALUE));
    assertThat(encode(new Data.BigInt(most))).isEqualTo("cfffffffffffffffff");
  }

  @Test
  void integersNoMsgpackHoldsAreDecimalText() throws WireException {
    BigInteger over = BigInteger.TWO.pow(64);
    assertThat(DataCodec.decode(DataCodec.encode(new Data.BigInt(over), OLD)))
        .isEqualTo(new Data.Text("18446744073709551616"));
    BigInteger under = BigInteger.valueOf(Long.MIN_VALUE).subtract(BigInteger.ONE);
    assertThat(DataCodec.decode(DataCodec.encode(new Data.BigInt(under), NEW)))
        .isEqualTo(new Data.Text("-9223372036854775809"));
  }

  @Test
  void smallBigIntegerIsWrittenAsInteger() {
    assertThat(encode(new Data.BigInt(BigInteger.TEN))).isEqualTo("0a");
  }

  @Test
  void floatsOfFourBytesAreRead() throws WireException {
    assertThat(decode("ca40200000")).isEqualTo(new Data.Real(2.5));
  }

  @ParameterizedTest
  @CsvSource({
    "d44e01, 1",
    "d54e0102, 2",
    "d64e01020304, 4",
    "d74e0102030405060708, 8",
    "c7034e010203, 3",
    "c7004e, 0",
    "c800034e010203, 3",
    "c9000000034e010203, 3"
  })
  void extensionsOfEveryLengthAreRead(String hex, int length) throws WireException {
    assertThat(decode(hex)).isInstanceOf(Data.Ext.class);
    assertThat(((Data.Ext) decode(hex)).body().value()).hasSize(length);
    assertThat(((Data.Ext) decode(hex)).type()).isEqualTo((byte) 78);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 8, 15, 16, 17, 255, 256, 65535, 65536})
  void extensionsOfEveryLengthComeBack(int length) throws WireException {
    var ext = new Data.Ext((byte) -1, new Data.Bytes(new byte[length]));
    assertThat(DataCodec.decode(DataCodec.encode(ext, OLD))).isEqualTo(ext);
  }

  @Test
  void binOfUtf8IsText() throws WireException {
    assertThat(decode("c40474657874")).isEqualTo(new Data.Text("text"));
    assertThat(decode("c5000474657874")).isEqualTo(new Data.Text("text"));
    assertThat(decode("c60000000474657874")).isEqualTo(new Data.Text("text"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ff", "61ff62", "c3", "c0af", "eda080", "f4908080", "efbfbdff", "80"})
  void textThatIsNoUtf8IsBytes(String hex) throws WireException {
    byte[] bytes = HexFormat.of().parseHex(hex);
    assertThat(decode("d9%02x".formatted(bytes.length) + hex)).isEqualTo(new Data.Bytes(bytes));
    assertThat(encode(new Data.Bytes(bytes)))
        .isEqualTo("%02x".formatted(0xa0 | bytes.length) + hex);
  }

  @Test
  void replacementCharacterThatWasSentIsText() throws WireException {
    assertThat(decode("a461efbfbd")).isEqualTo(new Data.Text("a\uFFFD"));
  }

  @Test
  void ofAKeyThatComesTwiceTheLastValueCounts() throws WireException {
    assertThat(decode("83a16101a16202a16103")).isEqualTo(Data.dict("a", 3, "b", 2));
  }

  @Test
  void keysNeedNotBeText() throws WireException {
    var dict = (Data.Dict) decode("8501a0c0a0cb3ff8000000000000a0c3a0c401ffa0");
    assertThat(dict.entries().keySet())
        .containsExactly(
            new Data.Int(1),
            Data.Nil.NIL,
            new Data.Real(1.5),
            new Data.Bool(true),
            new Data.Bytes(new byte[] {-1}));
  }

  @ParameterizedTest
  @ValueSource(strings = {"819001", "818001", "8191c001"})
  void listsAndMapsAreNoKeys(String hex) {
    assertThatThrownBy(() -> decode(hex))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("map key");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dd7fffffff",
        "ddffffffff",
        "df7fffffff",
        "df80000000",
        "dbffffffff",
        "db7fffffff",
        "c67fffffff",
        "c97fffffff4e",
        "dcffff",
        "deffff",
        "daffff",
        "9f",
        "8f",
        "bf",
        "df00000002c0c0c0"
      })
  void lengthsNoBytesStandForAreRefusedAtOnce(String hex) {
    assertThatThrownBy(() -> decode(hex)).isInstanceOf(WireException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "c1", "c0c0", "01ff", "91c1", "81a161c1"})
  void whatIsNoSingleValueIsRefused(String hex) {
    assertThatThrownBy(() -> decode(hex)).isInstanceOf(WireException.class);
  }

  @Test
  void depthIsBoundedOnAnySmallStack() throws InterruptedException {
    var limits = new Limits(1 << 20, 512);
    Throwable[] thrown = new Throwable[1];
    var thread =
        new Thread(
            null,
            () -> {
              try {
                for (String open : List.of("91", "81a161")) {
                  Data deepest = DataCodec.decode(nested(open, 512), limits);
                  assertThat(DataCodec.encode(deepest, OLD)).isEqualTo(nested(open, 512));
                  assertThat(deepest.hashCode())
                      .isEqualTo(DataCodec.decode(nested(open, 512), limits).hashCode());
                  assertThat(JsonText.read(JsonText.write(deepest))).isEqualTo(deepest);
                  assertThatThrownBy(() -> DataCodec.decode(nested(open, 513), limits))
                      .isInstanceOf(WireException.class)
                      .hasMessageContaining("512 levels");
                  assertThatThrownBy(() -> DataCodec.decode(nested(open, 500_000), limits))
                      .isInstanceOf(WireException.class);
                }
              } catch (Throwable e) {
                thrown[0] = e;
              }
            },
            "small stack",
            512 * 1024);
    thread.start();
    thread.join();
    assertThat(thrown[0]).isNull();
  }

  private static byte[] nested(String open, int depth) {
    return HexFormat.of().parseHex(open.repeat(depth) + "c0");
  }

  @Test
  void bytesAreBounded() throws WireException {
    byte[] ten = DataCodec.encode(new Data.Text("123456789"), OLD);
    assertThat(DataCodec.decode(ten, new Limits(10, 1))).isEqualTo(new Data.Text("123456789"));
    assertThatThrownBy(() -> DataCodec.decode(ten, new Limits(9, 1)))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("at most 9 bytes, found 10");
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 0", "1, 521", "-1, 1"})
  void limitsThatCannotBeAreRefused(int bytes, int depth) {
    assertThatThrownBy(() -> new Limits(bytes, depth)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void whatMustBeAMapIsOne() throws WireException {
    assertThat(DataCodec.decodeDict(HexFormat.of().parseHex("80"))).isEqualTo(Data.Dict.EMPTY);
    assertThatThrownBy(() -> DataCodec.decodeDict(HexFormat.of().parseHex("90")))
        .isInstanceOf(WireException.class)
        .hasMessageContaining("expected a map, found Seq");
  }

  @Test
  void anyValueComesBack() throws WireException {
    var values = new RandomData("anyValueComesBack");
    for (int i = 0; i < 2_000; i++) {
      Data value = values.next();
      assertThat(DataCodec.decode(DataCodec.encode(value, OLD))).isEqualTo(value);
      assertThat(DataCodec.decode(DataCodec.encode(value, NEW))).isEqualTo(value);
    }
  }

  @Test
  void everyPrefixIsRefused() {
    byte[] bytes =
        DataCodec.encode(Data.dict("a", List.of(1, 2.5, "text"), "b", Map.of("c", 300)), NEW);
    for (int length = 0; length < bytes.length; length++) {
      byte[] prefix = Arrays.copyOf(bytes, length);
      assertThatThrownBy(() -> DataCodec.decode(prefix)).isInstanceOf(WireException.class);
    }
  }

  @Test
  void garbageIsAWireExceptionOrAValue() {
    var values = new RandomData("garbageIsAWireExceptionOrAValue");
    Random random = values.random();
    int refused = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] bytes;
      if (i % 2 == 0) {
        bytes = new byte[random.nextInt(64)];
        random.nextBytes(bytes);
      } else {
        bytes = DataCodec.encode(values.next(), NEW);
        bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
      }
      try {
        DataCodec.decode(bytes); // anything but a WireException fails the test
      } catch (WireException _) {
        refused++;
      }
    }
    assertThat(refused).isGreaterThan(5_000);
  }

  /// With keys that compare, a map of keys of one hash code stays a tree instead of a list.
  @Test
  void whatMayBeAKeyComparesWithItsLike() {
    assertThat(new Data.Text("Aa").hashCode()).isEqualTo(new Data.Text("BB").hashCode());
    assertThat(new Data.Text("Aa").compareTo(new Data.Text("BB"))).isNegative();
    assertThat(new Data.Int(1).compareTo(new Data.Int(-4294967297L))).isPositive();
    assertThat(new Data.Real(0.0).compareTo(new Data.Real(-0.0))).isPositive();
    assertThat(new Data.BigInt(BigInteger.TWO).compareTo(new Data.BigInt(BigInteger.TWO))).isZero();
    var bytes = new Data.Bytes("a".getBytes(UTF_8));
    assertThat(bytes.compareTo(new Data.Bytes("b".getBytes(UTF_8)))).isNegative();
    var ext = new Data.Ext((byte) 1, bytes);
    assertThat(ext.compareTo(new Data.Ext((byte) 2, bytes))).isNegative();
    assertThat(ext.compareTo(new Data.Ext((byte) 1, bytes))).isZero();
  }

  private static Data decode(String hex) throws WireException {
    return DataCodec.decode(HexFormat.of().parseHex(hex));
  }

  private static String encode(Data value) {
    return HexFormat.of().formatHex(DataCodec.encode(value, OLD));
  }
}
