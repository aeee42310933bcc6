package dev.saltern.spool;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/// Small values under keys, durable like records. Thread-safe.
public interface Notes {
  /// The most bytes one value may have.
  int VALUE_BYTES_MAX = 16 << 20;

  /// The most characters a key may have.
  int KEY_LENGTH_MAX = 1024;

  /// Keeps values under their keys, all or none; a value kept there before is replaced.
  void put(Map<String, byte[]> values) throws SpoolException;

  /// The value kept under a key.
  Optional<byte[]> get(String key) throws SpoolException;

  /// Up to `limit` values whose key starts with `prefix`, in the order of the keys.
  SortedMap<String, byte[]> startingWith(String prefix, int limit) throws SpoolException;

  /// Forgets these keys.
  void forget(Collection<String> keys) throws SpoolException;

  /// Forgets what was not written since `millis` (milliseconds since the epoch) and whose key
  /// starts with `prefix`. Returns how many.
  long forget(String prefix, long millis) throws SpoolException;
}
