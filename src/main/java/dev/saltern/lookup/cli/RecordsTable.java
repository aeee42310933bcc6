package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.lookup.cli.Palette.Colour;
import dev.saltern.wire.JsonPretty;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// `--out table`, a line a record with long values cut; `--out wide`, all fields and whole values.
final class RecordsTable implements Records {
  private static final int ROWS_MEASURED = 100;

  private final Printer printer;
  private final Palette palette;
  private final List<String> names;
  private final List<TextTable.Column> columns;
  private final List<List<TextTable.Cell>> measured = new ArrayList<>();
  private Optional<TextTable> table = Optional.empty();

  RecordsTable(Printer printer, Style style, RecordShape shape, boolean wide) {
    this.printer = printer;
    this.palette = style.palette();
    this.names = shape.shown(wide);
    this.columns = RecordShape.columns(names, wide);
  }

  @Override
  public void begin() {}

  /// The first ones are kept back until there are enough to know how wide the columns are.
  @Override
  public void record(Data.Dict fields) throws Printer.ClosedException {
    List<TextTable.Cell> cells = names.stream().map(name -> cell(name, fields.get(name))).toList();
    if (table.isPresent()) {
      printer.line(table.get().line(cells, palette));
      return;
    }
    measured.add(cells);
    if (measured.size() == ROWS_MEASURED) {
      settle();
    }
  }

  @Override
  public void settle() throws Printer.ClosedException {
    if (table.isPresent() || measured.isEmpty()) {
      return;
    }
    TextTable made = new TextTable(columns, measured);
    table = Optional.of(made);
    printer.line(made.header(palette));
    for (List<TextTable.Cell> row : measured) {
      printer.line(made.line(row, palette));
    }
    measured.clear();
  }

  @Override
  public void end() throws Printer.ClosedException {
    settle();
  }

  private static TextTable.Cell cell(String name, Optional<Data> value) {
    String text =
        value
            .filter(v -> v != Data.Nil.NIL)
            .map(RecordsTable::oneLine)
            .filter(t -> !t.isEmpty())
            .orElse("-");
    return colour(name, text)
        .map(colour -> new TextTable.Cell(text, colour))
        .orElseGet(() -> new TextTable.Cell(text));
  }

  /// What needs a look.
  private static Optional<Colour> colour(String name, String text) {
    return switch (text) {
      case "ok" -> Optional.of(Colour.GREEN);
      case "failed" -> Optional.of(Colour.RED);
      case "missing" -> Optional.of(Colour.YELLOW);
      case "0", "-" -> Optional.empty();
      default ->
          switch (name) {
            case "failed" -> Optional.of(Colour.RED);
            case "missing" -> Optional.of(Colour.YELLOW);
            default -> Optional.empty();
          };
    };
  }

  private static String oneLine(Data value) {
    return switch (value) {
      case Data.Text(String text) -> text;
      case Data.Seq(var items) when items.stream().allMatch(i -> i instanceof Data.Text) ->
          items.stream().map(PythonText::str).collect(Collectors.joining(","));
      case Data other -> JsonPretty.write(other, -1);
    };
  }
}
