package dev.saltern.jobcache.mysql;

import dev.saltern.Check;
import dev.saltern.Component;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.EntryForm;
import dev.saltern.jobcache.EventEntry;
import dev.saltern.jobcache.JobCacheRejectedException;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobWriter;
import dev.saltern.jobcache.ReturnEntry;
import dev.saltern.jobcache.ReturnKey;
import dev.saltern.jobcache.Written;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keep: `returner.Drain > MySqlJobCache ═sql═> MySQL`.
///
/// A batch is one transaction of a few multi-row upserts. What is there already, from here or from
/// another node, is left as it is or bettered, never doubled and never made poorer, in whatever
/// order copies come. Nothing connects before the first batch. Thread-safe.
public final class MySqlJobCache implements JobWriter, Component {
  /// How often a batch is tried while others are in the way before it counts as unavailable.
  static final int ATTEMPTS_MAX = 20;

  /// The same where a lock was waited for: each wait takes its time.
  static final int LOCK_WAITS_MAX = 2;

  private static final long BACKOFF_MILLIS_MAX = 500;

  /// Bytes of a packet that are not ours: the header and what each row's types take.
  private static final long PACKET_BYTES_SPARE = 64 << 10;

  /// A statement of many rows ends here: bigger ones only cost memory on both sides. One row may
  /// have as much as the packet holds.
  private static final long STATEMENT_BYTES_MAX = 4 << 20;

  /// How many jobs are remembered as having a load.
  private static final int LOADED_MAX = 10_000;

  private static final Logger log = LoggerFactory.getLogger(MySqlJobCache.class);

  private final Database database;
  private final Origin origin;
  private final StatesKept states;
  private final Map<Jid, Boolean> loaded =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Jid, Boolean> eldest) {
          return size() > LOADED_MAX;
        }
      };

  private final LongAdder repeated = new LongAdder();
  private volatile Consumer<ReturnKey> onConflict = _ -> {};

  /// One that keeps the states that changed something or failed.
  public MySqlJobCache(MySqlConfig config, Origin origin) {
    this(config, origin, StatesKept.CHANGED);
  }

  /// @param states which states of state runs are rows of their own
  public MySqlJobCache(MySqlConfig config, Origin origin, StatesKept states) {
    this.database = new Database(config);
    this.origin = origin;
    this.states = states;
  }

  /// Says who is told, after a commit, of each answer that differs from another of the same minion
  /// to the same job and that this node's master may judge.
  public void onConflict(Consumer<ReturnKey> listener) {
    onConflict = listener;
  }

  @Override
  public Written write(List<? extends Entry> batch)
      throws JobCacheUnavailableException, JobCacheRejectedException {
    if (batch.isEmpty()) {
      return Written.NOTHING;
    }
    // Rendered once, before there is a connection, for what the server takes as far as is known.
    ServerBounds bounds = bounds();
    Batch rows = Batch.of(batch, bounds.returnBytesMax(), bounds.rowBytesMax());
    for (int attempt = 1; ; attempt++) {
      try {
        return writeOnce(batch, rows, bounds);
      } catch (SQLException e) {
        int attemptsMax = SqlErrors.lockWait(e) ? LOCK_WAITS_MAX : ATTEMPTS_MAX;
        if (SqlErrors.repeatable(e) && attempt < attemptsMax) {
          repeated.increment();
          log.atDebug()
              .addKeyValue("reader", "mysql")
              .addKeyValue("attempt", attempt)
              .log("another writer was in the way, repeating a batch: {}", e.getSQLState());
          backOff(attempt);
        } else if (SqlErrors.rejected(e)) {
          requireSound();
          throw SqlErrors.rejection("the job cache refuses " + what(batch), e);
        } else {
          forget();
          throw database.unavailable(e);
        }
      }
    }
  }

  private Written writeOnce(List<? extends Entry> entries, Batch rows, ServerBounds before)
      throws SQLException, JobCacheUnavailableException, JobCacheRejectedException {
    try (Connection connection = database.connection()) {
      database.factsToWrite(connection);
      ServerBounds now = bounds();
      Batch batch =
          now.equals(before) ? rows : Batch.of(entries, now.returnBytesMax(), now.rowBytesMax());
      long bytesMax = Math.min(now.rowBytesMax(), STATEMENT_BYTES_MAX);
      connection.setAutoCommit(false);
      var writing = new WriteBatch(connection, batch, origin.node(), states, bytesMax);
      Written written;
      try {
        written = writing.run(this::isLoaded);
        connection.commit();
      } catch (SQLException | JobCacheRejectedException | RuntimeException e) {
        rollBack(connection, e);
        throw e;
      }
      remember(batch);
      writing.disputed().forEach(onConflict);
      return written;
    }
  }

  @Override
  public EntryForm form() {
    return new EntryForm(origin.masterId(), bounds().returnBytesMax());
  }

  /// What the server takes at once; any amount while none was asked.
  ///
  /// @param rowBytesMax the bytes of one row
  /// @param returnBytesMax of a return in its row: `return` and `full_ret` hold the same twice,
  ///   each in a `mediumtext`
  private record ServerBounds(long rowBytesMax, int returnBytesMax) {}

  private ServerBounds bounds() {
    long rowBytesMax = database.packetBytesMax() - PACKET_BYTES_SPARE;
    int wanted = database.config().limits().returnBytesMax();
    return new ServerBounds(
        rowBytesMax,
        (int) Math.min(Math.min(wanted, Column.MEDIUMTEXT_BYTES_MAX), rowBytesMax / 3));
  }

  private static void rollBack(Connection connection, Exception cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e); // the connection is gone, and the transaction with it
    }
  }

  private boolean isLoaded(Jid jid) {
    synchronized (loaded) {
      return loaded.get(jid) != null;
    }
  }

  private void remember(Batch batch) {
    synchronized (loaded) {
      batch.returns().forEach(row -> loaded.put(row.jid(), true));
    }
  }

  /// What a server refuses may be its own fault: where its settings or tables were changed, data
  /// are kept until they are as they should be.
  private void requireSound() throws JobCacheUnavailableException {
    database.forget();
    try (Connection connection = database.connection()) {
      database.factsToWrite(connection);
    } catch (SQLException e) {
      forget();
      throw database.unavailable(e);
    }
  }

  /// After an outage the server may be another, or one brought back from a backup.
  private void forget() {
    database.leave();
    synchronized (loaded) {
      loaded.clear();
    }
  }

  /// A batch in numbers: what it holds is for no message.
  private static String what(List<? extends Entry> batch) {
    if (batch.size() > 1) {
      return "a batch of " + batch.size();
    }
    return switch (batch.getFirst()) {
      case Entry.LoadEntry(long _, var load) -> "the load of job " + load.jid();
      case ReturnEntry answer ->
          "the return of " + answer.key().id() + " to job " + answer.key().jid();
      case EventEntry event -> "an event with tag " + Column.cut(event.tag(), Column.NAME_MAX);
      case Entry.CompletionEntry(long _, var completion) ->
          "the completion of job " + completion.jid();
      case Entry.UnverifiedEntry(long _, var u) ->
          "that the answer of " + u.minion() + " to job " + u.jid() + " is unverified";
      case Entry.GapEntry(long _, var gap) -> "the gap from " + gap.from() + " to " + gap.to();
    };
  }

  private static void backOff(int attempt) throws JobCacheUnavailableException {
    long most = Math.min(BACKOFF_MILLIS_MAX, 5L << attempt);
    try {
      Thread.sleep(ThreadLocalRandom.current().nextLong(most / 2, most + 1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new JobCacheUnavailableException("interrupted between two attempts", e);
    }
  }

  /// How many times a batch was repeated because another writer was in the way.
  public long repeated() {
    return repeated.sum();
  }

  @Override
  public Check check() {
    return database.check();
  }

  /// As [#check], and that this account may write what a node writes: a job with a return and an
  /// event goes into the tables and is taken back.
  public Check checkWriting() {
    Check found = check();
    if (!found.ok()) {
      return found;
    }
    try (Connection connection = database.connection()) {
      ServerBounds bounds = bounds();
      connection.setAutoCommit(false);
      try {
        new WriteBatch(
                connection,
                Batch.of(Trial.entries(), bounds.returnBytesMax(), bounds.rowBytesMax()),
                origin.node(),
                states,
                STATEMENT_BYTES_MAX)
            .run(_ -> false);
        return Check.ok(found.name(), found.message() + ", and can be written to");
      } finally {
        connection.rollback();
      }
    } catch (SQLException e) {
      return Check.failed(
          found.name(),
          "%s, but cannot be written to: %s; the node's account needs SELECT, INSERT, UPDATE, DELETE"
              .formatted(found.message(), e.getMessage()));
    } catch (JobCacheUnavailableException | JobCacheRejectedException e) {
      return Check.failed(found.name(), String.valueOf(e.getMessage()));
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
