package dev.saltern.jobcache;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// A job and how it went.
///
/// @param load the publish load as kept; empty where only returns are
/// @param expected how many minions should answer, over all nodes; at least `returned`
/// @param returned how many did
/// @param failed how many of those failed
/// @param progress how far it is
public record JobSummary(
    Jid jid, Data.Dict load, int expected, int returned, int failed, Progress progress) {
  /// How far a job is.
  ///
  /// @param complete whether nothing more is to come; nothing where nobody is expected to answer
  /// @param lastStored when the last of its returns was stored; nothing where there is none
  /// @param countedAt as of when the counts are
  public record Progress(
      Optional<Boolean> complete, Optional<Instant> lastStored, Optional<Instant> countedAt) {
    /// Nothing is known.
    public static final Progress UNKNOWN =
        new Progress(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// One of which nothing is known but the counts.
  public JobSummary(Jid jid, Data.Dict load, int expected, int returned, int failed) {
    this(jid, load, expected, returned, failed, Progress.UNKNOWN);
  }

  /// How many have not answered.
  public int missing() {
    return expected - returned;
  }

  /// When it was made; nothing where its jid is no date.
  public Optional<Instant> started() {
    return jid.startTime();
  }

  /// From its start to the last return that was stored; never negative.
  public Optional<Duration> duration() {
    return progress
        .lastStored()
        .flatMap(last -> started().map(first -> Duration.between(first, last)))
        .map(d -> d.isNegative() ? Duration.ZERO : d);
  }
}
