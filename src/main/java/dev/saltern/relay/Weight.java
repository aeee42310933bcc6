package dev.saltern.relay;

import dev.saltern.job.Data;
import java.util.Map;

/// How many bytes a value takes in a message: at least as many as it does, without writing it.
final class Weight {
  /// The most bytes that stand before the content of a text, list or map.
  private static final long HEAD = 5;

  /// The most bytes of a number.
  private static final long NUMBER = 9;

  private Weight() {}

  static long of(Data value) {
    return switch (value) {
      case Data.Nil _, Data.Bool _ -> 1;
      case Data.Int _, Data.Real _ -> NUMBER;
      case Data.BigInt(var number) -> HEAD + number.bitLength() / 3 + 2;
      case Data.Text(String text) -> HEAD + utf8(text);
      case Data.Bytes(byte[] bytes) -> HEAD + bytes.length;
      case Data.Ext(byte _, var body) -> 1 + of(body);
      case Data.Seq(var items) -> {
        long sum = HEAD;
        for (Data item : items) {
          sum += of(item);
        }
        yield sum;
      }
      case Data.Dict(var entries) -> {
        long sum = HEAD;
        for (Map.Entry<Data, Data> entry : entries.entrySet()) {
          sum += of(entry.getKey()) + of(entry.getValue());
        }
        yield sum;
      }
    };
  }

  private static long utf8(String text) {
    long bytes = text.length();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      // A pair of surrogates makes four bytes, two for each.
      bytes += c < 0x80 ? 0 : c < 0x800 || Character.isSurrogate(c) ? 1 : 2;
    }
    return bytes;
  }
}
