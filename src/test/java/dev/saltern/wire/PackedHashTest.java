package dev.saltern.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.saltern.job.Data;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PackedHashTest {
  @Test
  void theOrderOfAMapDoesNotMatterAtAnyDepth() {
    Data one = Data.dict("a", 1, "b", Data.dict("x", List.of(1, 2), "y", Data.Nil.NIL));
    Data other = Data.dict("b", Data.dict("y", Data.Nil.NIL, "x", List.of(1, 2)), "a", 1);

    assertThat(Packed.hash(one)).isEqualTo(Packed.hash(other)).hasSize(16);
  }

  @Test
  void theOrderOfKeysThatAreNoTextDoesNotMatterEither() throws WireException {
    List<Data> keys =
        List.of(
            Data.of("\ud83d\ude00"),
            Data.of("\uffee"),
            Data.of(""),
            Data.of(7),
            Data.of(true),
            Data.Nil.NIL,
            Data.of(1.5),
            Data.of(new byte[] {-1, 0}),
            new Data.Ext((byte) 78, new Data.Bytes(new byte[] {1})),
            Data.of(BigInteger.ONE.shiftLeft(63)));
    Map<Data, Data> one = new LinkedHashMap<>();
    keys.forEach(key -> one.put(key, Data.of(List.of(key, Double.NaN, -0.0, -1L << 40))));
    Map<Data, Data> other = new LinkedHashMap<>();
    keys.reversed().forEach(key -> other.put(key, one.get(key)));

    assertThat(Packed.hash(new Data.Dict(one), Data.of(0)))
        .isEqualTo(Packed.hash(new Data.Dict(other), Data.of(0)));
  }

  @Test
  void aKeyThatComesTwiceCountsWithItsLastValue() throws WireException {
    Packed twice = Packed.of(new byte[] {(byte) 0x82, (byte) 0xa1, 'a', 1, (byte) 0xa1, 'a', 2});

    assertThat(Packed.hash(twice)).isEqualTo(Packed.hash(Data.dict("a", 2)));
  }

  /// Read once a level it would take minutes.
  @Test
  void whatIsDeepIsReadOnce() throws WireException {
    int levels = 500;
    int leaves = 40_000_000;
    ByteBuffer packed = ByteBuffer.allocate(7 * levels + leaves + 5);
    for (int level = 0; level < levels; level++) {
      packed.put((byte) 0x82).put((byte) 0xa1).put((byte) 'a').put((byte) 1);
      packed.put((byte) 0xa1).put((byte) 'b');
    }
    packed.put((byte) 0xdd).putInt(leaves);
    Packed deep = Packed.of(Arrays.copyOf(packed.array(), packed.position() + leaves));

    assertTimeoutPreemptively(Duration.ofSeconds(30), () -> Packed.hash(deep));
  }

  @Test
  void whatIsNotEqualHasAnotherHash() {
    List<Data> values =
        List.of(
            Data.Nil.NIL,
            Data.of(true),
            Data.of(false),
            Data.of(0),
            Data.of(1),
            Data.of(1.0),
            Data.of(new BigInteger("123456789012345678901234567890")),
            Data.of(""),
            Data.of("1"),
            Data.of("ab"),
            Data.of(new byte[] {'a', 'b', (byte) 0xff}),
            Data.of(List.of()),
            Data.of(List.of(List.of())),
            Data.of(List.of(1, 2)),
            Data.of(List.of(2, 1)),
            Data.of(List.of("a", "b")),
            Data.Dict.EMPTY,
            Data.dict("a", 1),
            Data.dict("a", 2),
            Data.dict(1, "a"),
            new Data.Ext((byte) 78, new Data.Bytes(new byte[] {1})));

    Set<String> hashes = new HashSet<>();
    values.forEach(v -> hashes.add(Arrays.toString(Packed.hash(v))));

    assertThat(hashes).hasSameSizeAs(values);
    assertThat(Packed.hash(Data.of("a"), Data.of("b")))
        .isNotEqualTo(Packed.hash(Data.of("ab")))
        .isNotEqualTo(Packed.hash(Data.of("b"), Data.of("a")));
  }
}
