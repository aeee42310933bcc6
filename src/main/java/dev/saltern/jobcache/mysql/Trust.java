package dev.saltern.jobcache.mysql;

import dev.saltern.job.Source;
import java.time.LocalDateTime;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/// How far an answer is believed, and what decides between two that differ. The column `source`, on
/// disk, says where it was seen; a better one is a greater number:
///
/// - 5: on the bus alone, and the master's job cache directory has nothing of that minion
/// - 10: on the bus, with parts cut out; 20: in a stock writer's row; 25: in the directory, without
///   an exit code, which says less than the bus
/// - 30: in the directory; 40: on the bus
/// - 50: on the bus and in the directory
///
/// Only the minion itself writes the directory; anybody with a key may fire an event. So what the
/// directory has stands over what the bus alone shows. Of two answers that are believed alike the
/// later on the bus stays, and of two of one time any, as long as every node chooses the same.
/// Immutable.
///
/// @param stamp when the bus had it
record Trust(int source, Optional<LocalDateTime> stamp, byte[] hash) {
  static final int UNVERIFIED = 5;
  private static final int TRIMMED = 10;
  private static final int STOCK = 20;
  private static final int DIRECTORY_BARE = 25;
  static final int DIRECTORY = 30;
  static final int BUS = 40;
  static final int BOTH = 50;

  private static final Comparator<Optional<LocalDateTime>> OLDEST_FIRST =
      Comparator.comparing(time -> time.orElse(LocalDateTime.MIN));

  /// The number of a source.
  ///
  /// @param hasCode whether the answer has an exit code
  static int source(Source seen, boolean hasCode) {
    return switch (seen) {
      case TRIMMED -> TRIMMED;
      case STOCK -> STOCK;
      case DIRECTORY -> hasCode ? DIRECTORY : DIRECTORY_BARE;
      case BUS -> BUS;
    };
  }

  /// Whether the directory has this very answer.
  boolean isFiled() {
    return source == DIRECTORY || source == BOTH;
  }

  /// Whether another answer than this is one that conflicts with it, and no poorer copy of it.
  boolean conflictsWith(Trust other) {
    return !Arrays.equals(hash, other.hash)
        && (source == other.source
            || other.source == UNVERIFIED
            || (source >= DIRECTORY && other.source >= DIRECTORY));
  }

  /// Whether this answer stays where the two differ.
  boolean staysOver(Trust other) {
    int better = Integer.compare(rank(), other.rank());
    int later = better == 0 ? OLDEST_FIRST.compare(stamp, other.stamp) : better;
    return later > 0 || (later == 0 && Arrays.compareUnsigned(hash, other.hash) > 0);
  }

  private int rank() {
    return isFiled() ? BOTH : source;
  }

  /// This and another copy of the same answer together.
  Trust with(Trust copy) {
    boolean both = source >= DIRECTORY && copy.source >= DIRECTORY && source != copy.source;
    Optional<LocalDateTime> later =
        OLDEST_FIRST.compare(stamp, copy.stamp) >= 0 ? stamp : copy.stamp;
    return new Trust(both ? BOTH : Math.max(source, copy.source), later, hash);
  }
}
