package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.wire.JsonText;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Collectors;

/// Values as Python prints them (`str` and `repr`), which is how Salt shows them.
final class PythonText {
  /// Python's order of texts: by code points.
  static final Comparator<String> ORDER =
      (a, b) -> {
        int i = 0;
        while (i < a.length() && i < b.length()) {
          int left = a.codePointAt(i);
          int right = b.codePointAt(i);
          if (left != right) {
            return Integer.compare(left, right);
          }
          i += Character.charCount(left);
        }
        return Integer.compare(a.length(), b.length());
      };

  private PythonText() {}

  /// `str(value)`: a text is itself.
  static String str(Data value) {
    return value instanceof Data.Text(String text) ? text : repr(value);
  }

  /// `repr(value)`.
  static String repr(Data value) {
    return switch (value) {
      case Data.Nil _ -> "None";
      case Data.Bool(boolean b) -> b ? "True" : "False";
      case Data.Int(long l) -> Long.toString(l);
      case Data.BigInt(var big) -> big.toString();
      case Data.Real(double d) -> real(d);
      case Data.Text(String text) -> quoted(text);
      case Data.Bytes bytes -> bytesRepr(bytes.value());
      case Data.Seq(var items) ->
          items.stream().map(PythonText::repr).collect(Collectors.joining(", ", "[", "]"));
      case Data.Dict(var entries) ->
          entries.entrySet().stream()
              .map(PythonText::entry)
              .collect(Collectors.joining(", ", "{", "}"));
      case Data.Ext(byte type, var body) ->
          "ExtType(code=" + type + ", data=" + bytesRepr(body.value()) + ")";
    };
  }

  /// `bool(value)`.
  static boolean isTrue(Data value) {
    return switch (value) {
      case Data.Nil _ -> false;
      case Data.Bool(boolean b) -> b;
      case Data.Int(long l) -> l != 0;
      case Data.BigInt(var big) -> big.signum() != 0;
      case Data.Real(double d) -> d != 0;
      case Data.Text(String text) -> !text.isEmpty();
      case Data.Bytes bytes -> bytes.value().length > 0;
      case Data.Seq(var items) -> !items.isEmpty();
      case Data.Dict(var entries) -> !entries.isEmpty();
      case Data.Ext _ -> true;
    };
  }

  private static String entry(Map.Entry<Data, Data> entry) {
    return repr(entry.getKey()) + ": " + repr(entry.getValue());
  }

  static String real(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    return JsonText.write(new Data.Real(value)); // finite numbers look the same in both
  }

  private static String quoted(String text) {
    char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
    StringBuilder out = new StringBuilder().append(quote);
    text.codePoints().forEach(c -> appendEscaped(out, c, quote));
    return out.append(quote).toString();
  }

  private static void appendEscaped(StringBuilder out, int c, char quote) {
    if (c == quote || c == '\\') {
      out.append('\\').append((char) c);
    } else if (c == '\n') {
      out.append("\\n");
    } else if (c == '\r') {
      out.append("\\r");
    } else if (c == '\t') {
      out.append("\\t");
    } else if (isPrintable(c)) {
      out.appendCodePoint(c);
    } else if (c <= 0xff) {
      out.append(String.format("\\x%02x", c));
    } else if (c <= 0xffff) {
      out.append(String.format("\\u%04x", c));
    } else {
      out.append(String.format("\\U%08x", c));
    }
  }

  private static boolean isPrintable(int c) {
    if (c == ' ') {
      return true;
    }
    return switch ((byte) Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SPACE_SEPARATOR ->
          false;
      default -> true;
    };
  }

  private static String bytesRepr(byte[] bytes) {
    // Each byte is one character of Latin-1; what is not ASCII has the same \x form there.
    String text = new String(bytes, StandardCharsets.ISO_8859_1);
    char quote = text.contains("'") && !text.contains("\"") ? '"' : '\'';
    StringBuilder out = new StringBuilder("b").append(quote);
    text.chars()
        .forEach(
            c -> {
              if (c > 0x7e) {
                out.append(String.format("\\x%02x", c));
              } else {
                appendEscaped(out, c, quote);
              }
            });
    return out.append(quote).toString();
  }
}
