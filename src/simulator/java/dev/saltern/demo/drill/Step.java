package dev.saltern.demo.drill;

import java.time.Duration;

/// One thing that a drill does at a time from its start. Immutable.
sealed interface Step {
  Duration at();

  /// A job is published, or a minion runs one by itself.
  ///
  /// @param seed what kind of job, for whom
  record Work(Duration at, long seed) implements Step {}

  /// A fault begins.
  ///
  /// @param target which of its kind, from 0
  /// @param seed what is random about it
  record Begin(Duration at, FaultKind kind, int target, long seed) implements Step {}

  /// A fault that lasts ends.
  record End(Duration at, FaultKind kind, int target) implements Step {}
}
