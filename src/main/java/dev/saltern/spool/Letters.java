package dev.saltern.spool;

import java.util.List;
import java.util.Optional;

/// Records that a reader could not use, kept with the cause until someone decides. Thread-safe;
/// also from a second process ([SqliteSpool#visit]).
public interface Letters {
  /// A record that is to be kept as a dead letter.
  ///
  /// @param entry the record
  /// @param cause why, for a person
  /// @param attempts how often it was tried
  record Dead(Spool.Entry entry, String cause, int attempts) {}

  /// A dead letter.
  ///
  /// @param millis since when it is kept, in milliseconds since the epoch
  record Letter(Spool.Entry entry, String cause, int attempts, long millis) {}

  /// Up to `limit` letters after a position, oldest first.
  List<Letter> list(long after, int limit) throws SpoolException;

  /// The letter whose record had this position.
  Optional<Letter> get(long position) throws SpoolException;

  /// Appends the letter's record anew, in one transaction; false where there is no such letter.
  /// Counts in the counter `retried.<label>`.
  boolean retry(long position) throws SpoolException;

  /// Removes the letter; false where there is no such letter.
  boolean discard(long position) throws SpoolException;

  /// How many there are.
  long count() throws SpoolException;
}
