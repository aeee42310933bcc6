package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.wire.JsonPretty;
import java.util.Optional;
import java.util.stream.Collectors;

/// A header, then one line for each record (RFC 4180, but for line feeds at the ends). Lists, maps
/// and what a minion returned are JSON in their field; the rest is plain. Text that a spreadsheet
/// would take for a formula has `'` before it, which a spreadsheet does not show.
final class RecordsCsv implements Records {
  /// What a formula begins with; some look behind a tab or a line end.
  private static final String FORMULA = "=+-@\t\r\n";

  private final Printer printer;
  private final RecordShape shape;

  RecordsCsv(Printer printer, RecordShape shape) {
    this.printer = printer;
    this.shape = shape;
  }

  @Override
  public void begin() throws Printer.ClosedException {
    printer.line(String.join(",", shape.names()));
  }

  @Override
  public void record(Data.Dict fields) throws Printer.ClosedException {
    printer.line(
        shape.names().stream()
            .map(name -> field(name, fields.get(name)))
            .collect(Collectors.joining(",")));
  }

  @Override
  public void end() {}

  private static String defused(String text) {
    return !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
  }

  private static String field(String name, Optional<Data> value) {
    String text =
        switch (value.orElse(Data.Nil.NIL)) {
          case Data.Nil _ when !name.equals("return") || value.isEmpty() -> "";
          case Data.Text(String plain) when !name.equals("return") ->
              TerminalText.oneLine(defused(plain));
          case Data other -> JsonPretty.write(other, -1);
        };
    boolean quote = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return quote ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
