package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.JobRow;
import dev.saltern.wire.JsonPretty;
import java.util.List;

/// `--out json`: one document. Jobs as `salt-run jobs.list_jobs` prints them, a job as
/// `jobs.print_job` does (jid outermost, the whole return of each minion under `Result`), and with
/// `--returns-only` as `jobs.lookup_jid`. Written row by row, so a job of any size takes the memory
/// of a few rows.
final class JsonOutputter implements Outputter {
  private final Printer printer;
  private final Style style;
  private Section section = Section.NONE;

  /// Which list of minions is being written.
  private enum Section {
    NONE,
    RESULT,
    MISSING
  }

  JsonOutputter(Printer printer, Style style) {
    this.printer = printer;
    this.style = style;
  }

  @Override
  public void jobs(List<JobSummary> newestFirst) throws Printer.ClosedException {
    String before = "{";
    for (JobSummary job : Returns.oldestFirst(newestFirst)) {
      entry(before, 1, job.jid().text());
      printer.print(JsonPretty.write(SaltJob.listed(job), style.indent(), 1));
      before = ",";
    }
    close(newestFirst.isEmpty(), 0);
    printer.line("");
  }

  @Override
  public void begin(JobSummary job) throws Printer.ClosedException {
    if (style.returnsOnly()) {
      printer.print("{");
      return;
    }
    entry("{", 1, job.jid().text());
    String before = "{";
    for (var entry : SaltJob.printed(job).entries().entrySet()) {
      entry(before, 2, PythonText.str(entry.getKey()));
      printer.print(JsonPretty.write(entry.getValue(), style.indent(), 2));
      before = ",";
    }
    entry(",", 2, "Result");
    printer.print("{");
  }

  @Override
  public void row(JobRow row) throws Printer.ClosedException {
    if (style.returnsOnly()) {
      entry(section == Section.NONE ? "" : ",", 1, row.minion().text());
      printer.print(JsonPretty.write(Returns.value(row), style.indent(), 1));
      section = Section.RESULT;
      return;
    }
    switch (row) {
      case JobRow.Answered(var stored) -> {
        entry(section == Section.NONE ? "" : ",", 3, row.minion().text());
        printer.print(JsonPretty.write(stored.fullReturn(), style.indent(), 3));
        section = Section.RESULT;
      }
      case JobRow.Absent(var missing) -> {
        if (section != Section.MISSING) {
          close(section == Section.NONE, 2, "");
          entry(",", 2, "Missing");
        }
        entry(section == Section.MISSING ? "," : "{", 3, row.minion().text());
        printer.print(JsonPretty.write(Returns.missing(missing), style.indent(), 3));
        section = Section.MISSING;
      }
    }
  }

  @Override
  public void end() throws Printer.ClosedException {
    if (style.returnsOnly()) {
      close(section == Section.NONE, 0, "");
    } else {
      close(section == Section.NONE, 2, "");
      close(false, 1);
      close(false, 0);
    }
    printer.line("");
  }

  private void entry(String before, int depth, String key) throws Printer.ClosedException {
    printer.print(before);
    // Python puts a space after a comma where there are no lines.
    line(depth, before.equals(",") ? " " : "");
    printer.print(JsonPretty.write(new Data.Text(key), style.indent()) + ": ");
  }

  private void close(boolean empty, int depth) throws Printer.ClosedException {
    close(empty, depth, "{");
  }

  /// @param open what an empty map still lacks
  private void close(boolean empty, int depth, String open) throws Printer.ClosedException {
    if (empty) {
      printer.print(open + "}");
    } else {
      line(depth, "");
      printer.print("}");
    }
  }

  private void line(int depth, String instead) throws Printer.ClosedException {
    printer.print(style.indent() < 0 ? instead : "\n" + " ".repeat(style.indent() * depth));
  }
}
