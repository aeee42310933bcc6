package dev.saltern.app;

import dev.saltern.app.JobComparison.Result;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobLookup;
import dev.saltern.jobcache.mysql.MySqlJobLookup;
import dev.saltern.localmaster.JobDirectory;
import dev.saltern.lookup.cli.ExitCode;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/// The options of `saltern check` that hold MySQL against the local master's own job cache, and
/// what they do.
final class Comparing {
  private static final int LAST_MAX = 10_000;

  @Option(
      names = "--compare",
      arity = "1..*",
      paramLabel = "JID",
      description = "Instead: what MySQL has of these jobs against this master's own job cache.")
  private @Nullable List<String> jids;

  @Option(
      names = "--compare-last",
      paramLabel = "N",
      description = "The same for the newest N jobs of this master's own job cache.")
  private @Nullable Integer last;

  boolean isWanted() {
    return jids != null || last != null;
  }

  /// Prints a job after the other; the exit code says how it came out.
  int run(NodeConfig config, CommandLine command) throws IOException, JobCacheUnavailableException {
    var directory = new JobDirectory(config.master().jobCache());
    try (var jobCache = new MySqlJobLookup(config.mysql())) {
      return run(directory, jobCache, command);
    }
  }

  int run(JobDirectory directory, JobLookup jobCache, CommandLine command)
      throws IOException, JobCacheUnavailableException {
    List<Jid> wanted = wanted(directory, command);
    PrintWriter out = command.getOut();
    var comparison = new JobComparison(directory, jobCache);
    int differ = 0;
    int unknown = 0;
    for (Jid jid : wanted) {
      Result result = comparison.compare(jid);
      CompareText.lines(result).forEach(out::println);
      switch (result) {
        case Result.Compared compared -> differ += compared.isSame() ? 0 : 1;
        case Result.Unknown _, Result.NotHere _ -> unknown++;
      }
    }
    out.flush();
    command
        .getErr()
        .printf(
            "%d jobs: %d the same, %d differ, %d unknown%n",
            wanted.size(), wanted.size() - differ - unknown, differ, unknown);
    if (differ > 0) {
      return 1;
    }
    return unknown > 0 || wanted.isEmpty() ? ExitCode.NOTHING_FOUND.number() : ExitCode.OK.number();
  }

  private List<Jid> wanted(JobDirectory directory, CommandLine command) throws IOException {
    var wanted = new ArrayList<Jid>();
    for (String text : jids == null ? List.<String>of() : jids) {
      wanted.add(
          Jid.parse(text)
              .orElseThrow(
                  () ->
                      new ParameterException(
                          command,
                          "--compare: a JID is 20 digits, or 20 digits, _ and a pid; found '"
                              + text
                              + "'")));
    }
    if (last != null) {
      if (last < 1 || last > LAST_MAX) {
        throw new ParameterException(
            command, "--compare-last: expected 1 to " + LAST_MAX + ", found " + last);
      }
      directory.newest(last).stream().filter(jid -> !wanted.contains(jid)).forEach(wanted::add);
    }
    return wanted;
  }
}
