package dev.saltern.lookup.cli;

import dev.saltern.job.Glob;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.JobRef;
import dev.saltern.lookup.Lookup;
import dev.saltern.lookup.RowSelection;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
      "2:the command line is wrong",
      "3:nothing found",
      "69:the job cache cannot be reached",
      "70:an error of ours",
      "77:the job cache refused us",
      "78:the configuration is wrong"
    })
final class JobCommand implements Callable<Integer> {
  private final LookupCommands.Surroundings here;

  @Spec private @Nullable CommandSpec spec;

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
  @Mixin private final CommonOptions common = new CommonOptions();

  JobCommand(LookupCommands.Surroundings here) {
    this.here = here;
  }

  @Override
  public Integer call()
      throws LookupSourceException, JobCacheUnavailableException, Printer.ClosedException {
    JobRef ref = ref();
    output.checkFields(RecordShape.ROW, OutputFormat.HIGHSTATE, command().commandLine());
    RowSelection selection =
        new RowSelection(Optional.ofNullable(minion).map(Glob::new), failed, missing);
    try (LookupSource.Opened opened = here.source().open(common.configDir())) {
      Lookup lookup = new Lookup(opened.jobCache());
      Optional<JobSummary> job = lookup.job(ref);
      if (job.isEmpty()) {
        command().commandLine().getErr().println(notFound(ref));
        return ExitCode.NOTHING_FOUND.number();
      }
      return new JobReport(lookup, output, here.terminal(), command().commandLine())
          .print(job.get(), selection, new JobReport.Extras(summary, exitStatus, returnsOnly))
          .number();
    }
  }

  private JobRef ref() {
    try {
      return JobRef.parse(jid);
    } catch (BadFilterException e) {
      throw new ParameterException(command().commandLine(), e.getMessage());
    }
  }

  private static String notFound(JobRef ref) {
    return switch (ref) {
      case JobRef.ByJid(var jid) -> "No job " + jid + " in the job cache.";
      case JobRef.Latest _ -> "No job in the job cache.";
    };
  }

  private CommandSpec command() {
    if (spec == null) {
      throw new IllegalStateException("picocli sets the spec before it calls");
    }
    return spec;
  }
}
