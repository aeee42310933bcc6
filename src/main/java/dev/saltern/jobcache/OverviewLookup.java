package dev.saltern.jobcache;

import java.time.Instant;
import java.util.List;

/// How things stand as a whole. Thread-safe.
public interface OverviewLookup {
  /// How things stand, tool noise left out. Immutable.
  ///
  /// @param lastHour the jobs started within the last hour
  /// @param failures the newest jobs with a failed return of the last 24 hours
  /// @param hours the last 24 hours, oldest first, the last of them is not over yet
  /// @param asOf the database's clock
  record Overview(Counts lastHour, List<JobSummary> failures, List<Hour> hours, Instant asOf) {
    public Overview {
      failures = List.copyOf(failures);
      hours = List.copyOf(hours);
    }
  }

  /// Jobs, and what became of them.
  ///
  /// @param jobs how many
  /// @param running how many of these are not complete
  /// @param returned how many returns they have
  /// @param failed how many of these failed
  /// @param missing how many minions have not answered
  record Counts(long jobs, long running, long returned, long failed, long missing) {}

  /// The returns of the jobs started within one hour.
  record Hour(Instant start, long returned, long failed) {}

  /// How things stand now.
  ///
  /// @param failures how many jobs with failures
  Overview overview(int failures) throws JobCacheUnavailableException;
}
