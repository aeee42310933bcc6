package dev.saltern.wire;

import dev.saltern.job.Data;
import dev.saltern.job.HiddenCharacters;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// JSON in UTF-8 as Python's `json.dumps(.., ensure_ascii=False)` writes it; whole, or piece by
/// piece to where it goes, then as the standard has it. Each character is encoded once. Confined to
/// one thread.
final class JsonWriter {
  private static final int DEPTH_MAX = 512;
  private static final byte EXT_DATETIME = 78;
  private static final char REPLACEMENT = '\uFFFD';
  private static final int PIECE_BYTES = 8 << 10;
  private static final int BYTES_FIRST = 512;

  private byte[] out = new byte[BYTES_FIRST];
  private int end;
  private final Optional<Appendable> to;
  private int depth;

  JsonWriter() {
    this.to = Optional.empty();
  }

  /// One that hands on what it has, so that no text is in memory whole. NaN and the infinities,
  /// which JSON has not, become text; DEL, the C1 controls and [HiddenCharacters] are escaped, so
  /// that the text may go to a terminal.
  JsonWriter(Appendable to) {
    this.to = Optional.of(to);
  }

  /// Hands on the rest.
  void end() {
    if (to.isPresent()) {
      try {
        to.get().append(text());
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      end = 0;
    }
  }

  private void handOn() {
    if (to.isPresent() && end > PIECE_BYTES) {
      end();
    }
  }

  String text() {
    return new String(out, 0, end, StandardCharsets.UTF_8);
  }

  byte[] bytes() {
    return Arrays.copyOf(out, end);
  }

  JsonWriter value(Data value) {
    switch (value) {
      case Data.Text(String s) -> string(s);
      case Data.Bytes b -> string(lossy(b));
      case Data.Ext e -> string(text(e));
      case Data.Seq(var items) -> seq(items);
      case Data.Dict(var entries) -> dict(entries, "");
      case Data.Real(double d) when to.isPresent() && !Double.isFinite(d) -> string(text(value));
      case Data.Nil _, Data.Bool _, Data.Int _, Data.BigInt _, Data.Real _ -> ascii(text(value));
    }
    handOn();
    return this;
  }

  private void seq(List<Data> items) {
    deeper();
    String before = "[";
    for (Data item : items) {
      ascii(before);
      value(item);
      before = ", ";
    }
    ascii(items.isEmpty() ? "[]" : "]");
    depth--;
  }

  /// Writes a map; says where the value under a text key begins and ends.
  ///
  /// @return two positions; the same where the map has no such key
  int[] dict(Map<Data, Data> entries, String key) {
    int[] slice = {0, 0};
    deeper();
    String before = "{";
    for (var entry : entries.entrySet()) {
      String name = text(entry.getKey());
      ascii(before);
      string(name);
      ascii(": ");
      int from = end;
      value(entry.getValue());
      if (!key.isEmpty() && entry.getKey() instanceof Data.Text && name.equals(key)) {
        slice[0] = from;
        slice[1] = end;
      }
      before = ", ";
    }
    ascii(entries.isEmpty() ? "{}" : "}");
    depth--;
    return slice;
  }

  private void deeper() {
    if (++depth > DEPTH_MAX) {
      throw new IllegalArgumentException("a value of more than " + DEPTH_MAX + " levels");
    }
  }

  /// What stands for a scalar, and for any value as a key; [#value] quotes what is a text.
  static String text(Data value) {
    return switch (value) {
      case Data.Nil _ -> "null";
      case Data.Bool(boolean b) -> Boolean.toString(b);
      case Data.Int(long i) -> Long.toString(i);
      case Data.BigInt(var i) -> i.toString();
      case Data.Real(double d) -> PythonFloat.repr(d);
      case Data.Text(String s) -> s;
      case Data.Bytes b -> lossy(b);
      case Data.Ext(byte type, Data.Bytes body) ->
          type == EXT_DATETIME ? isoTime(lossy(body)) : lossy(body);
      case Data.Seq _, Data.Dict _ -> new JsonWriter().value(value).text();
    };
  }

  private static String lossy(Data.Bytes bytes) {
    return new String(bytes.value(), StandardCharsets.UTF_8);
  }

  /// `20261124T15:00:00.000000` the way Python's `isoformat` shows it, without a fraction that is
  /// 0.
  private static String isoTime(String packed) {
    return packed.matches("\\d{8}T\\d\\d:\\d\\d:\\d\\d\\.\\d{6}")
        ? "%s-%s-%s%s%s"
            .formatted(
                packed.substring(0, 4),
                packed.substring(4, 6),
                packed.substring(6, 8),
                packed.substring(8, 17),
                packed.endsWith(".000000") ? "" : packed.substring(17))
        : packed;
  }

  private void string(String s) {
    put('"');
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (c < 0x80) {
        if (c >= ' ' && c != '"' && c != '\\' && !isUnfit(c)) {
          put(c);
        } else {
          escaped(c);
        }
      } else if (Character.isHighSurrogate(c)
          && i + 1 < s.length()
          && Character.isLowSurrogate(s.charAt(i + 1))) {
        encodeFit(Character.toCodePoint(c, s.charAt(++i)));
      } else {
        // half a surrogate pair is what no UTF-8 column takes
        encodeFit(Character.isSurrogate(c) ? REPLACEMENT : c);
      }
      if ((i & 0xfff) == 0xfff) {
        handOn();
      }
    }
    put('"');
  }

  /// Whether a code point is escaped where the text may go to a terminal.
  private boolean isUnfit(int c) {
    return to.isPresent() && ((c >= 0x7f && c <= 0x9f) || HiddenCharacters.isHidden(c));
  }

  private void encodeFit(int c) {
    if (isUnfit(c)) {
      for (char half : Character.toChars(c)) {
        ascii(String.format("\\u%04x", (int) half));
      }
    } else {
      encode(c);
    }
  }

  private void escaped(char c) {
    switch (c) {
      case '"' -> ascii("\\\"");
      case '\\' -> ascii("\\\\");
      case '\n' -> ascii("\\n");
      case '\r' -> ascii("\\r");
      case '\t' -> ascii("\\t");
      case '\b' -> ascii("\\b");
      case '\f' -> ascii("\\f");
      default -> {
        ascii("\\u00");
        put(Character.forDigit(c >> 4, 16));
        put(Character.forDigit(c & 0x0f, 16));
      }
    }
  }

  private void encode(int point) {
    if (point < 0x800) {
      put(0xc0 | (point >> 6));
    } else {
      if (point < 0x10000) {
        put(0xe0 | (point >> 12));
      } else {
        put(0xf0 | (point >> 18));
        put(0x80 | ((point >> 12) & 0x3f));
      }
      put(0x80 | ((point >> 6) & 0x3f));
    }
    put(0x80 | (point & 0x3f));
  }

  private void ascii(String s) {
    for (int i = 0; i < s.length(); i++) {
      put(s.charAt(i));
    }
  }

  private void put(int octet) {
    if (end == out.length) {
      out = Arrays.copyOf(out, Math.max(end + 1, end * 2));
    }
    out[end++] = (byte) octet;
  }
}
