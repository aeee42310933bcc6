package dev.saltern.spool;

/// What the queue holds: the `state` row. Immutable.
///
/// @param lastPosition the newest record's position; 0 where there never was one
/// @param records how many there are
/// @param bytes their bytes
record Held(long lastPosition, long records, long bytes) {
  Held {
    if (lastPosition < 0 || records < 0 || bytes < 0) {
      throw new IllegalStateException(
          "a spool holds no less than nothing: last position %d, %d records, %d bytes"
              .formatted(lastPosition, records, bytes));
    }
  }

  /// This and records appended, the last at `position`.
  Held plus(long position, long moreRecords, long moreBytes) {
    return new Held(position, records + moreRecords, bytes + moreBytes);
  }

  Held minus(long fewerRecords, long fewerBytes) {
    return new Held(lastPosition, records - fewerRecords, bytes - fewerBytes);
  }
}
