package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.JobFields;
import dev.saltern.lookup.JobRow;
import dev.saltern.lookup.JobRows;
import java.util.List;
import java.util.Optional;

/// Jobs and minions as flat records under the names of [JobFields]: `--out jsonl`, `csv`, `wide`,
/// `name`, and every form with `--fields`. Several jobs may follow each other.
final class FieldsOutputter implements Outputter {
  private final OutputFormat format;
  private final Printer printer;
  private final Style style;
  private Optional<Jid> jid = Optional.empty();
  private Optional<Records> minions = Optional.empty();

  FieldsOutputter(OutputFormat format, Printer printer, Style style) {
    this.format = format;
    this.printer = printer;
    this.style = style;
  }

  @Override
  public void jobs(List<JobSummary> newestFirst) throws Printer.ClosedException {
    Records records = records(RecordShape.JOB);
    for (JobSummary job : newestFirst) {
      records.record(JobFields.of(job));
    }
    records.end();
  }

  @Override
  public void begin(JobSummary job) throws Printer.ClosedException {
    jid = Optional.of(job.jid());
    if (minions.isEmpty()) {
      minions = Optional.of(records(RecordShape.ROW));
    }
  }

  @Override
  public void row(JobRow row) throws Printer.ClosedException {
    Data.Dict fields = JobFields.of(jid.orElseThrow(), row);
    minions.orElseThrow().record(fields);
  }

  @Override
  public void end() throws Printer.ClosedException {
    minions.orElseThrow().end();
  }

  @Override
  public void settle() throws Printer.ClosedException {
    if (minions.isPresent()) {
      minions.get().settle();
    }
  }

  @Override
  public JobRows.Order order() {
    return format == OutputFormat.TABLE || format == OutputFormat.WIDE
        ? JobRows.Order.BY_MINION
        : JobRows.Order.RETURNED_FIRST;
  }

  private Records records(RecordShape shape) throws Printer.ClosedException {
    Records records = Records.of(format, printer, style, shape.only(style.fields()));
    records.begin();
    return records;
  }
}
