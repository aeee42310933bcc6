package dev.saltern.lookup.cli;

import dev.saltern.job.Jid;
import dev.saltern.jobcache.JobCacheReader;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobDetail;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.JobRow;
import dev.saltern.lookup.JobRows;
import dev.saltern.lookup.Lookup;
import dev.saltern.lookup.RowSelection;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import picocli.CommandLine;

/// A job, followed and printed: its returns as they land, at the end those that are missing; how
/// far it is on stderr. Confined to one thread.
final class FollowReport implements JobFollower.Listener {
  private final LookupCommands.Surroundings here;
  private final CommandLine command;
  private final Printer printer;
  private final Outputter outputter;
  private final Progress progress;
  private final Instant begun;

  FollowReport(
      LookupCommands.Surroundings here, CommandLine command, Printer printer, Outputter outputter) {
    this.here = here;
    this.command = command;
    this.printer = printer;
    this.outputter = outputter;
    this.progress = new Progress(command.getErr(), here.terminal().stderrIsTerminal());
    this.begun = here.clock().instant();
  }

  /// Follows one job to its end.
  ExitCode follow(JobCacheReader jobCache, Jid jid, FollowOptions options)
      throws JobCacheUnavailableException, Printer.ClosedException {
    Lookup lookup = new Lookup(jobCache);
    JobFollower follower = new JobFollower(lookup, here.clock(), here.pause(), this);
    JobFollower.Ended ended;
    try {
      ended = follower.follow(jid, options.timeout());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return ExitCode.INTERNAL;
    } finally {
      progress.clear();
    }
    ended.reason().ifPresent(this::say);
    if (ended.away()) {
      return ExitCode.UNAVAILABLE;
    }
    if (ended.job().isEmpty()) {
      say("No job " + jid + " in the job cache.");
      return ExitCode.NOTHING_FOUND;
    }
    return end(lookup, ended.job().get(), options.minPercent());
  }

  private ExitCode end(Lookup lookup, JobDetail job, int minPercent)
      throws JobCacheUnavailableException, Printer.ClosedException {
    JobSummary counts = job.summary();
    if (counts.missing() > 0) {
      JobRows rows =
          lookup.rows(
              counts.jid(),
              new RowSelection(Optional.empty(), false, true),
              JobRows.Order.BY_MINION);
      for (var row = rows.next(); row.isPresent(); row = rows.next()) {
        outputter.row(row.get());
      }
    }
    outputter.end();
    printer.flush();
    if (counts.expected() == 0) {
      say("No minion is expected to answer, and none did.");
      return ExitCode.NOTHING_FOUND;
    }
    say(
        "%,d of %,d minions returned, %,d failed, %,d missing"
            .formatted(counts.returned(), counts.expected(), counts.failed(), counts.missing()));
    long well = (long) counts.returned() - counts.failed();
    boolean enough = well * 100 >= (long) minPercent * counts.expected();
    return enough ? ExitCode.OK : ExitCode.MINION_FAILED;
  }

  @Override
  public void begins(JobSummary job) throws Printer.ClosedException {
    outputter.begin(job);
  }

  @Override
  public void returned(JobRow row) throws Printer.ClosedException {
    progress.clear();
    outputter.row(row);
  }

  /// Prints what came since the last look, and how far it is.
  @Override
  public void progress(JobSummary job, Instant now) throws Printer.ClosedException {
    outputter.settle();
    printer.settle();
    var counts = new Progress.Counts(job.expected(), job.returned(), job.failed());
    progress.show(counts, Duration.between(begun, now), now);
  }

  @Override
  public void say(String text) {
    progress.clear();
    command.getErr().println(TerminalText.safe(text));
    command.getErr().flush();
  }
}
