package dev.saltern.lookup.cli;

import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobLookup.Disputed;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.JobRow;
import dev.saltern.lookup.JobRows;
import dev.saltern.lookup.Lookup;
import dev.saltern.lookup.RowSelection;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/// One job, printed: its minions to stdout, row by row, what else is worth knowing to stderr.
/// Confined to one thread.
final class JobReport {
  private static final int NAMES_MAX = 20;
  private static final String RULE = "-------------------------------------------";

  /// What is wanted besides the minions.
  record Extras(boolean summary, boolean exitStatus, boolean returnsOnly) {}

  private final Lookup lookup;
  private final OutputOptions output;
  private final Terminal terminal;
  private final CommandLine command;

  JobReport(Lookup lookup, OutputOptions output, Terminal terminal, CommandLine command) {
    this.lookup = lookup;
    this.output = output;
    this.terminal = terminal;
    this.command = command;
  }

  ExitCode print(JobSummary job, RowSelection selection, Extras extras)
      throws JobCacheUnavailableException, Printer.ClosedException {
    try (OutputOptions.Output to = output.open(command)) {
      Printer printer = to.printer();
      long rows = rows(job, selection, outputter(printer, extras));
      if (extras.summary()) {
        summary(job, output.format(OutputFormat.HIGHSTATE).isForPeople() ? printer : stderr());
      }
      printer.flush();
      if (!extras.summary() && !selection.missing()) {
        noteMissing(job);
      }
      noteDisputed(job);
      if (rows == 0 && !fits(job, selection)) {
        return ExitCode.NOTHING_FOUND;
      }
      return extras.exitStatus() ? verdict(job, selection) : ExitCode.OK;
    }
  }

  private Outputter outputter(Printer printer, Extras extras) {
    return output
        .format(OutputFormat.HIGHSTATE)
        .to(printer, output.style(terminal, extras.returnsOnly()));
  }

  private long rows(JobSummary job, RowSelection selection, Outputter outputter)
      throws JobCacheUnavailableException, Printer.ClosedException {
    JobRows rows = lookup.rows(job.jid(), selection, outputter.order());
    outputter.begin(job);
    long count = 0;
    for (var row = rows.next(); row.isPresent(); row = rows.next()) {
      outputter.row(row.get());
      count++;
    }
    outputter.end();
    return count;
  }

  /// The block `salt --summary` prints, in its words, and the missing minions by name.
  private void summary(JobSummary job, Printer printer)
      throws JobCacheUnavailableException, Printer.ClosedException {
    printer.line("\n");
    printer.line(RULE);
    printer.line("Summary");
    printer.line(RULE);
    printer.line("# of minions targeted: " + job.expected());
    printer.line("# of minions returned: " + job.returned());
    printer.line("# of minions that did not return: " + job.missing());
    printer.line("# of minions with errors: " + job.failed());
    if (job.missing() > 0) {
      printer.line("Minions that did not return:");
      JobRows missing = missing(job);
      for (var row = missing.next(); row.isPresent(); row = missing.next()) {
        printer.line("    " + named(row.get()));
      }
    }
    printer.line(RULE);
    printer.flush();
  }

  private void noteMissing(JobSummary job) throws JobCacheUnavailableException {
    if (job.missing() <= 0) {
      return;
    }
    JobRows missing = missing(job);
    List<String> names = new ArrayList<>();
    Optional<JobRow> row = missing.next();
    while (row.isPresent() && names.size() < NAMES_MAX) {
      names.add(named(row.get()));
      row = missing.next();
    }
    String more = row.isPresent() ? ", ..; all with --missing" : "";
    command
        .getErr()
        .println(
            "%d of %d minions did not return: %s%s"
                .formatted(job.missing(), job.expected(), String.join(", ", names), more));
  }

  private void noteDisputed(JobSummary job) throws JobCacheUnavailableException {
    List<Disputed> disputed = lookup.disputed(job.jid(), NAMES_MAX + 1);
    if (disputed.isEmpty()) {
      return;
    }
    List<String> names =
        disputed.stream()
            .limit(NAMES_MAX)
            .map(d -> TerminalText.oneLine(d.minion().text()) + " (" + d.doubt().text() + ")")
            .toList();
    String more = disputed.size() > NAMES_MAX ? ", .." : "";
    command
        .getErr()
        .println(
            "In doubt: %s%s; others may have made up what these minions are said to have answered"
                    .formatted(String.join(", ", names), more)
                + ", see salt_return_conflict");
  }

  private JobRows missing(JobSummary job) {
    RowSelection all = new RowSelection(Optional.empty(), false, true);
    return lookup.rows(job.jid(), all, JobRows.Order.BY_MINION);
  }

  private static String named(JobRow row) {
    String minion = TerminalText.oneLine(row.minion().text());
    return switch (row) {
      case JobRow.Absent(var missing) -> minion + Returns.expectation(missing);
      case JobRow _ -> minion;
    };
  }

  /// Whether the job has a minion that was asked for by name; says why nothing was printed.
  private boolean fits(JobSummary job, RowSelection selection) throws JobCacheUnavailableException {
    boolean known =
        selection.minion().isEmpty()
            || lookup.any(job.jid(), new RowSelection(selection.minion(), false, false))
            || lookup.any(job.jid(), new RowSelection(selection.minion(), false, true));
    String why;
    if (!known) {
      why = "matches";
    } else if (selection.failed()) {
      why = selection.missing() ? "failed or is missing" : "failed";
    } else {
      why = selection.missing() ? "is missing" : "has returned";
    }
    command.getErr().println("No minion of job " + job.jid() + " " + why + ".");
    return known;
  }

  private ExitCode verdict(JobSummary job, RowSelection selection)
      throws JobCacheUnavailableException {
    boolean wrong =
        selection.minion().isPresent()
            ? lookup.any(job.jid(), new RowSelection(selection.minion(), true, true))
            : job.failed() > 0 || job.missing() > 0;
    return wrong ? ExitCode.MINION_FAILED : ExitCode.OK;
  }

  private Printer stderr() {
    return new Printer(command.getErr());
  }
}
