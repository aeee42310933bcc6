package dev.saltern.job;

/// What a node found out about a minion that has not answered a job.
public enum MinionState {
  /// It says that the job runs.
  RUNNING,
  /// It says that the job does not run: the return is lost, or was never made.
  NOT_RUNNING,
  /// It does not answer.
  NO_ANSWER,
  /// Its key is not accepted at the node's master.
  NOT_ACCEPTED
}
