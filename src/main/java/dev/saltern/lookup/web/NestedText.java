package dev.saltern.lookup.web;

import dev.saltern.job.Data;
import dev.saltern.wire.JsonText;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// A value laid out as Salt's `nested` does, line by line, for a template that colours it: four
/// spaces a level, `----------` before a map within something, keys sorted, `- x` for the items of
/// a list, `|_` before an item that is a list or a map itself.
///
/// Confined to one value.
final class NestedText {
  private static final int STEP = 4;
  private static final String RULE = "----------";

  /// What ends a line for Python's `splitlines`.
  private static final Pattern LINE_END =
      Pattern.compile("\\r\\n|[\\n\\r\\x0b\\f\\x1c-\\x1e\\x85\\u2028\\u2029]");

  /// A line.
  ///
  /// @param indent its spaces
  /// @param key a map's key; empty where the line has none
  /// @param colon what stands behind the key
  /// @param lead `----------`, `|_` or `- `; empty where the line has none
  record Line(String indent, String key, String colon, String lead, String text) {}

  private final List<Line> lines = new ArrayList<>();

  private NestedText() {}

  static List<Line> lines(Data value) {
    NestedText nested = new NestedText();
    nested.add(value, 0, "");
    return nested.lines;
  }

  /// The same as one text.
  static String text(Data value) {
    return lines(value).stream()
        .map(line -> line.indent + line.key + line.colon + line.lead + line.text)
        .collect(Collectors.joining("\n"));
  }

  private void add(Data value, int indent, String lead) {
    switch (value) {
      case Data.Text(String text) -> addText(text, indent, lead);
      case Data.Seq(var items) -> addItems(items, indent);
      case Data.Dict(var entries) -> addEntries(entries, indent);
      case Data.Nil _, Data.Bool _, Data.Int _, Data.BigInt _, Data.Real _ ->
          line(indent, lead, scalar(value));
      case Data.Bytes _, Data.Ext _ -> addText(scalar(value), indent, lead);
    }
  }

  private void addText(String text, int indent, String lead) {
    String here = lead;
    for (String each : split(text)) {
      line(indent, here, PlainText.of(each));
      here = " ".repeat(lead.length());
    }
  }

  /// As Python's `splitlines`: an end of line at the very end starts no further line.
  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>(List.of(LINE_END.split(text, -1)));
    if (parts.getLast().isEmpty()) {
      parts.removeLast();
    }
    return parts;
  }

  private void addItems(List<Data> items, int indent) {
    for (Data item : items) {
      if (item instanceof Data.Seq || item instanceof Data.Dict) {
        line(indent, "|_", "");
        add(item, indent + 2, "");
      } else {
        add(item, indent, "- ");
      }
    }
  }

  private void addEntries(Map<Data, Data> entries, int indent) {
    if (indent > 0) {
      line(indent, RULE, "");
    }
    entries.entrySet().stream()
        .sorted(Comparator.comparing(e -> scalar(e.getKey())))
        .forEach(
            entry -> {
              String key = PlainText.of(scalar(entry.getKey()));
              lines.add(new Line(" ".repeat(indent), key, ":", "", ""));
              add(entry.getValue(), indent + STEP, "");
            });
  }

  private void line(int indent, String lead, String text) {
    lines.add(new Line(" ".repeat(indent), "", "", lead, text));
  }

  /// As Python prints it.
  static String scalar(Data value) {
    return switch (value) {
      case Data.Text(String text) -> text;
      case Data.Nil _ -> "None";
      case Data.Bool(boolean b) -> b ? "True" : "False";
      case Data.Int _, Data.BigInt _, Data.Real _ -> JsonText.write(value);
      case Data.Bytes _, Data.Ext _, Data.Seq _, Data.Dict _ -> JsonText.write(value);
    };
  }
}
