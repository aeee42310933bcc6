package dev.saltern.wire;

import dev.saltern.job.Data;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/// Writes msgpack as JSON in UTF-8, as [JsonText] has it, without making the values: text that is
/// UTF-8 is copied. In memory, or piece by piece to a stream. Confined to one thread.
final class JsonTranscoder {
  private static final int DEPTH_MAX = DataCodec.Limits.DEFAULT.depthMax();
  private static final int PIECE_BYTES = 64 << 10;
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private final MsgpackCursor cursor;
  private final KeySet keys = new KeySet();
  private final Optional<OutputStream> to;
  private byte[] out;
  private int size;

  /// How many bytes the stream has.
  private long passed;

  private JsonTranscoder(MsgpackCursor cursor, int sizeFirst, Optional<OutputStream> to) {
    this.cursor = cursor;
    this.out = new byte[sizeFirst];
    this.to = to;
  }

  JsonTranscoder(MsgpackCursor cursor, int sizeFirst) {
    this(cursor, sizeFirst, Optional.empty());
  }

  /// One that writes to a stream.
  static JsonTranscoder to(OutputStream stream, MsgpackCursor cursor) {
    return new JsonTranscoder(cursor, PIECE_BYTES, Optional.of(stream));
  }

  /// One that writes a value whose keys are all different.
  static JsonTranscoder of(Data value) {
    Packed packed = Packed.of(value);
    return new JsonTranscoder(packed.cursor(), 2 * packed.length());
  }

  /// Writes the one value there is.
  ///
  /// @param key of which the value is looked for, where it is a map; empty: none
  /// @param more what is put behind the entries of the map
  JsonSlice write(String key, Map<String, String> more) throws WireException {
    long[] found = all(key, more);
    return new JsonSlice(Arrays.copyOf(out, size), (int) found[0], (int) found[1]);
  }

  /// Writes the one value there is to the stream; returns its bytes.
  ///
  /// @param more what is put behind the entries of the map
  /// @throws UncheckedIOException where the stream fails
  long stream(Map<String, String> more) throws WireException {
    all("", more);
    pass();
    return passed;
  }

  private long[] all(String key, Map<String, String> more) throws WireException {
    MsgpackCursor.Kind kind = cursor.next();
    if (kind != MsgpackCursor.Kind.MAP) {
      value(kind, 0);
      cursor.ended();
      return new long[] {0, 0};
    }
    byte[] name = key.getBytes(StandardCharsets.UTF_8);
    long from = 0;
    long end = 0;
    int count = cursor.length;
    int base = keys.begin(count);
    put('{');
    for (int i = 0; i < count; i++) {
      MsgpackCursor.Kind at = key(i, base, count);
      boolean wanted =
          name.length > 0
              && at == MsgpackCursor.Kind.TEXT
              && Arrays.equals(
                  cursor.in, cursor.from, cursor.from + cursor.length, name, 0, name.length);
      long begin = passed + size;
      value(cursor.next(), 1);
      from = wanted ? begin : from;
      end = wanted ? passed + size : end;
    }
    boolean first = count == 0;
    for (Map.Entry<String, String> entry : more.entrySet()) {
      if (!first) {
        comma();
      }
      first = false;
      quoted(entry.getKey());
      colon();
      quoted(entry.getValue());
    }
    put('}');
    keys.end(base);
    cursor.ended();
    return new long[] {from, end};
  }

  private void value(MsgpackCursor.Kind kind, int depth) throws WireException {
    switch (kind) {
      case TEXT -> quoted(cursor.in, cursor.from, cursor.from + cursor.length);
      case EXT -> quoted(ext());
      case SEQ -> seq(cursor.length, depth);
      case MAP -> dict(cursor.length, depth);
      case NIL, FALSE, TRUE, INT, UNSIGNED, REAL -> scalar(kind);
    }
  }

  private void seq(int count, int depth) throws WireException {
    deeper(depth);
    put('[');
    for (int i = 0; i < count; i++) {
      if (i > 0) {
        comma();
      }
      value(cursor.next(), depth + 1);
    }
    put(']');
  }

  private void dict(int count, int depth) throws WireException {
    deeper(depth);
    int base = keys.begin(count);
    put('{');
    for (int i = 0; i < count; i++) {
      key(i, base, count);
      value(cursor.next(), depth + 1);
    }
    put('}');
    keys.end(base);
  }

  /// Writes the key that comes next and what stands around it.
  private MsgpackCursor.Kind key(int i, int base, int count) throws WireException {
    MsgpackCursor.Kind kind = cursor.key();
    keys.add(cursor, kind, base, i, count);
    if (i > 0) {
      comma();
    }
    switch (kind) {
      case TEXT -> quoted(cursor.in, cursor.from, cursor.from + cursor.length);
      case EXT -> quoted(ext());
      case NIL, FALSE, TRUE, INT, UNSIGNED, REAL -> {
        put('"');
        scalar(kind);
        put('"');
      }
      case SEQ, MAP -> throw new IllegalStateException("a list or a map is no key");
    }
    colon();
    return kind;
  }

  private static void deeper(int depth) throws WireException {
    if (depth >= DEPTH_MAX) {
      throw new WireException("expected at most " + DEPTH_MAX + " levels, found more");
    }
  }

  private void scalar(MsgpackCursor.Kind kind) {
    switch (kind) {
      case NIL -> ascii("null");
      case FALSE -> ascii("false");
      case TRUE -> ascii("true");
      case INT -> integer(cursor.number);
      case UNSIGNED -> ascii(Long.toUnsignedString(cursor.number));
      case REAL -> ascii(PythonFloat.repr(cursor.real()));
      case TEXT, EXT, SEQ, MAP -> throw new IllegalStateException("no scalar: " + kind);
    }
  }

  private void integer(long i) {
    if (i >= 0 && i < 10) {
      put('0' + (int) i);
    } else {
      ascii(Long.toString(i));
    }
  }

  private String ext() {
    byte[] content = Arrays.copyOfRange(cursor.in, cursor.from, cursor.from + cursor.length);
    return JsonWriter.text(new Data.Ext(cursor.type, new Data.Bytes(content)));
  }

  private void quoted(String text) {
    byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
    quoted(utf8, 0, utf8.length);
  }

  /// Text in quotation marks; what is no UTF-8 with replacement characters.
  private void quoted(byte[] in, int from, int end) {
    if (!Utf8.isValid(in, from, end)) {
      quoted(new String(in, from, end - from, StandardCharsets.UTF_8));
      return;
    }
    put('"');
    int plainFrom = from;
    int i = from;
    while (i < end) {
      if (end - i >= Long.BYTES && Utf8.isPlain(in, i)) {
        i += Long.BYTES;
        continue;
      }
      byte b = in[i];
      if ((b >= 0 && b < ' ') || b == '"' || b == '\\') {
        copy(in, plainFrom, i);
        escaped(b);
        plainFrom = i + 1;
      }
      i++;
    }
    copy(in, plainFrom, end);
    put('"');
  }

  private void escaped(byte b) {
    switch (b) {
      case '"' -> ascii("\\\"");
      case '\\' -> ascii("\\\\");
      case '\n' -> ascii("\\n");
      case '\r' -> ascii("\\r");
      case '\t' -> ascii("\\t");
      case '\b' -> ascii("\\b");
      case '\f' -> ascii("\\f");
      default -> {
        ascii("\\u00");
        put(HEX[b >> 4]);
        put(HEX[b & 0x0f]);
      }
    }
  }

  private void comma() {
    put(',');
    put(' ');
  }

  private void colon() {
    put(':');
    put(' ');
  }

  private void copy(byte[] in, int from, int end) {
    if (to.isPresent() && end - from > PIECE_BYTES) {
      pass();
      pass(in, from, end - from);
      return;
    }
    reserve(end - from);
    System.arraycopy(in, from, out, size, end - from);
    size += end - from;
  }

  /// Hands to the stream what is here.
  private void pass() {
    pass(out, 0, size);
    size = 0;
  }

  private void pass(byte[] bytes, int from, int length) {
    try {
      to.orElseThrow().write(bytes, from, length);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write JSON", e);
    }
    passed += length;
  }

  private void ascii(String text) {
    reserve(text.length());
    for (int i = 0; i < text.length(); i++) {
      out[size++] = (byte) text.charAt(i);
    }
  }

  private void put(int octet) {
    reserve(1);
    out[size++] = (byte) octet;
  }

  private void reserve(int more) {
    if (out.length - size >= more) {
      return;
    }
    if (to.isPresent()) {
      pass();
    }
    if (out.length - size < more) {
      out = Arrays.copyOf(out, Math.max(Math.addExact(size, more), size + (size >> 1)));
    }
  }
}
