package dev.saltern.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/// Reads the heads of msgpack values of either spec, one after the other, from a part of an array.
/// Makes no values. Every declared length is held against what is left before anybody acts on it.
/// Confined to one thread.
final class MsgpackCursor {
  /// What a value is. `TEXT` is any of the `str` family or `bin`; `UNSIGNED` an integer over 63
  /// bits.
  enum Kind {
    NIL,
    FALSE,
    TRUE,
    INT,
    UNSIGNED,
    REAL,
    TEXT,
    EXT,
    SEQ,
    MAP
  }

  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);
  private static final int LEVELS_FIRST = 16;

  final byte[] in;
  private final int end;
  private final int depthMax;
  private int at;

  /// Of the value read last: its bits (`INT`, `UNSIGNED`, a double's for `REAL`).
  long number;

  /// Where its content begins (`TEXT`, `EXT`).
  int from;

  /// The bytes of its content (`TEXT`, `EXT`), its items (`SEQ`) or its entries (`MAP`).
  int length;

  /// Its type (`EXT`).
  byte type;

  private int[] left = new int[LEVELS_FIRST];
  private boolean[] map = new boolean[LEVELS_FIRST];

  MsgpackCursor(byte[] in, int from, int end, int depthMax) {
    this.in = in;
    this.at = from;
    this.end = end;
    this.depthMax = depthMax;
  }

  int at() {
    return at;
  }

  /// Reads on from where it was before.
  void back(int position) {
    at = position;
  }

  /// Reads the head of the next value; for text and extensions the content as well.
  Kind next() throws WireException {
    int b = u8();
    if (b < 0x80) {
      return integer(b);
    } else if (b < 0x90) {
      return map(b & 0x0f);
    } else if (b < 0xa0) {
      return seq(b & 0x0f);
    } else if (b < 0xc0) {
      return text(b & 0x1f);
    } else if (b >= 0xe0) {
      return integer((byte) b);
    }
    return switch (b) {
      case 0xc0 -> Kind.NIL;
      case 0xc2 -> Kind.FALSE;
      case 0xc3 -> Kind.TRUE;
      case 0xc4, 0xd9 -> text(u8());
      case 0xc5, 0xda -> text(u16());
      case 0xc6, 0xdb -> text(length32());
      case 0xc7 -> ext(u8());
      case 0xc8 -> ext(u16());
      case 0xc9 -> ext(length32());
      case 0xca -> real(Float.intBitsToFloat(s32()));
      case 0xcb -> real(Double.longBitsToDouble(s64()));
      case 0xcc -> integer(u8());
      case 0xcd -> integer(u16());
      case 0xce -> integer(s32() & 0xffffffffL);
      case 0xcf -> {
        number = s64();
        yield number >= 0 ? Kind.INT : Kind.UNSIGNED;
      }
      case 0xd0 -> integer((byte) u8());
      case 0xd1 -> integer((short) u16());
      case 0xd2 -> integer(s32());
      case 0xd3 -> integer(s64());
      case 0xd4 -> ext(1);
      case 0xd5 -> ext(2);
      case 0xd6 -> ext(4);
      case 0xd7 -> ext(8);
      case 0xd8 -> ext(16);
      case 0xdc -> seq(u16());
      case 0xdd -> seq(length32());
      case 0xde -> map(u16());
      case 0xdf -> map(length32());
      default ->
          throw new WireException("expected msgpack, found the byte " + b + " it never uses");
    };
  }

  /// As [#next], for the key of a map.
  Kind key() throws WireException {
    Kind kind = next();
    if (kind == Kind.SEQ || kind == Kind.MAP) {
      throw new WireException("expected a map key, found a list or a map, which Python has not");
    }
    return kind;
  }

  double real() {
    return Double.longBitsToDouble(number);
  }

  /// Steps over the next value whole.
  ///
  /// @param depth how many lists and maps it stands in
  void skip(int depth) throws WireException {
    int open = 0;
    do {
      boolean isKey = open > 0 && map[open - 1] && (left[open - 1] & 1) == 0;
      Kind kind = isKey ? key() : next();
      if ((kind == Kind.SEQ || kind == Kind.MAP) && length > 0) {
        deeper(depth + open);
        push(open++, kind == Kind.MAP);
      } else {
        while (open > 0 && --left[open - 1] == 0) {
          open--;
        }
      }
    } while (open > 0);
  }

  private void push(int open, boolean isMap) {
    if (open == left.length) {
      left = Arrays.copyOf(left, 2 * open);
      map = Arrays.copyOf(map, 2 * open);
    }
    left[open] = isMap ? 2 * length : length;
    map[open] = isMap;
  }

  /// Refuses a list or map with content that stands in as many as there may be.
  void deeper(int depth) throws WireException {
    if (depth >= depthMax) {
      throw new WireException("expected at most " + depthMax + " levels, found more");
    }
  }

  /// Refuses bytes after the value.
  void ended() throws WireException {
    if (at != end) {
      throw new WireException(
          "expected one msgpack value, found " + (end - at) + " bytes after it");
    }
  }

  private Kind integer(long i) {
    number = i;
    return Kind.INT;
  }

  private Kind real(double d) {
    number = Double.doubleToRawLongBits(d);
    return Kind.REAL;
  }

  private Kind text(int bytes) throws WireException {
    length = bytes;
    from = take(bytes);
    return Kind.TEXT;
  }

  private Kind ext(int bytes) throws WireException {
    type = (byte) u8();
    length = bytes;
    from = take(bytes);
    return Kind.EXT;
  }

  private Kind seq(int count) throws WireException {
    fits(count, 1, "items of an array");
    length = count;
    return Kind.SEQ;
  }

  private Kind map(int count) throws WireException {
    fits(count, 2, "entries of a map");
    length = count;
    return Kind.MAP;
  }

  private void fits(int count, int bytesEach, String what) throws WireException {
    if (count > (end - at) / bytesEach) {
      throw new WireException(
          "expected " + count + " " + what + ", found " + (end - at) + " bytes for them");
    }
  }

  private int length32() throws WireException {
    int found = s32();
    if (found < 0) {
      throw new WireException("expected a length, found one over 2 GiB");
    }
    return found;
  }

  private int take(int bytes) throws WireException {
    if (bytes > end - at) {
      throw new WireException("expected " + bytes + " bytes, found " + (end - at));
    }
    int begin = at;
    at += bytes;
    return begin;
  }

  private int u8() throws WireException {
    return in[take(1)] & 0xff;
  }

  private int u16() throws WireException {
    return (short) SHORT.get(in, take(2)) & 0xffff;
  }

  private int s32() throws WireException {
    return (int) INT.get(in, take(4));
  }

  private long s64() throws WireException {
    return (long) LONG.get(in, take(8));
  }

  private static VarHandle view(Class<?> array) {
    return MethodHandles.byteArrayViewVarHandle(array, ByteOrder.BIG_ENDIAN);
  }
}
