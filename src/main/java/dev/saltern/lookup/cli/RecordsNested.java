package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import java.util.List;

/// `--out nested` of a list: each record as Salt prints a map in a list.
final class RecordsNested implements Records {
  private final Printer printer;
  private final Style style;
  private final RecordShape shape;

  RecordsNested(Printer printer, Style style, RecordShape shape) {
    this.printer = printer;
    this.style = style;
    this.shape = shape;
  }

  @Override
  public void begin() {}

  @Override
  public void record(Data.Dict fields) throws Printer.ClosedException {
    Data item = new Data.Seq(List.of(Records.trimmed(fields, shape)));
    printer.print(Nested.text(item, style.palette(), false));
  }

  @Override
  public void end() {}
}
