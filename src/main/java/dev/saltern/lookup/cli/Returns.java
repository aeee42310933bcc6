package dev.saltern.lookup.cli;

import dev.saltern.job.Data;
import dev.saltern.jobcache.JobLookup;
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

  /// As [#value], for people: with the node that expects a missing one, and why it is missing.
  static Data told(JobRow row) {
    return switch (row) {
      case JobRow.Answered(var stored) -> stored.value();
      case JobRow.Absent(var missing) ->
          new Data.Text(Outputter.DID_NOT_RETURN + expectation(missing));
    };
  }

  /// Why a minion is missing, for programs: `node` and `reason`.
  static Data.Dict missing(JobLookup.Missing missing) {
    return Data.dict("node", missing.node(), "reason", missing.reason());
  }

  /// ` (expected by sm1, does not answer)`; nothing where no node is known.
  static String expectation(JobLookup.Missing missing) {
    if (missing.node().isEmpty()) {
      return "";
    }
    return " (expected by %s, %s)"
        .formatted(TerminalText.oneLine(missing.node()), missing.reason());
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
