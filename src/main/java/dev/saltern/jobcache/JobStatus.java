package dev.saltern.jobcache;

/// How a job stands. A job may be several of these at a time.
public enum JobStatus {
  /// More is to come: a node that expects minions of it has not declared it complete.
  RUNNING,
  /// Each node that expects minions of it has declared that nothing more is to come.
  COMPLETE,
  /// At least one return failed.
  FAILED,
  /// At least one minion that should have answered has not.
  MISSING
}
