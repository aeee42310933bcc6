package dev.saltern.spool;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The table of notes. Thread-safe.
final class NoteTable implements Notes {
  private final Database database;
  private final InstantSource clock;

  NoteTable(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  @Override
  public void put(Map<String, byte[]> values) throws SpoolException {
    values.forEach(NoteTable::check);
    database.write("note", tx -> put(tx, values));
  }

  private static void check(String key, byte[] value) {
    if (key.length() > KEY_LENGTH_MAX || value.length > VALUE_BYTES_MAX) {
      throw new IllegalArgumentException(
          "a note has a key of up to %d characters and a value of up to %d bytes, found %d and %d"
              .formatted(KEY_LENGTH_MAX, VALUE_BYTES_MAX, key.length(), value.length));
    }
  }

  private boolean put(Tx tx, Map<String, byte[]> values) throws SQLException {
    for (var note : values.entrySet()) {
      tx.update(
          "INSERT OR REPLACE INTO note VALUES (?, ?, ?)",
          note.getKey(),
          clock.millis(),
          note.getValue());
    }
    return true;
  }

  @Override
  public Optional<byte[]> get(String key) throws SpoolException {
    return database.read(
        "read a note",
        connection -> {
          try (PreparedStatement select =
              connection.prepareStatement("SELECT value FROM note WHERE key = ?")) {
            select.setString(1, key);
            try (ResultSet row = select.executeQuery()) {
              return row.next() ? Optional.of(row.getBytes(1)) : Optional.empty();
            }
          }
        });
  }

  @Override
  public SortedMap<String, byte[]> startingWith(String prefix, int limit) throws SpoolException {
    return database.read(
        "read notes",
        connection -> {
          var notes = new TreeMap<String, byte[]>();
          try (PreparedStatement select =
              connection.prepareStatement(
                  "SELECT key, value FROM note WHERE key >= ? AND key < ? ORDER BY key LIMIT ?")) {
            select.setString(1, prefix);
            select.setString(2, end(prefix));
            select.setInt(3, limit);
            try (ResultSet row = select.executeQuery()) {
              while (row.next()) {
                notes.put(row.getString(1), row.getBytes(2));
              }
            }
          }
          return notes;
        });
  }

  @Override
  public void forget(Collection<String> keys) throws SpoolException {
    if (!keys.isEmpty()) {
      database.write("forget notes", tx -> forget(tx, keys));
    }
  }

  private static long forget(Tx tx, Collection<String> keys) throws SQLException {
    long forgotten = 0;
    for (String key : keys) {
      forgotten += tx.update("DELETE FROM note WHERE key = ?", key);
    }
    return forgotten;
  }

  @Override
  public long forget(String prefix, long millis) throws SpoolException {
    return database.write(
        "forget notes",
        tx ->
            (long)
                tx.update(
                    "DELETE FROM note WHERE key >= ? AND key < ? AND written < ?",
                    prefix,
                    end(prefix),
                    millis));
  }

  /// What is greater than every key with this prefix: no text has a code point beyond the last.
  private static String end(String prefix) {
    return prefix + Character.toString(Character.MAX_CODE_POINT);
  }
}
