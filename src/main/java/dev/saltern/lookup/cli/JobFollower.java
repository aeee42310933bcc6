package dev.saltern.lookup.cli;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobDetail;
import dev.saltern.jobcache.JobMinion;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.JobFilter;
import dev.saltern.lookup.JobMinionFilter;
import dev.saltern.lookup.JobRef;
import dev.saltern.lookup.JobRow;
import dev.saltern.lookup.JobRows;
import dev.saltern.lookup.Lookup;
import dev.saltern.lookup.Page;
import dev.saltern.lookup.RowSelection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Follows one job through [Lookup] until it is over: hands on each return once, as it lands. What
/// it has seen are ids; returns are read one by one or in pages. Confined to one thread.
final class JobFollower {
  /// How long it waits between two looks.
  static final Duration LOOK = Duration.ofMillis(500);

  /// A job is not over before this: a node that has not heard of it has said nothing of it.
  static final Duration SETTLE = Duration.ofSeconds(5);

  /// How long after the last return a job is over where no node says anything of it; and how long a
  /// job may be unknown.
  static final Duration QUIET = Duration.ofSeconds(15);

  /// How long the job cache may be away where no time-out says how long.
  static final Duration AWAY_MAX = Duration.ofMinutes(10);

  /// How many new returns are read one by one; more are read in pages.
  static final int SINGLES_MAX = 200;

  /// What following tells. Confined to its thread.
  interface Listener {
    /// The job is there; called once, before its first return.
    void begins(JobSummary job) throws Printer.ClosedException;

    void returned(JobRow row) throws Printer.ClosedException;

    void progress(JobSummary job, Instant now) throws Printer.ClosedException;

    void say(String text);
  }

  /// How it ended.
  ///
  /// @param job as it was last seen; nothing where it never was
  /// @param reason why it is not whole, for people; nothing where it is
  /// @param away whether the job cache cannot be reached
  record Ended(Optional<JobDetail> job, Optional<String> reason, boolean away) {}

  private final Lookup lookup;
  private final Clock clock;
  private final Pause pause;
  private final Listener listener;
  private final Set<MinionId> seen = new HashSet<>();
  private Optional<JobDetail> last = Optional.empty();
  private Instant lastChange = Instant.MIN;
  private Optional<Instant> awaySince = Optional.empty();

  JobFollower(Lookup lookup, Clock clock, Pause pause, Listener listener) {
    this.lookup = lookup;
    this.clock = clock;
    this.pause = pause;
    this.listener = listener;
  }

  /// Follows until the job is over, or until the time is up.
  ///
  /// @throws JobCacheUnavailableException where the job cache cannot be reached at the first look
  Ended follow(Jid jid, Optional<Duration> timeout)
      throws JobCacheUnavailableException, Printer.ClosedException, InterruptedException {
    Instant begun = clock.instant();
    lastChange = begun;
    look(jid, true);
    while (true) {
      Instant now = clock.instant();
      if (awaySince.isEmpty() && isOver(jid, now)) {
        return new Ended(last, Optional.empty(), false);
      }
      if (timeout.isPresent() && !now.isBefore(begun.plus(timeout.get()))) {
        return new Ended(last, Optional.of(timedOut(timeout.get())), awaySince.isPresent());
      }
      if (awaySince.isPresent()
          && timeout.isEmpty()
          && !now.isBefore(awaySince.get().plus(AWAY_MAX))) {
        return new Ended(last, Optional.of("the job cache did not come back"), true);
      }
      pause.sleep(LOOK);
      look(jid, false);
    }
  }

  private void look(Jid jid, boolean first)
      throws JobCacheUnavailableException, Printer.ClosedException {
    try {
      Optional<JobDetail> job = lookup.detail(new JobRef.ByJid(jid));
      if (awaySince.isPresent()) {
        listener.say("The job cache is back.");
        awaySince = Optional.empty();
        lastChange = clock.instant();
      }
      if (job.isPresent()) {
        if (last.isEmpty()) {
          listener.begins(job.get().summary());
        }
        last = job;
        if (job.get().summary().returned() > seen.size()) {
          news(jid, job.get().summary());
          lastChange = clock.instant();
        }
        listener.progress(job.get().summary(), clock.instant());
      }
    } catch (JobCacheUnavailableException e) {
      if (first || e.reason() == JobCacheUnavailableException.Reason.REFUSED) {
        throw e;
      }
      if (awaySince.isEmpty()) {
        awaySince = Optional.of(clock.instant());
        listener.say("The job cache cannot be reached, waiting for it: " + e.getMessage());
      }
    }
  }

  private void news(Jid jid, JobSummary job)
      throws JobCacheUnavailableException, Printer.ClosedException {
    if (job.returned() - seen.size() > SINGLES_MAX) {
      JobRows rows = lookup.rows(jid, RowSelection.RETURNED, JobRows.Order.RETURNED_FIRST);
      for (var row = rows.next(); row.isPresent(); row = rows.next()) {
        tell(row.get());
      }
      return;
    }
    for (MinionId minion : unseen(jid)) {
      var stored = lookup.returned(jid, minion);
      if (stored.isPresent()) {
        tell(new JobRow.Answered(stored.get()));
      }
    }
  }

  private void tell(JobRow row) throws Printer.ClosedException {
    if (seen.add(row.minion())) {
      listener.returned(row);
    }
  }

  /// Reads ids only: indexes, no return.
  private List<MinionId> unseen(Jid jid) throws JobCacheUnavailableException {
    List<MinionId> ids = new ArrayList<>();
    for (JobMinion.Standing standing : List.of(JobMinion.Standing.FAILED, JobMinion.Standing.OK)) {
      var filter =
          new JobMinionFilter(Optional.empty(), Optional.of(standing), JobFilter.LIMIT_MAX);
      Optional<String> after = Optional.empty();
      do {
        Page<JobMinion> page = page(jid, filter, after);
        page.items().stream()
            .map(JobMinion::minion)
            .filter(m -> !seen.contains(m))
            .forEach(ids::add);
        after = page.next();
      } while (after.isPresent());
    }
    return ids;
  }

  private Page<JobMinion> page(Jid jid, JobMinionFilter filter, Optional<String> after)
      throws JobCacheUnavailableException {
    try {
      return lookup.minionsOf(jid, filter, after);
    } catch (BadFilterException e) {
      throw new IllegalStateException("the token of our own page is refused", e);
    }
  }

  private boolean isOver(Jid jid, Instant now) {
    boolean quiet = !now.isBefore(lastChange.plus(QUIET));
    if (last.isEmpty()) {
      return quiet;
    }
    if (now.isBefore(jid.startTime().orElse(Instant.MIN).plus(SETTLE))) {
      return false;
    }
    List<JobDetail.AtNode> nodes =
        last.get().nodes().stream().filter(n -> n.expected() > 0).toList();
    if (nodes.isEmpty()) {
      return quiet;
    }
    return nodes.stream().allMatch(n -> n.complete() || n.missing() == 0);
  }

  private String timedOut(Duration timeout) {
    List<String> waiting =
        last.map(JobDetail::nodes).orElse(List.of()).stream()
            .filter(n -> n.missing() > 0 && !n.complete())
            .map(n -> "%s for %,d".formatted(TerminalText.oneLine(n.node()), n.missing()))
            .toList();
    return "the time is up after %d s%s"
        .formatted(
            timeout.toSeconds(),
            waiting.isEmpty() ? "" : "; nodes still wait: " + String.join(", ", waiting));
  }
}
