package dev.saltern.lookup.cli;

import dev.saltern.job.Data;

/// A list of flat records in one form. [#begin], then [#record] for each, then [#end]. Confined to
/// one thread.
sealed interface Records
    permits RecordsCsv,
        RecordsJson,
        RecordsJsonLines,
        RecordsNames,
        RecordsNested,
        RecordsTable,
        RecordsYaml {
  /// What `--out` takes for a list of records.
  String FORMATS = "table, wide, name, json, jsonl, yaml, csv, nested";

  void begin() throws Printer.ClosedException;

  void record(Data.Dict fields) throws Printer.ClosedException;

  void end() throws Printer.ClosedException;

  /// Prints what is held back to know how wide columns are: nothing more may come for a while.
  default void settle() throws Printer.ClosedException {}

  /// The form of that name.
  ///
  /// @throws IllegalArgumentException where a list has no such form; the message says which it has
  static Records of(OutputFormat format, Printer printer, Style style, RecordShape shape) {
    return switch (format) {
      case TABLE -> new RecordsTable(printer, style, shape, false);
      case WIDE -> new RecordsTable(printer, style, shape, true);
      case NAME -> new RecordsNames(printer, shape);
      case JSON -> new RecordsJson(printer, style, shape);
      case JSONL -> new RecordsJsonLines(printer, shape);
      case YAML -> new RecordsYaml(printer, shape);
      case CSV -> new RecordsCsv(printer, shape);
      case NESTED -> new RecordsNested(printer, style, shape);
      case TXT, HIGHSTATE, RAW ->
          throw new IllegalArgumentException(
              "this list has no output '%s'; there are %s".formatted(format, FORMATS));
    };
  }

  /// A record with the fields of a shape, in its order; those it has not are left out.
  static Data.Dict trimmed(Data.Dict fields, RecordShape shape) {
    Data.Dict trimmed = Data.Dict.EMPTY;
    for (String name : shape.names()) {
      var value = fields.get(name);
      if (value.isPresent()) {
        trimmed = trimmed.with(name, value.get());
      }
    }
    return trimmed;
  }
}
