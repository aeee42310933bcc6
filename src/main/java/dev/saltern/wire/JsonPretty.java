package dev.saltern.wire;

import dev.saltern.job.Data;
import java.util.List;
import java.util.Map;

/// Salt values as indented JSON text, laid out as Salt's own `--out json` is (Python's `json.dumps`
/// with `indent`), for people and for scripts that read what `salt-run` printed; but NaN and the
/// infinities, which JSON has not, are text, and what a terminal minds is escaped. Confined to one
/// thread.
public final class JsonPretty {
  private static final int DEPTH_MAX = 1024;

  private final StringBuilder out = new StringBuilder(256);
  private final int indent;

  private JsonPretty(int indent) {
    this.indent = indent;
  }

  /// The text of `value`, order kept; on one line where `indent` is negative.
  public static String write(Data value, int indent) {
    return write(value, indent, 0);
  }

  /// As [#write], for a value that stands within others.
  ///
  /// @param depth how many levels are around it
  public static String write(Data value, int indent, int depth) {
    if (indent < 0) {
      return text(value);
    }
    JsonPretty pretty = new JsonPretty(indent);
    pretty.value(value, depth);
    return pretty.out.toString();
  }

  private void value(Data value, int depth) {
    if (depth > DEPTH_MAX) {
      throw new IllegalArgumentException("a value of more than " + DEPTH_MAX + " levels");
    }
    switch (value) {
      case Data.Seq(var items) -> seq(items, depth);
      case Data.Dict(var entries) -> dict(entries, depth);
      case Data.Nil _, Data.Bool _, Data.Int _, Data.BigInt _, Data.Real _ -> scalar(value);
      case Data.Text _, Data.Bytes _, Data.Ext _ -> scalar(value);
    }
  }

  private void scalar(Data value) {
    out.append(text(value));
  }

  private void seq(List<Data> items, int depth) {
    String before = "[";
    for (Data item : items) {
      out.append(before);
      line(depth + 1);
      value(item, depth + 1);
      before = ",";
    }
    close(items.isEmpty(), "[]", depth);
  }

  private void dict(Map<Data, Data> entries, int depth) {
    String before = "{";
    for (Map.Entry<Data, Data> entry : entries.entrySet()) {
      out.append(before);
      line(depth + 1);
      out.append(key(entry.getKey())).append(": ");
      value(entry.getValue(), depth + 1);
      before = ",";
    }
    close(entries.isEmpty(), "{}", depth);
  }

  private void close(boolean empty, String brackets, int depth) {
    if (empty) {
      out.append(brackets);
    } else {
      line(depth);
      out.append(brackets.charAt(1));
    }
  }

  private void line(int depth) {
    out.append('\n').repeat(' ', indent * depth);
  }

  /// A key as JSON has it: always a text. What [JsonText] writes for a value that is none is put
  /// between quotes.
  private static String key(Data key) {
    String text = text(key);
    return text.startsWith("\"") ? text : text(new Data.Text(text));
  }

  /// As RFC 8259 has it, with nothing in it that a terminal minds.
  private static String text(Data value) {
    StringBuilder text = new StringBuilder();
    new JsonWriter(text).value(value).end();
    return text.toString();
  }
}
