package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.JobFields;
import dev.saltern.lookup.JobRow;
import dev.saltern.wire.JsonPretty;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// `--out csv`: a header and one line for each job or minion, under the names of [JobFields].
/// Lists, maps and what a minion returned are JSON in their field; the rest is plain.
final class CsvOutputter implements Outputter {
  private final Printer printer;
  private Optional<Jid> jid = Optional.empty();

  CsvOutputter(Printer printer, Style style) {
    this.printer = printer;
  }

  @Override
  public void jobs(List<JobSummary> newestFirst) throws Printer.ClosedException {
    printer.line(String.join(",", JobFields.JOB));
    for (JobSummary job : newestFirst) {
      line(JobFields.JOB, JobFields.of(job));
    }
  }

  @Override
  public void begin(JobSummary job) throws Printer.ClosedException {
    jid = Optional.of(job.jid());
    printer.line(String.join(",", JobFields.ROW));
  }

  @Override
  public void row(JobRow row) throws Printer.ClosedException {
    line(JobFields.ROW, JobFields.of(jid.orElseThrow(), row));
  }

  @Override
  public void end() {}

  private void line(List<String> names, Data.Dict fields) throws Printer.ClosedException {
    printer.line(
        names.stream().map(name -> field(name, fields.get(name))).collect(Collectors.joining(",")));
  }

  private static String field(String name, Optional<Data> value) {
    String text =
        switch (value.orElse(Data.Nil.NIL)) {
          case Data.Nil _ when !name.equals("return") || value.isEmpty() -> "";
          case Data.Text(String plain) when !name.equals("return") -> TerminalText.oneLine(plain);
          case Data other -> JsonPretty.write(other, -1);
        };
    boolean quote = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return quote ? '"' + text.replace("\"", "\"\"") + '"' : text;
  }
}
