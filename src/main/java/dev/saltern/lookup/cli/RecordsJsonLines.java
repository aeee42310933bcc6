package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.wire.JsonPretty;

/// One JSON object a line.
final class RecordsJsonLines implements Records {
  private final Printer printer;
  private final RecordShape shape;

  RecordsJsonLines(Printer printer, RecordShape shape) {
    this.printer = printer;
    this.shape = shape;
  }

  @Override
  public void begin() {}

  @Override
  public void record(Data.Dict fields) throws Printer.ClosedException {
    printer.line(JsonPretty.write(Records.trimmed(fields, shape), -1));
  }

  @Override
  public void end() {}
}
