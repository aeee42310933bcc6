package dev.saltern.lookup.cli;

import dev.saltern.job.Jid;
import dev.saltern.jobcache.JobCacheReader;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.JobRef;
import dev.saltern.lookup.Lookup;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/// `saltern follow JID` > [JobFollower]: a job's returns as they land.
@Command(
    name = "follow",
    description =
        "Show the returns of a job as they land in the job cache, until nothing more is to come.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  saltern follow 20261124120000000000",
      "  saltern follow latest --timeout 10m --out jsonl",
      "  saltern follow latest --min-percent 95"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:every minion returned well; with --min-percent: enough of them",
      "1:a minion failed or is missing",
      LookupCommand.USAGE,
      "3:no such job, or no minion is expected to answer",
      "69:the job cache cannot be reached, or did not come back",
      LookupCommand.INTERNAL,
      LookupCommand.REFUSED,
      LookupCommand.CONFIG
    })
final class FollowCommand extends LookupCommand {
  @Parameters(paramLabel = "JID", description = "The id of the job, or 'latest'.")
  private String jid = "";

  @Mixin private final FollowOptions options = new FollowOptions();
  @Mixin private final OutputOptions output = new OutputOptions();

  FollowCommand(LookupCommands.Surroundings here) {
    super(here);
  }

  @Override
  public Integer call()
      throws LookupSourceException, JobCacheUnavailableException, Printer.ClosedException {
    JobRef ref = ref(jid);
    output.checkFields(RecordShape.ROW, OutputFormat.HIGHSTATE, command());
    try {
      options.minPercent();
    } catch (IllegalArgumentException e) {
      throw wrong(String.valueOf(e.getMessage()));
    }
    try (LookupSource.Opened opened = open();
        OutputOptions.Output to = output.open(command())) {
      JobCacheReader jobCache = opened.jobCache();
      Optional<Jid> named = named(ref, jobCache);
      if (named.isEmpty()) {
        return nothing(notFound(ref)).number();
      }
      Outputter outputter =
          output
              .format(OutputFormat.HIGHSTATE)
              .to(to.printer(), output.style(here.terminal(), false));
      return new FollowReport(here, command(), to.printer(), outputter)
          .follow(jobCache, named.get(), options)
          .number();
    }
  }

  private static Optional<Jid> named(JobRef ref, JobCacheReader jobCache)
      throws JobCacheUnavailableException {
    return switch (ref) {
      case JobRef.ByJid(Jid jid) -> Optional.of(jid);
      case JobRef.Latest _ -> new Lookup(jobCache).job(ref).map(JobSummary::jid);
    };
  }
}
