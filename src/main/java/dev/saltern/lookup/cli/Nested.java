package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.lookup.cli.Palette.Colour;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/// Values laid out as Salt's `nested` does: four spaces a level, `----------` before a map within
/// something, keys sorted, `- x` for the items of a list, `|_` before an item that is a list or a
/// map itself, text line by line.
///
/// Confined to one value: it collects the lines of that.
final class Nested {
  private static final int STEP = 4;
  private static final String RULE = "----------";

  private final StringBuilder out = new StringBuilder();
  private final Palette palette;
  private final Colour keys;
  private final Colour marks;

  private Nested(Palette palette, boolean failed) {
    this.palette = palette;
    this.keys = failed ? Colour.RED : Colour.CYAN;
    this.marks = failed ? Colour.RED : Colour.GREEN;
  }

  /// The lines of a value, each with its line feed.
  ///
  /// @param failed whether it is what a minion returned that failed: its keys are red then
  static String text(Data value, Palette palette, boolean failed) {
    return text(value, palette, failed, 0);
  }

  /// As [#text], moved to the right.
  static String text(Data value, Palette palette, boolean failed, int indent) {
    Nested nested = new Nested(palette, failed);
    nested.add(value, indent, "");
    return nested.out.toString();
  }

  private void add(Data value, int indent, String prefix) {
    switch (value) {
      case Data.Text(String text) -> addText(text, indent, prefix);
      case Data.Seq(var items) -> addItems(items, indent);
      case Data.Dict(var entries) -> addEntries(entries, indent);
      case Data.Nil _, Data.Bool _, Data.Int _, Data.BigInt _, Data.Real _ ->
          line(indent, Colour.YELLOW, prefix + PythonText.str(value));
      case Data.Bytes _, Data.Ext _ -> addText(PythonText.repr(value), indent, prefix);
    }
  }

  private void addText(String text, int indent, String prefix) {
    String lead = prefix;
    for (String each : PythonLines.of(text)) {
      line(indent, Colour.GREEN, lead + TerminalText.safe(each));
      lead = " ".repeat(prefix.length());
    }
  }

  private void addItems(List<Data> items, int indent) {
    for (Data item : items) {
      if (item instanceof Data.Seq || item instanceof Data.Dict) {
        line(indent, marks, "|_");
        add(item, indent + 2, "");
      } else {
        add(item, indent, "- ");
      }
    }
  }

  private void addEntries(Map<Data, Data> entries, int indent) {
    if (indent > 0) {
      line(indent, keys, RULE);
    }
    entries.entrySet().stream()
        .sorted(Comparator.comparing(e -> PythonText.str(e.getKey()), PythonText.ORDER))
        .forEach(
            entry -> {
              String key = TerminalText.safe(PythonText.str(entry.getKey()));
              out.repeat(' ', indent).append(palette.paint(keys, key)).append(":\n");
              add(entry.getValue(), indent + STEP, "");
            });
  }

  private void line(int indent, Colour colour, String text) {
    out.repeat(' ', indent).append(palette.paint(colour, text)).append('\n');
  }
}
