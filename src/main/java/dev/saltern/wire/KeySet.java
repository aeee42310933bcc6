package dev.saltern.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/// The keys of the maps that are being read, innermost last, as 64 bits each: tells a key that its
/// map has already. Two keys may look alike by chance; nobody can choose such, since the multiplier
/// is this process's own. Confined to one thread.
final class KeySet {
  /// The most keys of a map, and of all maps that are open at a time.
  static final int KEYS_MAX = 500_000;

  private static final int FEW = 16;
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long MULTIPLIER = ThreadLocalRandom.current().nextLong() | 1;

  private long[] keys = new long[64];
  private int top;

  /// Begins a map of so many entries; returns where its keys are.
  int begin(int count) throws WireException {
    int places = places(count);
    if (count > KEYS_MAX || top + places > 4 * KEYS_MAX) {
      throw new WireException(
          "expected at most " + KEYS_MAX + " keys of a map, found one of " + count);
    }
    int base = top;
    top += places;
    if (top > keys.length) {
      keys = Arrays.copyOf(keys, Math.max(top, 2 * keys.length));
    }
    Arrays.fill(keys, base, top, 0);
    return base;
  }

  /// Ends the map that began last.
  void end(int base) {
    top = base;
  }

  private static int places(int count) {
    return count <= FEW ? count : Integer.highestOneBit(count) << 2;
  }

  /// Adds the key that the cursor has read; it must be new to its map.
  ///
  /// @param added how many keys the map has already
  void add(MsgpackCursor cursor, MsgpackCursor.Kind kind, int base, int added, int count)
      throws RepeatedKeyException {
    long key = bits(cursor, kind) | 1;
    int at = base;
    if (count <= FEW) {
      for (; at < base + added; at++) {
        if (keys[at] == key) {
          throw new RepeatedKeyException();
        }
      }
    } else {
      int mask = places(count) - 1;
      int place = (int) (key >>> 33) & mask;
      while (keys[base + place] != 0) {
        if (keys[base + place] == key) {
          throw new RepeatedKeyException();
        }
        place = (place + 1) & mask;
      }
      at = base + place;
    }
    keys[at] = key;
  }

  private static long bits(MsgpackCursor cursor, MsgpackCursor.Kind kind) {
    return switch (kind) {
      case NIL -> begun(1);
      case FALSE -> begun(2);
      case TRUE -> begun(3);
      case INT -> mixed(begun(4), cursor.number);
      case UNSIGNED -> mixed(begun(5), cursor.number);
      case REAL -> mixed(begun(6), Double.doubleToLongBits(cursor.real()));
      case TEXT -> content(cursor, begun(7));
      case EXT -> content(cursor, begun(cursor.type + 1000L));
      case SEQ, MAP -> throw new IllegalStateException("a list or a map is no key");
    };
  }

  private static long begun(long kind) {
    return mixed(MULTIPLIER, kind);
  }

  private static long content(MsgpackCursor cursor, long begun) {
    long bits = mixed(begun, cursor.length);
    int at = cursor.from;
    int end = cursor.from + cursor.length;
    for (; end - at >= Long.BYTES; at += Long.BYTES) {
      bits = mixed(bits, (long) LONG.get(cursor.in, at));
    }
    long rest = 0;
    for (; at < end; at++) {
      rest = rest << 8 | (cursor.in[at] & 0xff);
    }
    return mixed(bits, rest);
  }

  private static long mixed(long bits, long more) {
    long product = (bits ^ more) * MULTIPLIER;
    return Long.rotateLeft(product ^ product >>> 32, 17) * MULTIPLIER;
  }
}
