package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.JobRow;
import dev.saltern.lookup.JobRows;
import java.util.List;

/// `--out nested`: what `salt` and `salt-run jobs.lookup_jid` print to a person, keys of failed
/// minions in red.
final class NestedOutputter implements Outputter {
  private final Printer printer;
  private final Style style;

  NestedOutputter(Printer printer, Style style) {
    this.printer = printer;
    this.style = style;
  }

  @Override
  public void jobs(List<JobSummary> newestFirst) throws Printer.ClosedException {
    for (JobSummary job : Returns.oldestFirst(newestFirst)) {
      Data.Dict entry = Data.dict(job.jid(), SaltJob.listed(job));
      printer.text(Nested.text(entry, style.palette(), false));
    }
    end();
  }

  @Override
  public void begin(JobSummary job) {}

  @Override
  public void row(JobRow row) throws Printer.ClosedException {
    Data.Dict entry = Data.dict(row.minion(), Returns.told(row));
    printer.text(Nested.text(entry, style.palette(), Returns.failed(row)));
  }

  @Override
  public void end() throws Printer.ClosedException {
    printer.endText();
  }

  @Override
  public JobRows.Order order() {
    return JobRows.Order.BY_MINION;
  }
}
