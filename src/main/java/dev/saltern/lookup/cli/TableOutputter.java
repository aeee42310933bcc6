package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.JobRow;
import dev.saltern.lookup.JobRows;
import dev.saltern.lookup.cli.Palette.Colour;
import dev.saltern.wire.JsonPretty;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/// `--out table`: a line for each job or minion, long values cut; the default of `jobs`.
final class TableOutputter implements Outputter {
  private static final int ROWS_MEASURED = 100;
  private static final DateTimeFormatter STARTED =
      DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);
  private static final List<TextTable.Column> JOB =
      List.of(
          new TextTable.Column("STARTED", 19),
          new TextTable.Column("JID", 30),
          new TextTable.Column("FUNCTION", 50),
          new TextTable.Column("TARGET", 30),
          new TextTable.Column("USER", 20),
          new TextTable.Column("RETURNED", 15),
          new TextTable.Column("FAILED", 10),
          new TextTable.Column("MISSING", 10));
  private static final List<TextTable.Column> MINION =
      List.of(
          new TextTable.Column("MINION", 60),
          new TextTable.Column("RESULT", 10),
          new TextTable.Column("RETCODE", 10),
          new TextTable.Column("RETURN", 80));

  private final Printer printer;
  private final Palette palette;
  private final List<List<TextTable.Cell>> measured = new ArrayList<>();
  private TextTable table = new TextTable(MINION, List.of());
  private boolean started;

  TableOutputter(Printer printer, Style style) {
    this.printer = printer;
    this.palette = style.palette();
  }

  @Override
  public void jobs(List<JobSummary> newestFirst) throws Printer.ClosedException {
    List<List<TextTable.Cell>> rows = newestFirst.stream().map(TableOutputter::cells).toList();
    TextTable jobs = new TextTable(JOB, rows);
    if (rows.isEmpty()) {
      return;
    }
    printer.line(jobs.header(palette));
    for (List<TextTable.Cell> row : rows) {
      printer.line(jobs.line(row, palette));
    }
  }

  @Override
  public void begin(JobSummary job) {}

  /// The first rows are kept back until there are enough to know how wide the columns are.
  @Override
  public void row(JobRow row) throws Printer.ClosedException {
    if (started) {
      printer.line(table.line(cells(row), palette));
    } else {
      measured.add(cells(row));
      if (measured.size() == ROWS_MEASURED) {
        start();
      }
    }
  }

  @Override
  public void end() throws Printer.ClosedException {
    if (!started) {
      start();
    }
  }

  @Override
  public void settle() throws Printer.ClosedException {
    if (!started && !measured.isEmpty()) {
      start();
    }
  }

  @Override
  public JobRows.Order order() {
    return JobRows.Order.BY_MINION;
  }

  private void start() throws Printer.ClosedException {
    started = true;
    if (measured.isEmpty()) {
      return;
    }
    table = new TextTable(MINION, measured);
    printer.line(table.header(palette));
    for (List<TextTable.Cell> row : measured) {
      printer.line(table.line(row, palette));
    }
    measured.clear();
  }

  private static List<TextTable.Cell> cells(JobSummary job) {
    Data.Dict load = job.load();
    return List.of(
        plain(job.jid().startTime().map(STARTED::format).orElse("-")),
        plain(job.jid().text()),
        plain(call(SaltJob.listed(job))),
        plain(oneLine(load.get("tgt").orElse(new Data.Text("-")))),
        plain(oneLine(load.get("user").orElse(new Data.Text("-")))),
        plain(job.returned() + "/" + job.expected()),
        count(job.failed(), Colour.RED),
        count(job.missing(), Colour.YELLOW));
  }

  private static List<TextTable.Cell> cells(JobRow row) {
    TextTable.Cell minion = plain(row.minion().text());
    return switch (row) {
      case JobRow.Answered(var stored) ->
          List.of(
              minion,
              stored.failed()
                  ? new TextTable.Cell("failed", Colour.RED)
                  : new TextTable.Cell("ok", Colour.GREEN),
              plain(stored.fullReturn().get("retcode").map(TableOutputter::oneLine).orElse("-")),
              plain(oneLine(stored.value())));
      case JobRow.Absent(var missing) ->
          List.of(
              minion,
              new TextTable.Cell("missing", Colour.YELLOW),
              plain("-"),
              plain("expected by " + missing.node() + ", " + missing.reason()));
    };
  }

  /// The function and its arguments, as one would type them.
  private static String call(Data.Dict job) {
    String arguments =
        job.list("Arguments").orElse(List.of()).stream()
            .map(TableOutputter::oneLine)
            .collect(Collectors.joining(" "));
    return (oneLine(job.get("Function").orElseThrow()) + " " + arguments).strip();
  }

  private static String oneLine(Data value) {
    return switch (value) {
      case Data.Text(String text) -> text;
      case Data.Seq(var items) when items.stream().allMatch(i -> i instanceof Data.Text) ->
          items.stream().map(PythonText::str).collect(Collectors.joining(","));
      case Data other -> JsonPretty.write(other, -1);
    };
  }

  private static TextTable.Cell plain(String text) {
    return new TextTable.Cell(text);
  }

  private static TextTable.Cell count(int count, Colour colour) {
    return count > 0
        ? new TextTable.Cell(Integer.toString(count), colour)
        : new TextTable.Cell(Integer.toString(count));
  }
}
