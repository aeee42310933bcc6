package dev.saltern.lookup.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;

/// The options about output that all lookup commands have, named as Salt names them. Confined to
/// one command.
public final class OutputOptions {
  private static final int INDENT_MAX = 16;

  @Option(
      names = {"-o", "--out", "--output"},
      paramLabel = "FORMAT",
      converter = FormatConverter.class,
      description =
          "nested, json, jsonl, yaml, txt, table, csv, highstate, raw, name (ids alone) or wide (a"
              + " table with all fields, nothing cut).")
  private @Nullable OutputFormat format;

  @Option(
      names = "--fields",
      paramLabel = "NAMES",
      split = ",",
      description = "Only these fields, in this order: table (unless told), wide, csv or jsonl.")
  private List<String> fields = List.of();

  @Option(
      names = {"--out-indent", "--output-indent"},
      paramLabel = "N",
      description = "Spaces a level in JSON (default 4); negative: all on one line.")
  private @Nullable Integer indent;

  @Option(
      names = {"--out-file", "--output-file"},
      paramLabel = "FILE",
      description = "Write the data to a file instead of stdout.")
  private @Nullable Path file;

  @Option(
      names = {"--no-color", "--no-colour"},
      description = "No colours. So does the environment variable NO_COLOR.")
  private boolean noColour;

  @Option(
      names = {"--force-color", "--force-colour"},
      description = "Colours also where stdout is no terminal. So does CLICOLOR_FORCE=1.")
  private boolean forceColour;

  /// The format asked for, or else this.
  OutputFormat format(OutputFormat otherwise) {
    if (format != null) {
      return format;
    }
    return fields.isEmpty() ? otherwise : OutputFormat.TABLE;
  }

  /// Refuses fields that the format or the shape has not.
  ///
  /// @throws CommandLine.ParameterException with those there are
  void checkFields(RecordShape shape, OutputFormat otherwise, CommandLine command) {
    if (!fields.isEmpty() && !format(otherwise).hasFields()) {
      throw new CommandLine.ParameterException(
          command, "--fields is for table, wide, csv and jsonl, not " + format(otherwise));
    }
    selected(shape, command);
  }

  /// A list of records, in the format asked for; a table unless told.
  ///
  /// @throws CommandLine.ParameterException where it has not that format, or a field is none
  Records records(Printer printer, Style style, RecordShape shape, CommandLine command) {
    try {
      return Records.of(format(OutputFormat.TABLE), printer, style, selected(shape, command));
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(command, "--out: " + e.getMessage(), e);
    }
  }

  private RecordShape selected(RecordShape shape, CommandLine command) {
    try {
      return shape.only(fields);
    } catch (IllegalArgumentException e) {
      throw new CommandLine.ParameterException(command, "--fields: " + e.getMessage(), e);
    }
  }

  Style style(Terminal terminal, boolean returnsOnly) {
    boolean painted = forceColour || (!noColour && file == null && terminal.wantsColour());
    return new Style(
        painted ? Palette.COLOURED : Palette.PLAIN,
        indent == null ? Style.INDENT_DEFAULT : Math.min(indent, INDENT_MAX),
        returnsOnly,
        fields);
  }

  /// Where the data goes: a file if one was named, else stdout.
  ///
  /// @throws CommandLine.ParameterException where the file cannot be written
  Output open(CommandLine command) {
    return open(file, command);
  }

  /// As the other, for a file named elsewhere.
  static Output open(@Nullable Path file, CommandLine command) {
    if (file == null) {
      return new Output(new Printer(command.getOut()), () -> {});
    }
    try {
      var writer = new PrintWriter(Files.newBufferedWriter(file, StandardCharsets.UTF_8));
      return new Output(new Printer(writer, "--out-file " + file), writer::close);
    } catch (IOException e) {
      throw new CommandLine.ParameterException(
          command, "--out-file: cannot write " + file + ": " + e.getClass().getSimpleName(), e);
    }
  }

  /// A printer, and what ends it.
  record Output(Printer printer, Runnable end) implements AutoCloseable {
    @Override
    public void close() {
      end.run();
    }
  }

  /// Takes the names of [OutputFormat] and lists them where it is none.
  static final class FormatConverter implements CommandLine.ITypeConverter<OutputFormat> {
    @Override
    public OutputFormat convert(String name) {
      return OutputFormat.named(name)
          .orElseThrow(
              () ->
                  new CommandLine.TypeConversionException(
                      "no output '%s'; there are %s".formatted(name, OutputFormat.names())));
    }
  }
}
