package dev.saltern.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class CanonicalHashTest {
  @Test
  void theOrderOfAMapDoesNotMatterAtAnyDepth() {
    Data one = Data.dict("a", 1, "b", Data.dict("x", List.of(1, 2), "y", Data.Nil.NIL));
    Data other = Data.dict("b", Data.dict("y", Data.Nil.NIL, "x", List.of(1, 2)), "a", 1);

    assertThat(CanonicalHash.of(one)).isEqualTo(CanonicalHash.of(other)).hasSize(16);
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
    values.forEach(v -> hashes.add(Arrays.toString(CanonicalHash.of(v))));

    assertThat(hashes).hasSameSizeAs(values);
    assertThat(CanonicalHash.of(Data.of("a"), Data.of("b")))
        .isNotEqualTo(CanonicalHash.of(Data.of("ab")))
        .isNotEqualTo(CanonicalHash.of(Data.of("b"), Data.of("a")));
  }
}
