package dev.saltern.lookup.cli;

import dev.saltern.job.Data;

/// `--out name`: what names each record, one a line, for `xargs` and `while read`.
final class RecordsNames implements Records {
  private final Printer printer;
  private final RecordShape shape;

  RecordsNames(Printer printer, RecordShape shape) {
    this.printer = printer;
    this.shape = shape;
  }

  @Override
  public void begin() {}

  @Override
  public void record(Data.Dict fields) throws Printer.ClosedException {
    printer.line(TerminalText.oneLine(PythonText.str(fields.get(shape.key()).orElseThrow())));
  }

  @Override
  public void end() {}
}
