package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.job.Glob;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.JobFields;
import dev.saltern.lookup.JobFilter;
import dev.saltern.lookup.JobRef;
import dev.saltern.lookup.JobRows;
import dev.saltern.lookup.Lookup;
import dev.saltern.lookup.RowSelection;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `saltern export` > [Lookup]: everything of one job, or of all jobs a filter lets through, for
/// other programs. As it is read it is written: a page of returns is in memory.
@Command(
    name = "export",
    description = "Write the returns of one job, or of many, as JSON lines or CSV.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  saltern export 20261124120000000000 > job.jsonl",
      "  saltern export --since 1d --fun 'state.*' --format csv --out-file states.csv",
      "  saltern export --since 30d --jobs"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      LookupCommand.USAGE,
      LookupCommand.NOTHING,
      "69:the job cache cannot be reached; what was written is not all",
      LookupCommand.INTERNAL,
      LookupCommand.REFUSED,
      LookupCommand.CONFIG
    })
final class ExportCommand extends LookupCommand {
  private static final Optional<String> JOBS_A_PAGE = Optional.of("100");

  @Parameters(
      paramLabel = "JID",
      arity = "0..1",
      description = "One job, or 'latest'; else all that the options choose.")
  private @Nullable String jid;

  @Mixin private final FilterOptions filters = new FilterOptions();

  @Option(names = "--jobs", description = "A line a job, not a line a minion.")
  private boolean jobsOnly;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most this many jobs, the newest (default: all).")
  private long limit = Long.MAX_VALUE;

  @Option(
      names = {"-o", "--format", "--out"},
      paramLabel = "FORMAT",
      converter = OutputOptions.FormatConverter.class,
      description = "jsonl (unless told) or csv.")
  private OutputFormat format = OutputFormat.JSONL;

  @Option(
      names = {"--out-file", "--output-file"},
      paramLabel = "FILE",
      description = "Write to a file instead of stdout.")
  private @Nullable Path file;

  private long lines;

  ExportCommand(LookupCommands.Surroundings here) {
    super(here);
  }

  @Override
  public Integer call()
      throws LookupSourceException, JobCacheUnavailableException, Printer.ClosedException {
    if (format != OutputFormat.JSONL && format != OutputFormat.CSV) {
      throw wrong("export has no format '" + format + "'; there are jsonl, csv");
    }
    if (limit < 1) {
      throw wrong("--limit: expected at least 1, found " + limit);
    }
    if (jid != null && filters.chooseJobs()) {
      throw wrong("a JID is one job: only --minion and --failed go with it");
    }
    Optional<JobRef> ref = Optional.ofNullable(jid).map(this::ref);
    try {
      JobFilter filter = jid != null ? JobFilter.NONE : filters.filter(here.clock(), JOBS_A_PAGE);
      try (LookupSource.Opened opened = open();
          OutputOptions.Output to = OutputOptions.open(file, command())) {
        Lookup lookup = new Lookup(opened.jobCache());
        return run(lookup, ref, filter, to.printer()).number();
      }
    } catch (BadFilterException e) {
      throw wrong("--" + e.getMessage());
    }
  }

  private ExitCode run(Lookup lookup, Optional<JobRef> ref, JobFilter filter, Printer printer)
      throws BadFilterException, JobCacheUnavailableException, Printer.ClosedException {
    try {
      long jobs;
      Records records =
          Records.of(format, printer, Style.DEFAULT, jobsOnly ? RecordShape.JOB : RecordShape.ROW);
      if (ref.isPresent()) {
        Optional<JobSummary> job = lookup.job(ref.get());
        if (job.isEmpty()) {
          return nothing(notFound(ref.get()));
        }
        records.begin();
        one(lookup, job.get(), records, printer);
        jobs = 1;
      } else {
        records.begin();
        jobs = many(lookup, filter, records, printer);
      }
      printer.flush();
      say("%,d jobs, %,d lines".formatted(jobs, lines));
      return jobs == 0 ? nothing("No job matches.") : ExitCode.OK;
    } catch (JobCacheUnavailableException e) {
      printer.flush();
      say("Not all: the job cache went away after %,d lines.".formatted(lines));
      throw e;
    }
  }

  private long many(Lookup lookup, JobFilter filter, Records records, Printer printer)
      throws BadFilterException, JobCacheUnavailableException, Printer.ClosedException {
    long jobs = 0;
    Optional<String> after = Optional.empty();
    do {
      var page = lookup.jobs(filter, after);
      for (JobSummary job : page.jobs()) {
        if (jobs == limit) {
          return jobs;
        }
        one(lookup, job, records, printer);
        jobs++;
      }
      after = page.next();
    } while (after.isPresent());
    return jobs;
  }

  private void one(Lookup lookup, JobSummary job, Records records, Printer printer)
      throws JobCacheUnavailableException, Printer.ClosedException {
    if (jobsOnly) {
      line(JobFields.of(job), records, printer);
      return;
    }
    var rows = rows(lookup, job.jid());
    for (var row = rows.next(); row.isPresent(); row = rows.next()) {
      line(JobFields.of(job.jid(), row.get()), records, printer);
    }
  }

  private JobRows rows(Lookup lookup, Jid job) {
    Optional<Glob> minion = filters.minion().map(Glob::new);
    return filters.failed()
        ? lookup.rows(job, new RowSelection(minion, true, false), JobRows.Order.RETURNED_FIRST)
        : lookup.everyone(job, minion, JobRows.Order.RETURNED_FIRST);
  }

  /// The first line goes out at once: whoever reads may begin.
  private void line(Data.Dict fields, Records records, Printer printer)
      throws Printer.ClosedException {
    records.record(fields);
    if (lines == 0) {
      printer.flush();
    }
    lines++;
  }
}
