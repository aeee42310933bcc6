package dev.saltern.returner;

import java.time.Duration;

/// How the drain writes. Immutable.
///
/// @param connections how many batches are written at the same time
/// @param batchFirst the arrivals of the first batch
/// @param batchMax the most arrivals of a batch
/// @param batchBytesMax the most bytes of a batch; a bigger arrival goes alone
/// @param lettersMax the dead letters at which the drain stops until someone has looked: then it is
///   the job cache that is wrong, not the arrivals
public record DrainConfig(
    int connections, int batchFirst, int batchMax, long batchBytesMax, int lettersMax) {
  public static final DrainConfig DEFAULT = new DrainConfig(2, 500, 2_000, 4L << 20, 10_000);

  /// How long closing waits for the batches that are out.
  static final Duration CLOSE_PATIENCE = Duration.ofSeconds(10);

  private static final int CONNECTIONS_MAX = 64;

  public DrainConfig {
    JournalConfig.atLeastOne("drain.connections", connections);
    JournalConfig.atLeastOne("drain.batch_first", batchFirst);
    JournalConfig.atLeastOne("drain.batch_max", batchMax);
    JournalConfig.atLeastOne("drain.batch_bytes_max", batchBytesMax);
    JournalConfig.atLeastOne("drain.letters_max", lettersMax);
    if (connections > CONNECTIONS_MAX) {
      throw new IllegalArgumentException(
          "drain.connections: expected at most " + CONNECTIONS_MAX + ", found " + connections);
    }
    if (batchFirst > batchMax) {
      throw new IllegalArgumentException(
          "drain.batch_first: expected at most drain.batch_max = "
              + batchMax
              + ", found "
              + batchFirst);
    }
  }
}
