package dev.saltern.wire;

import dev.saltern.job.Data;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/// 128 bits that are equal for equal values: the start of a SHA-256 over a form of a value in which
/// the order of a map's entries does not matter. Two copies of one return, from two masters or from
/// the bus and the job directory, differ in order at the most. Confined to one thread.
public final class CanonicalHash {
  /// Its bytes: a `binary(16)` column.
  public static final int BYTES = 16;

  private final MessageDigest digest = sha256();
  private final ByteBuffer number = ByteBuffer.allocate(9);

  /// The hash of some values in this order.
  public static byte[] of(Data... values) {
    CanonicalHash hash = new CanonicalHash();
    for (Data value : values) {
      hash.add(value);
    }
    return Arrays.copyOf(hash.digest.digest(), BYTES);
  }

  private void add(Data value) {
    switch (value) {
      case Data.Nil _ -> digest.update((byte) 'n');
      case Data.Bool(boolean b) -> digest.update((byte) (b ? 't' : 'f'));
      case Data.Int(long i) -> add('i', i);
      case Data.BigInt(var i) -> add('I', i.toByteArray());
      case Data.Real(double d) -> add('r', Double.doubleToLongBits(d));
      case Data.Text(String s) -> add('s', s.getBytes(StandardCharsets.UTF_8));
      case Data.Bytes b -> add('b', b.value());
      case Data.Ext(byte type, Data.Bytes body) -> {
        add('x', type);
        add('b', body.value());
      }
      case Data.Seq(List<Data> items) -> {
        add('l', items.size());
        items.forEach(this::add);
      }
      case Data.Dict(Map<Data, Data> entries) -> addAll(entries);
    }
  }

  private void addAll(Map<Data, Data> entries) {
    add('d', entries.size());
    entries.entrySet().stream()
        .sorted(Comparator.comparing(e -> order(e.getKey())))
        .forEach(
            e -> {
              add(e.getKey());
              add(e.getValue());
            });
  }

  /// Where a key stands among the others of its map: text by itself, anything else by its hash.
  private static String order(Data key) {
    return key instanceof Data.Text(String text) ? text : "\0" + HexFormat.of().formatHex(of(key));
  }

  private void add(char kind, long value) {
    number.clear();
    number.put((byte) kind).putLong(value);
    digest.update(number.array());
  }

  private void add(char kind, byte[] bytes) {
    add(kind, bytes.length);
    digest.update(bytes);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
