package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.JobRow;
import java.util.List;

/// `--out txt`: `minion: value`, each line of a text with the minion before it; for `grep`.
final class TxtOutputter implements Outputter {
  private final Printer printer;

  TxtOutputter(Printer printer, Style style) {
    this.printer = printer;
  }

  @Override
  public void jobs(List<JobSummary> newestFirst) throws Printer.ClosedException {
    for (JobSummary job : Returns.oldestFirst(newestFirst)) {
      print(job.jid().text(), SaltJob.listed(job));
    }
    end();
  }

  @Override
  public void begin(JobSummary job) {}

  @Override
  public void row(JobRow row) throws Printer.ClosedException {
    print(TerminalText.oneLine(row.minion().text()), Returns.told(row));
  }

  @Override
  public void end() throws Printer.ClosedException {
    printer.endText();
  }

  private void print(String key, Data value) throws Printer.ClosedException {
    printer.text("");
    for (String line : PythonLines.of(PythonText.str(value))) {
      printer.text(key + ": " + TerminalText.safe(line) + "\n");
    }
  }
}
