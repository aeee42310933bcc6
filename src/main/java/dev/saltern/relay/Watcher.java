package dev.saltern.relay;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.returner.JobBook;
import dev.saltern.returner.WatchList;
import dev.saltern.spool.SpoolException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Who waits for which job, for `forward.returns: watched`. Down: `JobForwarder > Watcher >
/// returner.WatchList`; up: each `MomForwarder` asks it, and gets its [Releases]. All that it is
/// told is on disk before it returns. Thread-safe.
///
/// Somebody waits for a job at the MoM that published it where its publication says so (`to`),
/// where it is for few minions here, or where a find_job for it came from there a while ago.
public final class Watcher implements Watches {
  /// How somebody who waits is found out.
  ///
  /// @param minionsMax a job for at most so many minions here goes up whole; 0: none does
  /// @param timeoutMax a publication with a longer timeout says that somebody means to wait
  /// @param release how long a release may take before it counts as late
  public record Settings(int minionsMax, Duration timeoutMax, Duration release) {}

  /// `syndic_wait` at the MoM, by default; it is not told.
  private static final Duration SYNDIC_WAIT = Duration.ofSeconds(5);

  /// `gather_job_timeout` at the MoM where the find_job does not say it.
  private static final Duration GATHER_JOB_TIMEOUT = Duration.ofSeconds(10);

  private static final Duration SWEEP_EVERY = Duration.ofMinutes(1);

  private final JobBook book;
  private final WatchList watches;
  private final PastReturns past;
  private final Settings settings;
  private final InstantSource clock;
  private final Map<String, Releases> releases = new ConcurrentHashMap<>();
  private volatile Instant swept = Instant.EPOCH;

  public Watcher(
      JobBook book, WatchList watches, PastReturns past, Settings settings, InstantSource clock) {
    this.book = book;
    this.watches = watches;
    this.past = past;
    this.settings = settings;
    this.clock = clock;
  }

  @Override
  public void published(String mom, Jid jid, Data.Dict publication) throws SpoolException {
    if (publication.integer("to").orElse(0L) > settings.timeoutMax().toSeconds()) {
      book.waits(jid, mom);
    }
    for (Jid asked : FoundJobs.of(publication)) {
      if (book.publishers(asked).contains(mom)) {
        watches.watch(asked, mom, clock.instant().plus(window(publication)));
        releases(mom).ask(asked);
      }
    }
    if (clock.instant().isAfter(swept.plus(SWEEP_EVERY))) {
      swept = clock.instant();
      watches.sweep();
    }
  }

  /// How long after a find_job its sender may still wait: it asks again each gather_job_timeout
  /// (the find_job's own `to`) and syndic_wait, twice so that one lost on the way ends nothing, and
  /// gives each minion it heard of the job's own timeout, here at most [Settings#timeoutMax].
  private Duration window(Data.Dict findJob) {
    long gather = findJob.integer("to").orElse(GATHER_JOB_TIMEOUT.toSeconds());
    Duration again = Duration.ofSeconds(Math.clamp(gather, 1, 3600)).plus(SYNDIC_WAIT);
    return again.multipliedBy(2).plus(settings.timeoutMax());
  }

  /// The releases for one MoM.
  Releases releases(String mom) {
    return releases.computeIfAbsent(mom, name -> new Releases(name, this));
  }

  /// The jobs that are watched for a MoM, found on disk after a start.
  Collection<Jid> watched(String mom) {
    return watches.watches().stream()
        .filter(watch -> watch.mom().equals(mom))
        .map(WatchList.Watch::jid)
        .toList();
  }

  /// Whether somebody waits for the job at that MoM, which published it.
  boolean awaits(String mom, Jid jid) throws SpoolException {
    return watches.watched(jid, mom) || book.waiting(jid).contains(mom) || isSmall(jid);
  }

  /// Whether it is not known yet for whom the job is here, and that could decide.
  boolean isUndecided(Jid jid) throws SpoolException {
    return settings.minionsMax() > 0 && book.expected(jid).isEmpty();
  }

  /// Whether the job is known to be for few minions here.
  boolean isSmall(Jid jid) throws SpoolException {
    int expected = book.expected(jid).size();
    return expected > 0 && expected <= settings.minionsMax();
  }

  /// Minions are expected to answer the job.
  void expect(Jid jid, Collection<MinionId> minions) throws SpoolException {
    book.expect(jid, minions);
  }

  PastReturns past() {
    return past;
  }

  Instant now() {
    return clock.instant();
  }

  /// How long a release may take before it counts as late.
  Duration releaseMax() {
    return settings.release();
  }
}
