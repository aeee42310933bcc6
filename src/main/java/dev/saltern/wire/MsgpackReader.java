package dev.saltern.wire;

import dev.saltern.job.Data;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Msgpack of either spec read from a part of an array. Every declared length is held against what
/// is left before anything is allocated for it. Confined to one thread.
final class MsgpackReader {
  private static final VarHandle SHORT = view(short[].class);
  private static final VarHandle INT = view(int[].class);
  private static final VarHandle LONG = view(long[].class);
  private static final int PREALLOCATED_MAX = 64;
  private static final Data.Bool TRUE = new Data.Bool(true);
  private static final Data.Bool FALSE = new Data.Bool(false);
  private static final Data.Seq EMPTY_SEQ = new Data.Seq(List.of());
  private static final Data.Text EMPTY_TEXT = new Data.Text("");
  private static final Data.Int[] SMALL = new Data.Int[256];

  static {
    Arrays.setAll(SMALL, i -> new Data.Int(i - 128));
  }

  private final byte[] in;
  private final int end;
  private final int depthMax;
  private int at;

  MsgpackReader(byte[] in, int from, int end, int depthMax) {
    this.in = in;
    this.at = from;
    this.end = end;
    this.depthMax = depthMax;
  }

  /// The one value that the bytes are, all of them.
  Data only() throws WireException {
    Data value = value(0);
    if (at != end) {
      throw new WireException(
          "expected one msgpack value, found " + (end - at) + " bytes after it");
    }
    return value;
  }

  private Data value(int depth) throws WireException {
    int b = u8();
    if (b < 0x80) {
      return SMALL[b + 128];
    } else if (b < 0x90) {
      return dict(b & 0x0f, depth);
    } else if (b < 0xa0) {
      return seq(b & 0x0f, depth);
    } else if (b < 0xc0) {
      return text(b & 0x1f);
    } else if (b >= 0xe0) {
      return SMALL[(byte) b + 128];
    }
    return switch (b) {
      case 0xc0 -> Data.Nil.NIL;
      case 0xc2 -> FALSE;
      case 0xc3 -> TRUE;
      case 0xc4, 0xd9 -> text(u8());
      case 0xc5, 0xda -> text(u16());
      case 0xc6, 0xdb -> text(length32());
      case 0xc7 -> ext(u8());
      case 0xc8 -> ext(u16());
      case 0xc9 -> ext(length32());
      case 0xca -> new Data.Real(Float.intBitsToFloat(s32()));
      case 0xcb -> new Data.Real(Double.longBitsToDouble(s64()));
      case 0xcc -> integer(u8());
      case 0xcd -> integer(u16());
      case 0xce -> integer(s32() & 0xffffffffL);
      case 0xcf -> unsigned(s64());
      case 0xd0 -> integer((byte) u8());
      case 0xd1 -> integer((short) u16());
      case 0xd2 -> integer(s32());
      case 0xd3 -> integer(s64());
      case 0xd4 -> ext(1);
      case 0xd5 -> ext(2);
      case 0xd6 -> ext(4);
      case 0xd7 -> ext(8);
      case 0xd8 -> ext(16);
      case 0xdc -> seq(u16(), depth);
      case 0xdd -> seq(length32(), depth);
      case 0xde -> dict(u16(), depth);
      case 0xdf -> dict(length32(), depth);
      default ->
          throw new WireException("expected msgpack, found the byte " + b + " it never uses");
    };
  }

  private Data seq(int count, int depth) throws WireException {
    if (count == 0) {
      return EMPTY_SEQ;
    }
    fits(count, 1, "items of an array");
    deeper(depth);
    // Not all of what is declared: it may be 8 times the bytes that are there.
    var items = new ArrayList<Data>(Math.min(count, PREALLOCATED_MAX));
    for (int i = 0; i < count; i++) {
      items.add(value(depth + 1));
    }
    return new Data.Seq(items);
  }

  private Data.Dict dict(int count, int depth) throws WireException {
    if (count == 0) {
      return Data.Dict.EMPTY;
    }
    fits(count, 2, "entries of a map");
    deeper(depth);
    Map<Data, Data> entries = LinkedHashMap.newLinkedHashMap(Math.min(count, PREALLOCATED_MAX));
    for (int i = 0; i < count; i++) {
      Data key = value(depth + 1);
      if (key instanceof Data.Seq || key instanceof Data.Dict) {
        throw new WireException("expected a map key, found a list or a map, which Python has not");
      }
      entries.put(key, value(depth + 1));
    }
    return new Data.Dict(entries);
  }

  private Data text(int length) throws WireException {
    return length == 0 ? EMPTY_TEXT : text(in, take(length), length);
  }

  /// The text that some bytes are, or the bytes where they are no UTF-8.
  static Data text(byte[] in, int from, int length) {
    String text = new String(in, from, length, StandardCharsets.UTF_8);
    // What is no UTF-8 was replaced by U+FFFD; unless the bytes really say U+FFFD, keep them.
    if (text.indexOf('\uFFFD') >= 0) {
      byte[] again = text.getBytes(StandardCharsets.UTF_8);
      if (!Arrays.equals(again, 0, again.length, in, from, from + length)) {
        return new Data.Bytes(Arrays.copyOfRange(in, from, from + length));
      }
    }
    return new Data.Text(text);
  }

  private Data.Ext ext(int length) throws WireException {
    byte type = (byte) u8();
    int from = take(length);
    return new Data.Ext(type, new Data.Bytes(Arrays.copyOfRange(in, from, from + length)));
  }

  private static Data integer(long i) {
    return i >= -128 && i < 128 ? SMALL[(int) i + 128] : new Data.Int(i);
  }

  private static Data unsigned(long i) {
    return i >= 0 ? integer(i) : new Data.BigInt(new BigInteger(Long.toUnsignedString(i)));
  }

  private void deeper(int depth) throws WireException {
    if (depth >= depthMax) {
      throw new WireException("expected at most " + depthMax + " levels, found more");
    }
  }

  private void fits(int count, int bytesEach, String what) throws WireException {
    if (count > (end - at) / bytesEach) {
      throw new WireException(
          "expected " + count + " " + what + ", found " + (end - at) + " bytes for them");
    }
  }

  private int length32() throws WireException {
    int length = s32();
    if (length < 0) {
      throw new WireException("expected a length, found one over 2 GiB");
    }
    return length;
  }

  private int take(int length) throws WireException {
    if (length > end - at) {
      throw new WireException("expected " + length + " bytes, found " + (end - at));
    }
    int from = at;
    at += length;
    return from;
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
