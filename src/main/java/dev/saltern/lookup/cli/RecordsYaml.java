package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import java.util.List;

/// One YAML document: a list of maps, written one by one.
final class RecordsYaml implements Records {
  private final Printer printer;
  private final RecordShape shape;
  private boolean empty = true;

  RecordsYaml(Printer printer, RecordShape shape) {
    this.printer = printer;
    this.shape = shape;
  }

  @Override
  public void begin() {}

  @Override
  public void record(Data.Dict fields) throws Printer.ClosedException {
    // A list of one is a piece of a longer one: the items stand at the same column.
    new YamlWriter(printer).document(new Data.Seq(List.of(Records.trimmed(fields, shape))));
    empty = false;
  }

  @Override
  public void end() throws Printer.ClosedException {
    if (empty) {
      printer.line("[]");
    }
  }
}
