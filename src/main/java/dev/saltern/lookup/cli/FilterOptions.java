package dev.saltern.lookup.cli;

import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.JobFilter;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/// The options that choose jobs: [JobFilter]'s parameters.
final class FilterOptions {
  @Option(
      names = {"--fun", "--function"},
      paramLabel = "GLOB",
      description = "Jobs of this function, e.g. 'state.*'.")
  private @Nullable String fun;

  @Option(names = "--minion", paramLabel = "ID", description = "Jobs this minion returned to.")
  private @Nullable String minion;

  @Option(
      names = {"--tgt", "--target"},
      paramLabel = "GLOB",
      description = "Jobs whose target, as published, matches.")
  private @Nullable String tgt;

  @Option(names = "--user", paramLabel = "GLOB", description = "Jobs of this user.")
  private @Nullable String user;

  @Option(
      names = "--since",
      paramLabel = "TIME",
      description =
          "Jobs started at this time or later: 2026-11-24, 2026-11-24T12:00:00Z (UTC unless it says"
              + " otherwise), 2h, 3d, today, yesterday, or a jid.")
  private @Nullable String since;

  @Option(
      names = "--until",
      paramLabel = "TIME",
      description = "Jobs started at this time or earlier.")
  private @Nullable String until;

  @Option(names = "--failed", description = "Only jobs with a failed return.")
  private boolean failed;

  @Option(
      names = "--status",
      paramLabel = "STATUS",
      description = "Only jobs that stand so: running, complete, failed or missing.")
  private @Nullable String status;

  @Option(
      names = "--all",
      description = "Show the noise of Salt's own tools too (saltutil.find_job and the like).")
  private boolean all;

  /// @param limit how many a page, as typed
  JobFilter filter(Clock clock, Optional<String> limit) throws BadFilterException {
    Map<String, String> texts = new HashMap<>();
    put(texts, "fun", fun);
    put(texts, "minion", minion);
    put(texts, "tgt", tgt);
    put(texts, "user", user);
    put(texts, "since", since);
    put(texts, "until", until);
    limit.ifPresent(text -> texts.put("limit", text));
    put(texts, "status", status);
    put(texts, "failed", failed ? "true" : null);
    put(texts, "all", all ? "true" : null);
    return JobFilter.parse(texts, clock);
  }

  /// The minion asked for, as typed.
  Optional<String> minion() {
    return Optional.ofNullable(minion);
  }

  /// Asks for jobs that run, as `--status running` does.
  ///
  /// @return whether nothing else was asked for
  boolean running() {
    boolean free = status == null || status.equals("running");
    status = "running";
    return free;
  }

  boolean failed() {
    return failed;
  }

  /// Whether anything is asked for that only a choice among jobs can have.
  boolean chooseJobs() {
    return fun != null
        || tgt != null
        || user != null
        || since != null
        || until != null
        || status != null
        || all;
  }

  private static void put(Map<String, String> texts, String name, @Nullable String text) {
    if (text != null) {
      texts.put(name, text);
    }
  }
}
