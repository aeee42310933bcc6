package dev.saltern.wire;

import dev.saltern.job.Data;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes the values that msgpack bytes are, within a budget of memory. Confined to one thread.
final class MsgpackReader {
  private static final int PREALLOCATED_MAX = 64;

  /// What values take of the heap, in bytes, rounded up: a text or bytes without its content, a
  /// list or map without its entries, a place in a list, an entry of a map, a number.
  private static final int TEXT_BYTES = 64;

  private static final int LIST_BYTES = 64;
  private static final int ITEM_BYTES = 8;
  private static final int MAP_BYTES = 128;
  private static final int ENTRY_BYTES = 64;
  private static final int NUMBER_BYTES = 24;

  private static final Data.Bool TRUE = new Data.Bool(true);
  private static final Data.Bool FALSE = new Data.Bool(false);
  private static final Data.Seq EMPTY_SEQ = new Data.Seq(List.of());
  private static final Data.Text EMPTY_TEXT = new Data.Text("");
  private static final Data.Int[] SMALL = new Data.Int[256];

  static {
    Arrays.setAll(SMALL, i -> new Data.Int(i - 128));
  }

  private final MsgpackCursor cursor;
  private final long memoryMax;
  private long memory;

  MsgpackReader(byte[] in, int from, int end, DataCodec.Limits limits) {
    this.cursor = new MsgpackCursor(in, from, end, limits.depthMax());
    this.memoryMax = limits.memoryMax();
  }

  /// The one value that the bytes are, all of them.
  Data only() throws WireException {
    Data value = value(cursor.next(), 0);
    cursor.ended();
    return value;
  }

  private Data value(MsgpackCursor.Kind kind, int depth) throws WireException {
    return switch (kind) {
      case NIL -> Data.Nil.NIL;
      case FALSE -> FALSE;
      case TRUE -> TRUE;
      case INT -> integer(cursor.number);
      case UNSIGNED -> {
        takes(2 * NUMBER_BYTES);
        yield new Data.BigInt(new BigInteger(Long.toUnsignedString(cursor.number)));
      }
      case REAL -> {
        takes(NUMBER_BYTES);
        yield new Data.Real(cursor.real());
      }
      case TEXT -> text();
      case EXT -> {
        takes(TEXT_BYTES + cursor.length);
        yield new Data.Ext(cursor.type, new Data.Bytes(content()));
      }
      case SEQ -> seq(cursor.length, depth);
      case MAP -> dict(cursor.length, depth);
    };
  }

  private Data text() throws WireException {
    if (cursor.length == 0) {
      return EMPTY_TEXT;
    }
    takes(TEXT_BYTES + cursor.length);
    return text(cursor.in, cursor.from, cursor.length);
  }

  private byte[] content() {
    return Arrays.copyOfRange(cursor.in, cursor.from, cursor.from + cursor.length);
  }

  private Data seq(int count, int depth) throws WireException {
    if (count == 0) {
      return EMPTY_SEQ;
    }
    cursor.deeper(depth);
    takes(LIST_BYTES + (long) ITEM_BYTES * count);
    // Not all of what is declared: it may be 8 times the bytes that are there.
    var items = new ArrayList<Data>(Math.min(count, PREALLOCATED_MAX));
    for (int i = 0; i < count; i++) {
      items.add(value(cursor.next(), depth + 1));
    }
    return new Data.Seq(items);
  }

  private Data.Dict dict(int count, int depth) throws WireException {
    if (count == 0) {
      return Data.Dict.EMPTY;
    }
    cursor.deeper(depth);
    takes(MAP_BYTES + (long) ENTRY_BYTES * count);
    Map<Data, Data> entries = LinkedHashMap.newLinkedHashMap(Math.min(count, PREALLOCATED_MAX));
    for (int i = 0; i < count; i++) {
      Data key = value(cursor.key(), depth + 1);
      entries.put(key, value(cursor.next(), depth + 1));
    }
    return new Data.Dict(entries);
  }

  private void takes(long bytes) throws WireException {
    memory += bytes;
    if (memory > memoryMax) {
      throw new WireException(
          "expected values that take at most " + memoryMax + " bytes of memory, found more");
    }
  }

  /// The text that some bytes are, or the bytes where they are no UTF-8.
  static Data text(byte[] in, int from, int length) {
    return Utf8.isValid(in, from, from + length)
        ? new Data.Text(new String(in, from, length, StandardCharsets.UTF_8))
        : new Data.Bytes(Arrays.copyOfRange(in, from, from + length));
  }

  private Data integer(long i) throws WireException {
    if (i >= -128 && i < 128) {
      return SMALL[(int) i + 128];
    }
    takes(NUMBER_BYTES);
    return new Data.Int(i);
  }
}
