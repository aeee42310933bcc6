package dev.saltern.wire;

import dev.saltern.job.Data;
import java.util.List;
import java.util.Map;

/// Salt values as indented JSON text, laid out as Salt's own `--out json` is (Python's `json.dumps`
/// with `indent`), for people and for scripts that read what `salt-run` printed. DEL and the C1
/// control characters are escaped, so that the text may go to a terminal. Confined to one thread.
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
      return escaped(JsonText.write(value));
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
    out.append(escaped(JsonText.write(value)));
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
    String text = JsonText.write(key);
    return escaped(text.startsWith("\"") ? text : JsonText.write(new Data.Text(text)));
  }

  private static String escaped(String json) {
    StringBuilder escaped = null;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      boolean control = c >= 0x7f && c <= 0x9f;
      if (control && escaped == null) {
        escaped = new StringBuilder(json.length() + 16).append(json, 0, i);
      }
      if (escaped != null) {
        escaped.append(control ? String.format("\\u%04x", (int) c) : String.valueOf(c));
      }
    }
    return escaped == null ? json : escaped.toString();
  }
}
