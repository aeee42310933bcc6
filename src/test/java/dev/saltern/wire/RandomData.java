package dev.saltern.wire;

import dev.saltern.job.Data;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/// Seeded random Salt values of every kind. The seed is printed: run again with
/// `-Dsaltern.seed=NUMBER` to see a failure again.
final class RandomData {
  private final Random random;

  RandomData(String test) {
    long seed = Long.getLong("saltern.seed", 20261124L);
    System.out.println(test + ": seed " + seed);
    random = new Random(seed);
  }

  Random random() {
    return random;
  }

  Data next() {
    return next(4);
  }

  private Data next(int depth) {
    return switch (random.nextInt(depth > 0 ? 11 : 9)) {
      case 0 -> Data.Nil.NIL;
      case 1 -> new Data.Bool(random.nextBoolean());
      case 2 -> new Data.Int(random.nextLong() >> random.nextInt(64));
      case 3 ->
          new Data.BigInt(
              BigInteger.TWO.pow(64).subtract(BigInteger.valueOf(1 + random.nextInt(1 << 20))));
      case 4 -> new Data.Real(random.nextGaussian() * Math.pow(10, random.nextInt(40) - 20));
      case 5, 6 -> text();
      case 7 -> bytes();
      case 8 -> new Data.Ext((byte) random.nextInt(256), raw(random.nextInt(40)));
      case 9 -> {
        var items = new ArrayList<Data>();
        for (int i = random.nextInt(20); i > 0; i--) {
          items.add(next(depth - 1));
        }
        yield new Data.Seq(items);
      }
      default -> {
        Map<Data, Data> entries = new LinkedHashMap<>();
        for (int i = random.nextInt(20); i > 0; i--) {
          entries.put(random.nextInt(5) == 0 ? next(0) : text(), next(depth - 1));
        }
        yield new Data.Dict(entries);
      }
    };
  }

  private Data.Text text() {
    var text = new StringBuilder();
    for (int i = random.nextInt(300) / (1 + random.nextInt(20)); i > 0; i--) {
      text.appendCodePoint(
          "aZ9 _/\n\"\\\u0000üß€漢😀\uFFFD".codePoints().toArray()[random.nextInt(15)]);
    }
    return new Data.Text(text.toString());
  }

  /// Bytes that are no UTF-8: those that are would come back as text.
  private Data.Bytes bytes() {
    byte[] bytes = raw(1 + random.nextInt(300)).value();
    bytes[0] = (byte) 0xff;
    return new Data.Bytes(bytes);
  }

  private Data.Bytes raw(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return new Data.Bytes(bytes);
  }
}
