package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.job.Glob;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.JobDiff;
import dev.saltern.lookup.JobRef;
import dev.saltern.lookup.Lookup;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `saltern diff JID1 JID2` > [JobDiff]: what is not the same in two jobs.
@Command(
    name = "diff",
    description = "Show what differs between two jobs, minion by minion.",
    sortOptions = false,
    footerHeading = "%nExamples:%n",
    footer = {
      "  saltern diff 20261124120000000000 latest",
      "  saltern diff 20261124110000000000 20261124120000000000 --minion 'web*' --out json",
      "  saltern diff 20261124120000000000 latest --exit-status"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "0:done, also where something differs",
      "1:something differs; only with --exit-status",
      LookupCommand.USAGE,
      "3:one of the jobs is not there",
      LookupCommand.UNAVAILABLE,
      LookupCommand.INTERNAL,
      LookupCommand.REFUSED,
      LookupCommand.CONFIG
    })
final class DiffCommand extends LookupCommand {
  static final RecordShape SHAPE =
      RecordShape.of("minion", List.of("minion", "before", "after", "what", "states"), List.of());

  @Parameters(index = "0", paramLabel = "JID1", description = "The job before, or 'latest'.")
  private String before = "";

  @Parameters(index = "1", paramLabel = "JID2", description = "The job after, or 'latest'.")
  private String after = "";

  @Option(
      names = "--minion",
      paramLabel = "GLOB",
      description = "Only minions whose id matches, e.g. 'web*'.")
  private @Nullable String minion;

  @Option(names = "--exit-status", description = "Exit with 1 where something differs.")
  private boolean exitStatus;

  @Mixin private final OutputOptions output = new OutputOptions();

  DiffCommand(LookupCommands.Surroundings here) {
    super(here);
  }

  @Override
  public Integer call()
      throws LookupSourceException, JobCacheUnavailableException, Printer.ClosedException {
    List<JobRef> refs = List.of(ref(before), ref(after));
    Style style = output.style(here.terminal(), false);
    try (LookupSource.Opened opened = open();
        OutputOptions.Output to = output.open(command())) {
      Lookup lookup = new Lookup(opened.jobCache());
      Records records = output.records(to.printer(), style, SHAPE, command());
      List<JobSummary> jobs = new ArrayList<>();
      for (JobRef ref : refs) {
        Optional<JobSummary> job = lookup.job(ref);
        if (job.isEmpty()) {
          return nothing(notFound(ref)).number();
        }
        jobs.add(job.get());
      }
      Optional<Glob> glob = Optional.ofNullable(minion).map(Glob::new);
      JobDiff diff = lookup.diff(jobs.getFirst().jid(), jobs.getLast().jid(), glob);
      long differ = print(diff, records);
      to.printer().flush();
      say("%,d minions differ, %,d are the same".formatted(differ, diff.same()));
      boolean other = exitStatus && differ > 0;
      return (other ? ExitCode.MINION_FAILED : ExitCode.OK).number();
    }
  }

  private long print(JobDiff diff, Records records)
      throws JobCacheUnavailableException, Printer.ClosedException {
    long differ = 0;
    records.begin();
    for (var row = diff.next(); row.isPresent(); row = diff.next()) {
      records.record(fields(row.get()));
      differ++;
    }
    records.end();
    return differ;
  }

  private Data.Dict fields(JobDiff.Row row) {
    boolean people = output.format(OutputFormat.TABLE).isForPeople();
    List<Data> states =
        row.states().stream().map(change -> people ? text(change) : dict(change)).toList();
    return Data.dict(
        "minion",
        row.minion(),
        "before",
        row.before(),
        "after",
        row.after(),
        "what",
        what(row),
        "states",
        states);
  }

  private static Data text(JobDiff.StateChange change) {
    return new Data.Text("%s (%s > %s)".formatted(change.state(), change.before(), change.after()));
  }

  private static Data dict(JobDiff.StateChange change) {
    return Data.dict("state", change.state(), "before", change.before(), "after", change.after());
  }

  private static String what(JobDiff.Row row) {
    if (row.before().equals("none")) {
      return "only in JID2";
    }
    if (row.after().equals("none")) {
      return "only in JID1";
    }
    if (!row.before().equals(row.after())) {
      return "outcome";
    }
    return row.states().isEmpty() ? "return" : "states";
  }
}
