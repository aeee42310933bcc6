package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.JobFields;
import dev.saltern.lookup.JobRow;
import dev.saltern.wire.JsonPretty;
import java.util.List;
import java.util.Optional;

/// `--out jsonl`: one JSON object a line, one for each job or minion, under the names of
/// [JobFields].
final class JsonLinesOutputter implements Outputter {
  private final Printer printer;
  private Optional<Jid> jid = Optional.empty();

  JsonLinesOutputter(Printer printer, Style style) {
    this.printer = printer;
  }

  @Override
  public void jobs(List<JobSummary> newestFirst) throws Printer.ClosedException {
    for (JobSummary job : newestFirst) {
      line(JobFields.of(job));
    }
  }

  @Override
  public void begin(JobSummary job) {
    jid = Optional.of(job.jid());
  }

  @Override
  public void row(JobRow row) throws Printer.ClosedException {
    line(JobFields.of(jid.orElseThrow(), row));
  }

  @Override
  public void end() {}

  private void line(Data.Dict fields) throws Printer.ClosedException {
    printer.line(JsonPretty.write(fields, -1));
  }
}
