package dev.saltern.jobcache.mysql;

import java.time.Duration;
import java.util.Optional;

/// How a node is at a moment, as its row of `salt_node` says. Immutable.
///
/// @param backlog the arrivals that wait to be stored
/// @param waits how long the oldest of them has waited; nothing where none waits
/// @param spoolBytes what its spool holds
/// @param dead its dead letters
/// @param moms what it knows of its MoMs
/// @param tapped whether it reads its master's event bus
public record NodeState(
    long backlog, Optional<Duration> waits, long spoolBytes, long dead, Moms moms, boolean tapped) {
  /// The links to its MoMs.
  ///
  /// @param configured how many MoMs there are; 0 in shadow and beside a MoM
  /// @param connected how many of them are signed in to and subscribed
  public record Moms(int configured, int connected) {}
}
