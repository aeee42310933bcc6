package dev.saltern.returner;

import java.time.Duration;

/// How much may wait for the disk, and how much goes there at once. Immutable.
///
/// @param recordsMax the records that may wait in memory
/// @param bytesMax their bytes; one bigger than that is taken when nothing else waits
/// @param batchMax the records of one write
/// @param batchBytesMax their bytes; a bigger record goes alone
/// @param closePatience how long closing waits for the disk
public record JournalConfig(
    int recordsMax, long bytesMax, int batchMax, long batchBytesMax, Duration closePatience) {
  public static final JournalConfig DEFAULT =
      new JournalConfig(10_000, 16L << 20, 1_000, 8L << 20, Duration.ofSeconds(10));

  public JournalConfig {
    atLeastOne("journal.records_max", recordsMax);
    atLeastOne("journal.bytes_max", bytesMax);
    atLeastOne("journal.batch_max", batchMax);
    atLeastOne("journal.batch_bytes_max", batchBytesMax);
    if (closePatience.isNegative()) {
      throw new IllegalArgumentException(
          "journal.close_patience: expected nothing or more, found " + closePatience);
    }
  }

  static void atLeastOne(String key, long value) {
    if (value < 1) {
      throw new IllegalArgumentException(key + ": expected at least 1, found " + value);
    }
  }
}
