package dev.saltern.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Whether bytes are UTF-8 as RFC 3629 has it: none too long, no surrogates, nothing over U+10FFFF.
final class Utf8 {
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long HIGH_BITS = 0x8080808080808080L;
  private static final long ONES = 0x0101010101010101L;

  private Utf8() {}

  /// Whether the next eight bytes are ASCII that JSON writes as it is: no control character, no
  /// quotation mark, no backslash.
  static boolean isPlain(byte[] in, int at) {
    long bytes = (long) LONG.get(in, at);
    long mark = bytes ^ ONES * '"';
    long slash = bytes ^ ONES * '\\';
    long special = (bytes - ONES * ' ') | (mark - ONES) | (slash - ONES) | bytes;
    return (special & HIGH_BITS) == 0;
  }

  static boolean isValid(byte[] in, int from, int end) {
    int at = from;
    while (at < end) {
      if (end - at >= Long.BYTES && ((long) LONG.get(in, at) & HIGH_BITS) == 0) {
        at += Long.BYTES;
      } else if (in[at] >= 0) {
        at++;
      } else {
        int length = length(in, at, end);
        if (length == 0) {
          return false;
        }
        at += length;
      }
    }
    return true;
  }

  /// The bytes of the character of more than one byte that begins here; 0 where none does.
  private static int length(byte[] in, int at, int end) {
    int first = in[at] & 0xff;
    if (first < 0xc2) {
      return 0;
    } else if (first < 0xe0) {
      return follow(in, at, end, 2) ? 2 : 0;
    } else if (first < 0xf0) {
      if (!follow(in, at, end, 3)) {
        return 0;
      }
      int second = in[at + 1] & 0xff;
      boolean tooLong = first == 0xe0 && second < 0xa0;
      boolean surrogate = first == 0xed && second >= 0xa0;
      return tooLong || surrogate ? 0 : 3;
    } else if (first < 0xf5) {
      if (!follow(in, at, end, 4)) {
        return 0;
      }
      int second = in[at + 1] & 0xff;
      boolean tooLong = first == 0xf0 && second < 0x90;
      boolean beyond = first == 0xf4 && second >= 0x90;
      return tooLong || beyond ? 0 : 4;
    }
    return 0;
  }

  private static boolean follow(byte[] in, int at, int end, int length) {
    if (end - at < length) {
      return false;
    }
    for (int i = 1; i < length; i++) {
      if ((in[at + i] & 0xc0) != 0x80) {
        return false;
      }
    }
    return true;
  }
}
