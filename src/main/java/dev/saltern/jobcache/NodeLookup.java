package dev.saltern.jobcache;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// What the nodes say of themselves. Thread-safe.
public interface NodeLookup {
  /// A node and how it last said it was. Immutable.
  ///
  /// @param seen when it said so, by the database's clock
  /// @param age how long ago that is, by the database's clock
  /// @param spool what it holds that is not in the job cache
  /// @param moms how many masters of masters it serves
  /// @param momsConnected how many of these it is connected to
  /// @param tapped whether it is connected to its master's bus
  record Node(
      String name,
      String version,
      Instant started,
      Instant seen,
      Duration age,
      Backlog spool,
      int moms,
      int momsConnected,
      boolean tapped) {}

  /// What a node's spool holds.
  ///
  /// @param records how many are not in the job cache yet
  /// @param oldest when the oldest of these came; nothing where there is none
  /// @param bytes what the spool takes on disk
  /// @param dead how many the job cache has refused for good
  record Backlog(long records, Optional<Instant> oldest, long bytes, long dead) {}

  /// All nodes that ever said something, by name.
  List<Node> nodes() throws JobCacheUnavailableException;
}
