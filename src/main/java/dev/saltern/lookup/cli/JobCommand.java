package dev.saltern.lookup.cli;

import dev.saltern.job.Glob;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.JobRef;
import dev.saltern.lookup.Lookup;
import dev.saltern.lookup.RowSelection;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `saltern job JID` > [Lookup]: what the minions answered to one job.
@Command(
    name = "job",
    description = "Show what the minions returned to a job.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  saltern job 20261124120000000000",
      "  saltern job latest --failed --out yaml",
      "  saltern job latest --missing",
      "  saltern job 20261124120000000000 --minion 'web*' --exit-status"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done",
      "1:a minion failed or is missing; only with --exit-status",
      LookupCommand.USAGE,
      LookupCommand.NOTHING,
      LookupCommand.UNAVAILABLE,
      LookupCommand.INTERNAL,
      LookupCommand.REFUSED,
      LookupCommand.CONFIG
    })
final class JobCommand extends LookupCommand {
  @Parameters(paramLabel = "JID", description = "The id of the job, or 'latest'.")
  private String jid = "";

  @Option(
      names = "--minion",
      paramLabel = "GLOB",
      description = "Only minions whose id matches, e.g. 'web*'.")
  private @Nullable String minion;

  @Option(names = "--failed", description = "Only minions that failed.")
  private boolean failed;

  @Option(
      names = "--missing",
      description =
          "Only minions that have not returned, with the node that expects each and why it is"
              + " missing; with --failed: both.")
  private boolean missing;

  @Option(
      names = "--summary",
      description = "Counts at the end, and who is missing, with the node that expects it.")
  private boolean summary;

  @Option(
      names = "--returns-only",
      description =
          "In JSON and YAML: only what each minion returned, as salt-run jobs.lookup_jid prints.")
  private boolean returnsOnly;

  @Option(names = "--exit-status", description = "Exit with 1 where a minion failed or is missing.")
  private boolean exitStatus;

  @Mixin private final OutputOptions output = new OutputOptions();

  JobCommand(LookupCommands.Surroundings here) {
    super(here);
  }

  @Override
  public Integer call()
      throws LookupSourceException, JobCacheUnavailableException, Printer.ClosedException {
    JobRef ref = ref(jid);
    output.checkFields(RecordShape.ROW, OutputFormat.HIGHSTATE, command());
    RowSelection selection =
        new RowSelection(Optional.ofNullable(minion).map(Glob::new), failed, missing);
    try (LookupSource.Opened opened = open()) {
      Lookup lookup = new Lookup(opened.jobCache());
      Optional<JobSummary> job = lookup.job(ref);
      if (job.isEmpty()) {
        return nothing(notFound(ref)).number();
      }
      return new JobReport(lookup, output, here.terminal(), command())
          .print(job.get(), selection, new JobReport.Extras(summary, exitStatus, returnsOnly))
          .number();
    }
  }
}
