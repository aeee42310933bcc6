package dev.saltern.lookup.cli;

import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.JobRow;
import dev.saltern.lookup.JobRows;
import java.util.List;

/// One way to print jobs, one class per `--out`, or per family of them. Either [#jobs] is called
/// once, or [#begin], then [#row] for each minion, then [#end]. Nothing is kept from one row to the
/// next but what the form itself needs. Confined to one thread.
sealed interface Outputter
    permits FieldsOutputter,
        HighstateOutputter,
        JsonOutputter,
        NestedOutputter,
        RawOutputter,
        TableOutputter,
        TxtOutputter,
        YamlOutputter {
  /// What stands for the return of a minion that has not returned, in Salt's words.
  String DID_NOT_RETURN = "Minion did not return";

  /// Prints a page of jobs.
  ///
  /// @param newestFirst as [dev.saltern.lookup.Lookup] has them
  void jobs(List<JobSummary> newestFirst) throws Printer.ClosedException;

  /// Starts a job.
  void begin(JobSummary job) throws Printer.ClosedException;

  /// Prints one of its minions.
  void row(JobRow row) throws Printer.ClosedException;

  /// Ends it.
  void end() throws Printer.ClosedException;

  /// Prints what is held back to know how wide columns are: nothing more may come for a while.
  default void settle() throws Printer.ClosedException {}

  /// The order this wants its rows in.
  default JobRows.Order order() {
    return JobRows.Order.RETURNED_FIRST;
  }
}
