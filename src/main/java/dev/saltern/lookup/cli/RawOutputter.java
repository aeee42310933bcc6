package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.JobRow;
import java.util.List;

/// `--out raw`: one Python dictionary on one line, minion to value.
final class RawOutputter implements Outputter {
  private final Printer printer;
  private String before = "{";

  RawOutputter(Printer printer, Style style) {
    this.printer = printer;
  }

  @Override
  public void jobs(List<JobSummary> newestFirst) throws Printer.ClosedException {
    for (JobSummary job : Returns.oldestFirst(newestFirst)) {
      entry(job.jid().text(), SaltJob.listed(job));
    }
    end();
  }

  @Override
  public void begin(JobSummary job) {}

  @Override
  public void row(JobRow row) throws Printer.ClosedException {
    entry(row.minion().text(), Returns.value(row));
  }

  @Override
  public void end() throws Printer.ClosedException {
    printer.line(before.equals("{") ? "{}" : "}");
  }

  private void entry(String key, Data value) throws Printer.ClosedException {
    printer.print(before + PythonText.repr(new Data.Text(key)) + ": " + PythonText.repr(value));
    before = ", ";
  }
}
