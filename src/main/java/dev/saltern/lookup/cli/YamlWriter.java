package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;

/// A YAML document written piece by piece, byte for byte as Salt's `--out yaml` is: block style,
/// two spaces a level, keys sorted. Confined to one thread.
final class YamlWriter {
  private static final int STEP = 2;

  private final YamlSink sink;
  private final Deque<Integer> outerIndents = new ArrayDeque<>();
  private boolean opened;

  YamlWriter(Printer printer) {
    this.sink = new YamlSink(printer);
  }

  /// Starts a map: the document itself, or the value after a key.
  void beginMap() {
    opened = true;
  }

  /// Writes a key of the innermost map that was started; its value is to follow.
  void key(String key) throws Printer.ClosedException {
    if (opened) {
      deeper(false);
      opened = false;
    }
    key(new Data.Text(key));
    sink.drain();
  }

  /// Writes the value after a key.
  void value(Data value) throws Printer.ClosedException {
    node(value, true);
    sink.drain();
  }

  /// Ends the innermost map that was started.
  void endMap() throws Printer.ClosedException {
    if (opened) {
      sink.indicator("{}", true, false);
      opened = false;
    } else {
      sink.indent(outerIndents.pop());
    }
    if (outerIndents.isEmpty()) {
      sink.newLine();
    }
    sink.drain();
  }

  /// Writes a whole document.
  void document(Data value) throws Printer.ClosedException {
    node(value, false);
    sink.newLine();
    sink.drain();
  }

  private void node(Data value, boolean afterKey) {
    switch (value) {
      case Data.Text(String text) -> text(text, false);
      case Data.Seq(var items) when items.isEmpty() -> sink.indicator("[]", true, false);
      case Data.Seq(var items) -> {
        // Within a map, items stand at the column of their key.
        deeper(afterKey && !sink.inIndention());
        for (Data item : items) {
          sink.newLine();
          sink.indicator("-", true, true);
          node(item, false);
        }
        sink.indent(outerIndents.pop());
      }
      case Data.Dict(var entries) when entries.isEmpty() -> sink.indicator("{}", true, false);
      case Data.Dict dict -> {
        deeper(false);
        for (Map.Entry<Data, Data> entry : sorted(dict)) {
          key(entry.getKey());
          node(entry.getValue(), true);
        }
        sink.indent(outerIndents.pop());
      }
      case Data.Nil _, Data.Bool _, Data.Int _, Data.BigInt _, Data.Real _ ->
          sink.plain(scalar(value), false);
      case Data.Bytes _, Data.Ext _ -> text(PythonText.repr(value), false);
    }
  }

  private void key(Data key) {
    sink.newLine();
    boolean nested = key instanceof Data.Seq || key instanceof Data.Dict;
    if (!nested && YamlText.isSimpleKey(PythonText.str(key))) {
      if (key instanceof Data.Text(String text)) {
        text(text, true);
      } else {
        sink.plain(scalar(key), true);
      }
      sink.indicator(":", false, false);
    } else {
      sink.indicator("?", true, true);
      node(key, true);
      sink.newLine();
      sink.indicator(":", true, true);
    }
  }

  private void text(String text, boolean key) {
    int indent = sink.indent();
    sink.indent(indent + STEP); // where a further line of this text goes
    switch (YamlText.of(text)) {
      case PLAIN -> sink.plain(text, key);
      case SINGLE_QUOTED -> sink.singleQuoted(text, key);
      case DOUBLE_QUOTED -> sink.doubleQuoted(text, key);
    }
    sink.indent(indent);
  }

  private void deeper(boolean sameColumn) {
    outerIndents.push(sink.indent());
    if (sink.indent() < 0) {
      sink.indent(0);
    } else if (!sameColumn) {
      sink.indent(sink.indent() + STEP);
    }
  }

  /// By key where all keys are texts; else as they come, since Python cannot order them either.
  private static List<Map.Entry<Data, Data>> sorted(Data.Dict dict) {
    List<Map.Entry<Data, Data>> entries = List.copyOf(dict.entries().entrySet());
    boolean texts = entries.stream().allMatch(e -> e.getKey() instanceof Data.Text);
    return texts
        ? entries.stream()
            .sorted(
                Map.Entry.comparingByKey(
                    (a, b) -> PythonText.ORDER.compare(PythonText.str(a), PythonText.str(b))))
            .toList()
        : entries;
  }

  private static String scalar(Data value) {
    return switch (value) {
      case Data.Nil _ -> "null";
      case Data.Bool(boolean b) -> Boolean.toString(b);
      case Data.Real(double d) -> real(d);
      case Data other -> PythonText.str(other);
    };
  }

  private static String real(double value) {
    if (Double.isNaN(value)) {
      return ".nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? ".inf" : "-.inf";
    }
    String text = PythonText.real(value);
    // YAML 1.1 wants a point in a number with an exponent.
    return text.contains(".") ? text : text.replace("e", ".0e");
  }
}
