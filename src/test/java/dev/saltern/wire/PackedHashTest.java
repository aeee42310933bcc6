package dev.saltern.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PackedHashTest {
  @Test
  void theHashOfPackedValuesIsThatOfTheValues() throws WireException {
    Map<Data, Data> keys = new LinkedHashMap<>();
    for (Data key :
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
            Data.of(BigInteger.ONE.shiftLeft(63)))) {
      keys.put(key, Data.of(List.of(key, Double.NaN, -0.0, -1L << 40)));
    }
    for (Data value : List.of(new Data.Dict(keys), Data.of(keys), Data.dict("a", keys, "B", ""))) {
      Data read = DataCodec.decode(DataCodec.encode(value, DataCodec.Spec.NEW));
      assertThat(Packed.hash(Packed.of(value), Packed.of(Data.of(0))))
          .isEqualTo(CanonicalHash.of(read, Data.of(0)));
    }
  }
}
