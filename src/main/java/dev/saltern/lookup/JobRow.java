package dev.saltern.lookup;

import dev.saltern.job.MinionId;
import dev.saltern.jobcache.JobLookup.Missing;
import dev.saltern.jobcache.JobLookup.StoredReturn;

/// One minion of a job: it returned, or it has not. Immutable.
public sealed interface JobRow {
  record Answered(StoredReturn stored) implements JobRow {
    @Override
    public MinionId minion() {
      return stored.minion();
    }
  }

  record Absent(Missing missing) implements JobRow {
    @Override
    public MinionId minion() {
      return missing.minion();
    }
  }

  MinionId minion();
}
