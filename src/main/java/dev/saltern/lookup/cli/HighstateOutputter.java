package dev.saltern.lookup.cli;

import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.JobRow;
import dev.saltern.lookup.JobRows;
import java.util.List;

/// `--out highstate`, and what a job looks like without `--out`: nested, but a return that asks for
/// `highstate` (its `out`, which a minion sets for state runs) as a block for each state. Salt
/// prints it so, told or not.
final class HighstateOutputter implements Outputter {
  private final Printer printer;
  private final Style style;
  private final NestedOutputter nested;

  HighstateOutputter(Printer printer, Style style) {
    this.printer = printer;
    this.style = style;
    this.nested = new NestedOutputter(printer, style);
  }

  @Override
  public void jobs(List<JobSummary> newestFirst) throws Printer.ClosedException {
    nested.jobs(newestFirst);
  }

  @Override
  public void begin(JobSummary job) {}

  @Override
  public void row(JobRow row) throws Printer.ClosedException {
    boolean states =
        row instanceof JobRow.Answered(var stored)
            && stored.fullReturn().text("out").filter("highstate"::equals).isPresent();
    if (states) {
      String text = Highstate.text(row.minion().text(), Returns.value(row), style.palette());
      printer.text(text + "\n");
    } else {
      nested.row(row);
    }
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
