package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.wire.JsonPretty;

/// One JSON document: a list of objects, written one by one.
final class RecordsJson implements Records {
  private final Printer printer;
  private final Style style;
  private final RecordShape shape;
  private boolean empty = true;

  RecordsJson(Printer printer, Style style, RecordShape shape) {
    this.printer = printer;
    this.style = style;
    this.shape = shape;
  }

  @Override
  public void begin() throws Printer.ClosedException {
    printer.print("[");
  }

  @Override
  public void record(Data.Dict fields) throws Printer.ClosedException {
    printer.print(empty ? "" : ",");
    line(1, empty ? "" : " ");
    printer.print(JsonPretty.write(Records.trimmed(fields, shape), style.indent(), 1));
    empty = false;
  }

  @Override
  public void end() throws Printer.ClosedException {
    if (!empty) {
      line(0, "");
    }
    printer.line("]");
  }

  private void line(int depth, String instead) throws Printer.ClosedException {
    printer.print(style.indent() < 0 ? instead : "\n" + " ".repeat(style.indent() * depth));
  }
}
