package dev.saltern.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.wire.DataCodec;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class WeightTest {
  @Test
  void aWeightIsAtLeastTheBytesAndNotFarAbove() {
    long seed = new Random().nextLong();
    var random = new Random(seed);
    for (int i = 0; i < 500; i++) {
      Data value = value(random, 4);
      int bytes = DataCodec.encode(value, DataCodec.Spec.NEW).length;
      assertThat(Weight.of(value))
          .as("seed %d, value %d", seed, i)
          .isBetween((long) bytes, 10L * bytes + 10);
    }
    String text = "ä€😀x".repeat(1000);
    assertThat(Weight.of(new Data.Text(text))).isEqualTo(10_000 + 5);
  }

  private static Data value(Random random, int depth) {
    return switch (random.nextInt(depth > 0 ? 9 : 7)) {
      case 0 -> Data.Nil.NIL;
      case 1 -> new Data.Bool(random.nextBoolean());
      case 2 -> new Data.Int(random.nextLong());
      case 3 -> new Data.Real(random.nextDouble());
      case 4 -> new Data.Text("aä€😀".repeat(random.nextInt(100)));
      case 5 -> new Data.Bytes(new byte[] {(byte) 0xff, (byte) random.nextInt()});
      case 6 -> new Data.BigInt(BigInteger.ONE.shiftLeft(63).add(BigInteger.ONE));
      case 7 -> {
        List<Data> items = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          items.add(value(random, depth - 1));
        }
        yield new Data.Seq(items);
      }
      default -> {
        Map<Data, Data> entries = new LinkedHashMap<>();
        for (int i = random.nextInt(5); i > 0; i--) {
          entries.put(new Data.Text("k" + i), value(random, depth - 1));
        }
        yield new Data.Dict(entries);
      }
    };
  }
}
