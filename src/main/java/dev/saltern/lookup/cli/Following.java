package dev.saltern.lookup.cli;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.JobCacheReader;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.JobRow;
import dev.saltern.lookup.Lookup;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;

/// Following jobs, for a command that publishes them. Confined to one thread.
public final class Following {
  private final CommandLine command;
  private final JobCacheReader jobCache;
  private final FollowOptions options;
  private final OutputOptions output;
  private final LookupCommands.Surroundings here;

  public Following(
      CommandLine command, JobCacheReader jobCache, FollowOptions options, OutputOptions output) {
    this.command = command;
    this.jobCache = jobCache;
    this.options = options;
    this.output = output;
    this.here =
        new LookupCommands.Surroundings(
            _ -> new LookupSource.Opened(jobCache, () -> {}),
            Clock.systemUTC(),
            Terminal.ofProcess(),
            Pause.real());
    output.checkFields(RecordShape.ROW, OutputFormat.HIGHSTATE, command);
  }

  /// Prints a job's returns as they land, until it is over.
  ///
  /// @throws Exception where they cannot be printed or the job cache cannot be reached: what
  ///   [CliErrors] knows
  public ExitCode follow(Jid jid) throws Exception {
    try (OutputOptions.Output to = output.open(command)) {
      Outputter outputter =
          output
              .format(OutputFormat.HIGHSTATE)
              .to(to.printer(), output.style(here.terminal(), false));
      return new FollowReport(here, command, to.printer(), outputter)
          .follow(jobCache, jid, options);
    }
  }

  /// Who returned well to a job, once it is over; prints nothing.
  public List<MinionId> answered(Jid jid) throws JobCacheUnavailableException {
    List<MinionId> ids = new ArrayList<>();
    var listener =
        new JobFollower.Listener() {
          @Override
          public void begins(JobSummary job) {
            // there is nothing to print
          }

          @Override
          public void returned(JobRow row) {
            if (!Returns.failed(row)) {
              ids.add(row.minion());
            }
          }

          @Override
          public void progress(JobSummary job, Instant now) {
            // nobody waits for a ping
          }

          @Override
          public void say(String text) {
            command.getErr().println(TerminalText.safe(text));
          }
        };
    try {
      new JobFollower(new Lookup(jobCache), here.clock(), here.pause(), listener)
          .follow(jid, options.timeout().or(Optional::empty));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    } catch (Printer.ClosedException e) {
      throw new IllegalStateException("nothing was printed", e);
    }
    ids.sort(null);
    return ids;
  }
}
