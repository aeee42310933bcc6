package dev.saltern.wire;

import dev.saltern.job.Data;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// JSON text as Python's `json.dumps(.., ensure_ascii=False)` writes it; whole, or piece by piece
/// to where it goes, then as the standard has it. Confined to one thread.
final class JsonWriter {
  private static final int DEPTH_MAX = 512;
  private static final byte EXT_DATETIME = 78;
  private static final char REPLACEMENT = '\uFFFD';
  private static final int PIECE_CHARACTERS = 8 << 10;

  private final StringBuilder out = new StringBuilder(256);
  private final Optional<Appendable> to;
  private int depth;

  JsonWriter() {
    this.to = Optional.empty();
  }

  /// One that hands on what it has, so that no text is in memory whole. NaN and the infinities,
  /// which JSON has not, become text.
  JsonWriter(Appendable to) {
    this.to = Optional.of(to);
  }

  /// Hands on the rest.
  void end() {
    if (to.isPresent()) {
      try {
        to.get().append(out);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      out.setLength(0);
    }
  }

  private void handOn() {
    if (out.length() > PIECE_CHARACTERS) {
      end();
    }
  }

  String text() {
    return out.toString();
  }

  JsonWriter value(Data value) {
    switch (value) {
      case Data.Text(String s) -> string(s);
      case Data.Bytes b -> string(lossy(b));
      case Data.Ext e -> string(text(e));
      case Data.Seq(var items) -> seq(items);
      case Data.Dict(var entries) -> dict(entries);
      case Data.Real(double d) when to.isPresent() && !Double.isFinite(d) -> string(text(value));
      case Data.Nil _, Data.Bool _, Data.Int _, Data.BigInt _, Data.Real _ ->
          out.append(text(value));
    }
    handOn();
    return this;
  }

  private void seq(List<Data> items) {
    deeper();
    String before = "[";
    for (Data item : items) {
      out.append(before);
      value(item);
      before = ", ";
    }
    out.append(items.isEmpty() ? "[]" : "]");
    depth--;
  }

  private void dict(Map<Data, Data> entries) {
    deeper();
    String before = "{";
    for (var entry : entries.entrySet()) {
      out.append(before);
      string(text(entry.getKey()));
      out.append(": ");
      value(entry.getValue());
      before = ", ";
    }
    out.append(entries.isEmpty() ? "{}" : "}");
    depth--;
  }

  private void deeper() {
    if (++depth > DEPTH_MAX) {
      throw new IllegalArgumentException("a value of more than " + DEPTH_MAX + " levels");
    }
  }

  /// What stands for a scalar, and for any value as a key; [#value] quotes what is a text.
  private static String text(Data value) {
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
    out.append('"');
    int plainFrom = 0;
    for (int i = 0; i < s.length(); i++) {
      char c = s.charAt(i);
      if (i - plainFrom > PIECE_CHARACTERS) {
        out.append(s, plainFrom, i);
        plainFrom = i;
        handOn();
      }
      if (c >= ' ' && c != '"' && c != '\\' && !Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < s.length()
          && Character.isLowSurrogate(s.charAt(i + 1))) {
        i++;
        continue;
      }
      out.append(s, plainFrom, i);
      escaped(c);
      plainFrom = i + 1;
    }
    out.append(s, plainFrom, s.length()).append('"');
  }

  private void escaped(char c) {
    switch (c) {
      case '"' -> out.append("\\\"");
      case '\\' -> out.append("\\\\");
      case '\n' -> out.append("\\n");
      case '\r' -> out.append("\\r");
      case '\t' -> out.append("\\t");
      case '\b' -> out.append("\\b");
      case '\f' -> out.append("\\f");
      default -> {
        if (c < ' ') {
          out.append("\\u00").append(Character.forDigit(c >> 4, 16));
          out.append(Character.forDigit(c & 0x0f, 16));
        } else {
          out.append(REPLACEMENT); // half a surrogate pair, which no UTF-8 column takes
        }
      }
    }
  }
}
