package dev.saltern.spool;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A spool in one SQLite file: write-ahead log, each commit on disk before it is acknowledged, a
/// checksum per record. Thread-safe.
///
/// A damaged file is never lost in silence: at opening or when met it is moved aside, what SQLite
/// still reads is saved, the log says both, and [#loss] says since when records may be missing.
public final class SqliteSpool implements Spool {
  private final Database database;
  private final @Nullable SpoolLock lock;
  private final Queue queue;
  private final Bound bound;
  private final LetterTable letters;
  private final NoteTable notes;
  private final Readers readers;

  private SqliteSpool(
      Database database, @Nullable SpoolLock lock, SpoolConfig config, InstantSource clock) {
    this.database = database;
    this.lock = lock;
    var trim = new Trim();
    this.bound = new Bound(config, clock, trim);
    this.queue = new Queue(database, bound, clock);
    this.letters = new LetterTable(database, queue, clock);
    this.notes = new NoteTable(database, clock);
    this.readers = new Readers(database, bound, trim, letters);
  }

  /// Opens the spool for a node, made where it is missing, mended where it is damaged.
  ///
  /// @throws SpoolException where another process has it (the message names its pid), others may
  ///   read it, or the disk does not let us
  public static SqliteSpool open(SpoolConfig config, InstantSource clock) throws SpoolException {
    Path file = place(config.path());
    SpoolLock lock = SpoolLock.take(file);
    try {
      return new SqliteSpool(Database.open(file, clock, true), lock, config, clock);
    } catch (SpoolException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  /// Opens the spool beside a running node, to look at it and to decide on letters. Mends nothing.
  public static SqliteSpool visit(SpoolConfig config, InstantSource clock) throws SpoolException {
    Path file = place(config.path());
    return new SqliteSpool(Database.open(file, clock, false), null, config, clock);
  }

  /// Which process has the spool at `path`, by its pid; nothing where none that still runs.
  public static Optional<Long> user(Path path) {
    return SpoolLock.user(path);
  }

  /// One path for one file, also where a link leads to its directory: the lock goes by path.
  private static Path place(Path path) throws SpoolException {
    SpoolFiles.directory(path);
    Path directory = Objects.requireNonNull(path.getParent(), "an absolute path has a parent");
    try {
      return directory.toRealPath().resolve(Objects.requireNonNull(path.getFileName()));
    } catch (IOException e) {
      throw new SpoolException("the spool's directory " + directory + ": " + e, e);
    }
  }

  @Override
  public long append(List<Item> records) throws SpoolException {
    return queue.append(records);
  }

  @Override
  public List<Entry> read(long position, int limit, long bytesMax) throws SpoolException {
    return queue.read(position, limit, bytesMax);
  }

  @Override
  public long open(String reader, Policy policy) throws SpoolException {
    return readers.open(reader, policy);
  }

  @Override
  public void advance(String reader, Step step) throws SpoolException {
    readers.advance(reader, step);
  }

  @Override
  public void forget(String reader) throws SpoolException {
    readers.forget(reader);
  }

  @Override
  public void expire() throws SpoolException {
    boolean more = true;
    while (more) {
      more = database.free("drop what is too old", bound::expire);
    }
  }

  @Override
  public Stats stats() throws SpoolException {
    return database.read("read its state", SqliteSpool::stats);
  }

  private static Stats stats(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      Map<String, Reader> readers = Readers.all(statement);
      try (ResultSet row =
          statement.executeQuery(
              """
              SELECT records, bytes, last_position,
                coalesce((SELECT appended FROM record ORDER BY position LIMIT 1), 0)
              FROM state""")) {
        row.next();
        return new Stats(row.getLong(1), row.getLong(2), row.getLong(4), row.getLong(3), readers);
      }
    }
  }

  @Override
  public long oldestAfter(long position) throws SpoolException {
    return queue.oldestAfter(position);
  }

  @Override
  public Map<Integer, Long> labels(long position) throws SpoolException {
    return queue.labels(position);
  }

  @Override
  public Map<String, Long> counters() throws SpoolException {
    return database.read(
        "read its counters",
        connection -> {
          var counters = new HashMap<String, Long>();
          try (Statement statement = connection.createStatement();
              ResultSet row = statement.executeQuery("SELECT name, value FROM counter")) {
            while (row.next()) {
              counters.put(row.getString(1), row.getLong(2));
            }
          }
          return counters;
        });
  }

  @Override
  public Optional<Loss> loss() throws SpoolException {
    return LossNote.read(notes.get(LossNote.KEY));
  }

  @Override
  public void lossHandled() throws SpoolException {
    notes.forget(List.of(LossNote.KEY));
  }

  @Override
  public Optional<String> displaced() {
    return database.displaced();
  }

  @Override
  public Notes notes() {
    return notes;
  }

  @Override
  public Letters letters() {
    return letters;
  }

  /// For tests that set limits on the file.
  Database database() {
    return database;
  }

  @Override
  public void close() {
    try {
      database.close();
    } finally {
      if (lock != null) {
        lock.close();
      }
    }
  }
}
