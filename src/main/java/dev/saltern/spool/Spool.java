package dev.saltern.spool;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A durable queue of byte records with named readers. What [#append] returned for is on disk and
/// survives kill -9; positions only grow; a record stays until every reader has passed it, or until
/// the bound on bytes or age has dropped it for the readers that yield (counted). Thread-safe.
///
/// Reads never wait for appends. Appends, steps of readers and notes of several threads share one
/// write to disk.
public interface Spool extends AutoCloseable {
  /// The most bytes one record may have.
  int RECORD_BYTES_MAX = 256 << 20;

  /// What happens to a reader that is behind when the bound is reached.
  enum Policy {
    /// Its records are never dropped: beyond the bytes, [Spool#append] refuses.
    HOLDS,
    /// Its oldest records are dropped, and counted as dropped for it.
    YIELDS
  }

  /// What is appended.
  ///
  /// @param label a small number, 0 to 255, by which records are counted apart
  /// @param bytes at least one
  record Item(int label, byte[] bytes) {
    public Item {
      if (label < 0 || label > 255) {
        throw new IllegalArgumentException("a label is 0 to 255, found " + label);
      }
      if (bytes.length == 0 || bytes.length > RECORD_BYTES_MAX) {
        throw new IllegalArgumentException(
            "a record has 1 to " + RECORD_BYTES_MAX + " bytes, found " + bytes.length);
      }
    }
  }

  /// One record of the queue.
  ///
  /// @param position where it is in the queue; positions start at 1 and grow, with possible gaps
  /// @param label what it was appended with
  /// @param bytes what was appended
  record Entry(long position, int label, byte[] bytes) {}

  /// How far a reader got.
  ///
  /// @param position the last position it has passed
  /// @param dropped the records the bound has dropped before it had them, ever
  record Reader(Policy policy, long position, long dropped) {}

  /// A reader's next position and all that goes to disk with it or not at all.
  ///
  /// @param position the last position passed; one that lies behind the reader's own moves nothing
  /// @param counts what to add to which counter
  /// @param letters the records among those passed that are kept as dead letters
  record Step(long position, Map<String, Long> counts, List<Letters.Dead> letters) {
    public Step {
      counts = Map.copyOf(counts);
      letters = List.copyOf(letters);
    }

    public static Step to(long position) {
      return new Step(position, Map.of(), List.of());
    }
  }

  /// How full it is and how far each reader got.
  ///
  /// @param records how many are held
  /// @param bytes their bytes
  /// @param oldestMillis when the oldest was appended, in milliseconds since the epoch; 0 where
  ///   empty
  /// @param lastPosition the newest record's position; 0 where there never was one
  /// @param readers the readers by name
  record Stats(
      long records, long bytes, long oldestMillis, long lastPosition, Map<String, Reader> readers) {
    public Stats {
      readers = Map.copyOf(readers);
    }
  }

  /// What damage to the file cost, kept until [#lossHandled].
  ///
  /// @param since nothing that was appended before is lost; the epoch where that is not known
  /// @param records how many records, or commits of a damaged log, are lost; 0 where not known
  record Loss(Instant since, long records) {}

  /// Writes all records or none, and returns the position of the last once they are on disk. Each
  /// counts one up in the counter `appended.<label>`.
  ///
  /// @throws SpoolException where the spool is full for a reader that holds, or the disk is full or
  ///   broken; nothing was taken. Into an empty spool records of any size go.
  long append(List<Item> records) throws SpoolException;

  /// Up to `limit` records and `bytesMax` bytes (but always one) after `position`, oldest first. A
  /// damaged one is left out, set aside, logged and counted: in the counter `damaged.<label>`, and
  /// in `damaged.<label>.<reader>` for each reader that had not passed it.
  List<Entry> read(long position, int limit, long bytesMax) throws SpoolException;

  /// Names a reader; a new one starts after the newest record there is now, an old one stays where
  /// it was. A reader that was lost with a damaged file starts at the oldest record. Returns the
  /// position it has passed.
  long open(String reader, Policy policy) throws SpoolException;

  /// Remembers that a reader has made a step; what all have passed goes.
  void advance(String reader, Step step) throws SpoolException;

  /// Forgets a reader, so that it holds nothing back.
  void forget(String reader) throws SpoolException;

  /// Drops what is older than the bound on age and not held; to be called now and then.
  void expire() throws SpoolException;

  Stats stats() throws SpoolException;

  /// When the first record after `position` was appended, in milliseconds since the epoch; 0 where
  /// there is none.
  long oldestAfter(long position) throws SpoolException;

  /// How many records with each label lie after `position`. Looks at each of them.
  Map<Integer, Long> labels(long position) throws SpoolException;

  /// The counters: those the spool keeps itself (`appended.`, `damaged.`, `retried.` and a label)
  /// and those of [Step].
  Map<String, Long> counters() throws SpoolException;

  /// What was lost with a damaged file; nothing where nothing was, or somebody has acted on it.
  Optional<Loss> loss() throws SpoolException;

  /// Forgets the loss: it will be made good from elsewhere, and that is on disk.
  void lossHandled() throws SpoolException;

  /// Why what is appended does not survive the process any more: the file was moved, removed or
  /// replaced under it. Nothing where all is well.
  Optional<String> displaced();

  /// The small values kept beside the queue.
  Notes notes();

  /// The records that no reader could use.
  Letters letters();

  @Override
  void close();
}
