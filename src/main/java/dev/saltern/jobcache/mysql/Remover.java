package dev.saltern.jobcache.mysql;

import dev.saltern.jobcache.mysql.CandidateJobs.Job;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;

/// What [RetainPlan] does with what has run out: [RemoveRows] removes it, [CountRows] only counts.
/// Each returns whether to go on.
interface Remover {
  /// Whether what a day has must go row by row even where all of it has run out.
  boolean keepsRows();

  /// What an earlier run left in the middle of.
  boolean unfinished() throws SQLException;

  /// Those of a page of jobs that go.
  boolean jobs(String partition, List<Job> page) throws SQLException;

  /// Rows of a partition without a job, returns only where they were stored before that.
  boolean orphans(String partition, Instant before) throws SQLException;

  /// All that the tables by jid have of a day.
  boolean day(LocalDate day) throws SQLException;

  /// A day of `salt_events`.
  boolean events(LocalDate day) throws SQLException;

  /// Events that tell no time, or came late for a dropped day.
  boolean oldEvents(Instant storedBefore) throws SQLException;

  /// Rows of `salt_gaps`.
  boolean gaps(Instant endedBefore) throws SQLException;

  /// Sets of minions that no job names any more.
  boolean sets() throws SQLException;
}
