package dev.saltern.lookup.cli;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// The values of `--out`.
enum OutputFormat {
  NESTED(true),
  JSON(false),
  JSONL(false),
  YAML(false),
  TXT(true),
  TABLE(true),
  CSV(false),
  HIGHSTATE(true),
  RAW(false),
  NAME(false),
  WIDE(true);

  private final boolean forPeople;

  OutputFormat(boolean forPeople) {
    this.forPeople = forPeople;
  }

  /// The format of a name; nothing where there is none.
  static Optional<OutputFormat> named(String name) {
    return Arrays.stream(values()).filter(f -> f.toString().equals(name)).findFirst();
  }

  /// All names.
  static String names() {
    return Arrays.stream(values()).map(OutputFormat::toString).collect(Collectors.joining(", "));
  }

  /// Whether a line more does no harm: the others are read by programs.
  boolean isForPeople() {
    return forPeople;
  }

  /// Whether `--fields` can choose what it shows of jobs and minions.
  boolean hasFields() {
    return this == TABLE || this == WIDE || this == CSV || this == JSONL;
  }

  Outputter to(Printer printer, Style style) {
    return switch (this) {
      case NESTED -> new NestedOutputter(printer, style);
      case JSON -> new JsonOutputter(printer, style);
      case YAML -> new YamlOutputter(printer, style);
      case TXT -> new TxtOutputter(printer, style);
      case TABLE ->
          style.fields().isEmpty()
              ? new TableOutputter(printer, style)
              : new FieldsOutputter(this, printer, style);
      case HIGHSTATE -> new HighstateOutputter(printer, style);
      case RAW -> new RawOutputter(printer, style);
      case JSONL, CSV, NAME, WIDE -> new FieldsOutputter(this, printer, style);
    };
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
