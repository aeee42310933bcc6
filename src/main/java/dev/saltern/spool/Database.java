package dev.saltern.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The spool's file, open: one connection that writes in groups, a few that read beside it.
/// Thread-safe.
///
/// Damage to the file, found at opening or later, is mended the same way: [Rescue] sets the file
/// aside and saves what can be read into a new one, and what was asked is tried once more.
final class Database implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Database.class);
  private static final int READERS_IDLE_MAX = 4;

  /// A question to one connection.
  interface Query<T> {
    T ask(Connection connection) throws SQLException;
  }

  private final Path file;
  private final InstantSource clock;
  private final boolean mends;
  private final Reserve reserve;
  private final GroupCommit groups = new GroupCommit(this::transact);
  private final BlockingQueue<Connection> idle = new ArrayBlockingQueue<>(READERS_IDLE_MAX);

  /// Shared by all who use the connections; held alone by who closes or mends them.
  private final ReentrantReadWriteLock gate = new ReentrantReadWriteLock();

  /// Which file was opened; nothing where the file system does not say.
  private volatile @Nullable Object fileKey;

  private @Nullable Tx writer;
  private boolean closed;
  private long mended;

  private Database(Path file, InstantSource clock, boolean mends, Reserve reserve) {
    this.file = file;
    this.clock = clock;
    this.mends = mends;
    this.reserve = reserve;
  }

  /// Opens and checks the file.
  ///
  /// @param mends whether to mend a damaged one; only who holds the spool's lock may
  static Database open(Path file, InstantSource clock, boolean mends) throws SpoolException {
    Reserve reserve = mends ? Reserve.keep(file, clock) : Reserve.none(file, clock);
    var database = new Database(file, clock, mends, reserve);
    try {
      database.writer = database.checked();
      return database;
    } catch (SQLException e) {
      throw database.failed("cannot be opened", e);
    }
  }

  private Tx checked() throws SQLException, SpoolException {
    try {
      return connect();
    } catch (SQLException e) {
      if (!mends || !Connections.damaged(e)) {
        throw e;
      }
      new Rescue(file, clock).run(String.valueOf(e.getMessage()));
      return connect();
    }
  }

  private Tx connect() throws SQLException, SpoolException {
    long lostCommits = 0;
    if (mends) {
      var rescue = new Rescue(file, clock);
      rescue.resume();
      lostCommits = rescue.keepBrokenLog();
      SpoolFiles.file(file);
    } else if (!Files.exists(file)) {
      throw new SpoolException("there is no spool at " + file);
    }
    Connection connection = Connections.writer(file);
    try {
      if (mends) {
        Rescue.check(connection);
      }
      Schema.ensure(connection);
      if (lostCommits > 0) {
        Rescue.noteLostCommits(connection, lostCommits);
      }
      rememberFile();
      return new Tx(connection);
    } catch (SQLException e) {
      Connections.closeAfter(connection, e);
      throw e;
    } catch (SpoolException e) {
      connection.close();
      throw e;
    }
  }

  /// Runs `work` in a transaction, perhaps with that of other threads.
  <T> T write(String what, GroupCommit.Work<T> work) throws SpoolException {
    return mending(what, () -> groups.run(work));
  }

  /// As [#write], for work that frees space in the end: on a full disk it may use the reserve.
  <T> T free(String what, GroupCommit.Work<T> work) throws SpoolException {
    try {
      return write(what, work);
    } catch (SpoolException e) {
      if (e.getCause() instanceof SQLException sql && Connections.full(sql) && reserve.release()) {
        return write(what, work);
      }
      throw e;
    }
  }

  /// Whether there is space put by for a full disk.
  boolean reserved() throws SpoolException {
    return reserve.ready();
  }

  private void rememberFile() throws SpoolException {
    try {
      fileKey = Files.readAttributes(file, BasicFileAttributes.class).fileKey();
    } catch (IOException e) {
      throw new SpoolException("the spool's file " + file + ": " + e, e);
    }
  }

  /// What [Spool#displaced] says: compares the file at the path with the one that is open.
  Optional<String> displaced() {
    Object opened = fileKey;
    if (opened == null) {
      return Optional.empty();
    }
    try {
      boolean same = opened.equals(Files.readAttributes(file, BasicFileAttributes.class).fileKey());
      return same ? Optional.empty() : Optional.of("another file lies at " + file);
    } catch (NoSuchFileException _) {
      return Optional.of("the file " + file + " was moved or removed");
    } catch (IOException e) {
      return Optional.of("the file " + file + " cannot be looked at: " + e);
    }
  }

  /// Asks a connection that does not wait for those who write.
  <T> T read(String what, Query<T> query) throws SpoolException {
    return mending(what, () -> ask(query));
  }

  private interface Attempt<T> {
    T run() throws SQLException, SpoolException;
  }

  private <T> T mending(String what, Attempt<T> attempt) throws SpoolException {
    try {
      long generation = generation();
      try {
        return attempt.run();
      } catch (SQLException e) {
        if (!mends || !Connections.damaged(e)) {
          throw e;
        }
        mend(generation, e);
        return attempt.run();
      }
    } catch (SQLException e) {
      throw failed(what, e);
    }
  }

  private long generation() {
    Lock lock = gate.readLock();
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the spool " + file + " is closed");
      }
      return mended;
    } finally {
      lock.unlock();
    }
  }

  private void mend(long generation, SQLException damage) throws SQLException, SpoolException {
    Lock lock = gate.writeLock();
    lock.lock();
    try {
      if (mended == generation && !closed) {
        disconnect();
        new Rescue(file, clock).run(String.valueOf(damage.getMessage()));
        rememberFile();
        mended++;
      }
    } finally {
      lock.unlock();
    }
  }

  private <T> T ask(Query<T> query) throws SQLException {
    Lock lock = gate.readLock();
    lock.lock();
    try {
      Connection connection = idle.poll();
      if (connection == null) {
        connection = Connections.reader(file);
      }
      try {
        T answer = query.ask(connection);
        if (!idle.offer(connection)) {
          connection.close();
        }
        return answer;
      } catch (SQLException | RuntimeException e) {
        // What a failed connection still holds is unknown; a new one costs less than to find out.
        connection.close();
        throw e;
      }
    } finally {
      lock.unlock();
    }
  }

  private void transact(List<? extends GroupCommit.Ticket<?>> group) throws SQLException {
    Lock lock = gate.readLock();
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the spool " + file + " is closed");
      }
      Tx tx = writer;
      if (tx == null) {
        tx = new Tx(Connections.writer(file));
        writer = tx;
      }
      try {
        tx.begin();
        for (GroupCommit.Ticket<?> ticket : group) {
          ticket.run(tx);
        }
        tx.commit();
      } catch (SQLException | RuntimeException e) {
        undo(tx, e);
        throw e;
      }
    } finally {
      lock.unlock();
    }
  }

  /// Rolls back; where even that fails the connection goes, and with it the transaction.
  private void undo(Tx tx, Exception cause) throws SQLException {
    try {
      tx.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
      writer = null;
      tx.close();
    }
  }

  private void disconnect() throws SQLException {
    for (Connection c = idle.poll(); c != null; c = idle.poll()) {
      c.close();
    }
    if (writer != null) {
      writer.close();
      writer = null;
    }
  }

  private SpoolException failed(String what, SQLException e) {
    return new SpoolException("the spool " + file + ": " + what + ": " + e.getMessage(), e);
  }

  @Override
  public void close() {
    Lock lock = gate.writeLock();
    lock.lock();
    try {
      closed = true;
      disconnect();
    } catch (SQLException e) {
      // All that was acknowledged is on disk; the next start reads the log that closing left.
      log.atWarn()
          .addKeyValue("file", file)
          .log("the spool did not close cleanly: {}", e.toString());
    } finally {
      lock.unlock();
    }
  }

  /// The first number of a row, by a connection that reads.
  static long number(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      return row.next() ? row.getLong(1) : 0;
    }
  }
}
