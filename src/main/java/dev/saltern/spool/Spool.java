package dev.saltern.spool;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A durable queue of byte records with named readers. What [#append] returned for is on disk and
/// survives kill -9; positions only grow; a record stays until every reader has passed it, or until
/// the bound on bytes or age has dropped it (counted). Thread-safe.
public interface Spool extends AutoCloseable {
  /// One record of the queue.
  ///
  /// @param position where it is in the queue; positions start at 1 and grow, with possible gaps
  /// @param bytes what was appended
  record Entry(long position, byte[] bytes) {}

  /// How full it is and how far each reader got.
  ///
  /// @param records how many are held
  /// @param bytes their bytes
  /// @param oldestMillis when the oldest was appended, in milliseconds since the epoch; 0 where
  ///   empty
  /// @param lastPosition the newest record's position; 0 where there never was one
  /// @param readers the position each reader has passed
  /// @param dropped records dropped by the bound before a reader had them, ever
  /// @param damaged records whose checksum was wrong, ever
  record Stats(
      long records,
      long bytes,
      long oldestMillis,
      long lastPosition,
      Map<String, Long> readers,
      long dropped,
      long damaged) {
    public Stats {
      readers = Map.copyOf(readers);
    }
  }

  /// Writes all records or none, and returns the position of the last once they are on disk.
  ///
  /// @throws SpoolException where the disk is full or broken; nothing was taken
  long append(List<byte[]> records) throws SpoolException;

  /// Up to `limit` records and `bytesMax` bytes (but always one) after `position`, oldest first. A
  /// damaged one is left out, counted and kept aside.
  List<Entry> read(long position, int limit, long bytesMax) throws SpoolException;

  /// Names a reader; a new one starts after the newest record there is now, an old one stays where
  /// it was. Returns the position it has passed.
  long open(String reader) throws SpoolException;

  /// Remembers that a reader has passed `position`; what all have passed goes.
  void advance(String reader, long position) throws SpoolException;

  /// Forgets a reader, so that it holds nothing back.
  void forget(String reader) throws SpoolException;

  Stats stats() throws SpoolException;

  /// Keeps a small value under a key, durable like a record.
  void note(String key, byte[] value) throws SpoolException;

  /// The value kept under a key.
  Optional<byte[]> noted(String key) throws SpoolException;

  /// Forgets the notes not written since `millis` (milliseconds since the epoch) whose key starts
  /// with `prefix`.
  void forgetNotes(String prefix, long millis) throws SpoolException;

  @Override
  void close();
}
