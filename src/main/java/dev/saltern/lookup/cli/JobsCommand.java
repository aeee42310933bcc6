package dev.saltern.lookup.cli;

import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.JobFilter;
import dev.saltern.lookup.JobList;
import dev.saltern.lookup.Lookup;
import dev.saltern.lookup.RowSelection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `saltern jobs` > [Lookup]: which jobs there were.
@Command(
    name = "jobs",
    description = "List jobs, newest first.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  saltern jobs --fun 'state.*' --since 2h --failed",
      "  saltern jobs --minion web1 --limit 5 --out json",
      "  saltern jobs --user alice --since yesterday --until today",
      "  saltern jobs --last --fun state.apply",
      "  saltern jobs --running"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:with --last --exit-status: a minion failed or is missing",
      LookupCommand.USAGE,
      LookupCommand.NOTHING,
      LookupCommand.UNAVAILABLE,
      LookupCommand.INTERNAL,
      LookupCommand.REFUSED,
      LookupCommand.CONFIG
    })
final class JobsCommand extends LookupCommand {
  @Mixin private final FilterOptions filters = new FilterOptions();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most this many jobs (default 50, up to 1000).")
  private @Nullable String limit;

  @Option(
      names = "--after",
      paramLabel = "TOKEN",
      description = "The page after the one that printed this token, with the same filters.")
  private @Nullable String after;

  @Option(names = "--running", description = "The same as --status running.")
  private boolean running;

  @Option(
      names = "--last",
      description = "Show the newest of these jobs whole, as 'saltern job' does.")
  private boolean last;

  @Option(names = "--exit-status", description = "With --last: as for 'saltern job'.")
  private boolean exitStatus;

  @Mixin private final OutputOptions output = new OutputOptions();

  JobsCommand(LookupCommands.Surroundings here) {
    super(here);
  }

  @Override
  public Integer call()
      throws LookupSourceException, JobCacheUnavailableException, Printer.ClosedException {
    if (last && after != null) {
      throw wrong("--last shows one job: it has no page for --after");
    }
    if (exitStatus && !last) {
      throw wrong("--exit-status is about one job: use it with --last, or with 'saltern job JID'");
    }
    if (running && !filters.running()) {
      throw wrong("--running and another --status exclude each other");
    }
    output.checkFields(
        last ? RecordShape.ROW : RecordShape.JOB,
        last ? OutputFormat.HIGHSTATE : OutputFormat.TABLE,
        command());
    try {
      JobFilter filter = filters.filter(here.clock(), Optional.ofNullable(limit));
      try (LookupSource.Opened opened = open()) {
        Lookup lookup = new Lookup(opened.jobCache());
        return (last ? newest(lookup, filter) : list(lookup, filter)).number();
      }
    } catch (BadFilterException e) {
      throw wrong("--" + e.getMessage());
    }
  }

  private ExitCode newest(Lookup lookup, JobFilter filter)
      throws JobCacheUnavailableException, Printer.ClosedException {
    Optional<JobSummary> job = lookup.latest(filter);
    if (job.isEmpty()) {
      return none();
    }
    return new JobReport(lookup, output, here.terminal(), command())
        .print(job.get(), RowSelection.RETURNED, new JobReport.Extras(false, exitStatus, false));
  }

  private ExitCode list(Lookup lookup, JobFilter filter)
      throws BadFilterException, JobCacheUnavailableException, Printer.ClosedException {
    JobList page = lookup.jobs(filter, Optional.ofNullable(after));
    try (OutputOptions.Output to = output.open(command())) {
      output
          .format(OutputFormat.TABLE)
          .to(to.printer(), output.style(here.terminal(), false))
          .jobs(page.jobs());
      to.printer().flush();
    }
    if (page.jobs().isEmpty()) {
      return none();
    }
    page.next().ifPresent(token -> say(page.jobs().size() + " jobs, next: --after " + token));
    return ExitCode.OK;
  }

  private ExitCode none() {
    return nothing("No job matches.");
  }
}
