package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.JobRow;
import java.util.Comparator;
import java.util.List;

/// What the outputters share of reading jobs and rows.
final class Returns {
  private Returns() {}

  /// What a minion returned, as `jobs.lookup_jid` shows it.
  static Data value(JobRow row) {
    return switch (row) {
      case JobRow.Answered(var stored) -> stored.value();
      case JobRow.Absent _ -> new Data.Text(Outputter.DID_NOT_RETURN);
    };
  }

  static boolean failed(JobRow row) {
    return switch (row) {
      case JobRow.Answered(var stored) -> stored.failed();
      case JobRow.Absent _ -> true;
    };
  }

  /// The order `jobs.list_jobs` prints jobs in.
  static List<JobSummary> oldestFirst(List<JobSummary> newestFirst) {
    return newestFirst.stream().sorted(Comparator.comparing(JobSummary::jid)).toList();
  }
}
