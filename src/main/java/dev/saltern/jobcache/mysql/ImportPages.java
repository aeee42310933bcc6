package dev.saltern.jobcache.mysql;

import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.mysql.ImportCounts.What;
import dev.saltern.jobcache.mysql.ImportRefusedException.Why;
import dev.saltern.jobcache.mysql.ImportSource.Look;
import dev.saltern.jobcache.mysql.ImportSource.Place;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// The passes of one import over its source's parts, page by page. Confined to one thread.
final class ImportPages {
  static final int ROWS_MAX = 1000;

  /// A later pass looks at everything to find little: its pages are so many times as big.
  private static final int LATER_TIMES = 10;

  private static final long PACKET_BYTES_SPARE = 64 << 10;
  private static final long STATEMENT_BYTES_MAX = 4 << 20;
  private static final int ATTEMPTS_MAX = 10;
  private static final Duration TOLD_EVERY = Duration.ofSeconds(10);

  private final Connection connection;
  private final ImportSource source;
  private final ImportBatch.Means means;
  private final Import.Options options;
  private final String node;
  private final int rowsMax;

  ImportPages(
      Connection connection,
      ImportSource source,
      ImportBatch.Means means,
      Import.Options options,
      int rowsMax) {
    this.rowsMax = rowsMax;
    this.connection = connection;
    this.source = source;
    this.means = means;
    this.options = options;
    this.node = Column.cut(Import.NODE + source.name(), Origin.LENGTH_MAX);
  }

  static ImportBatch.Means means(
      Connection connection, MySqlConfig config, Import.Rules rules, StatesKept states)
      throws SQLException {
    try (Statement s = connection.createStatement();
        ResultSet rows = s.executeQuery("SELECT @@max_allowed_packet")) {
      rows.next();
      long rowBytesMax = rows.getLong(1) - PACKET_BYTES_SPARE;
      int wanted = Math.min(config.limits().returnBytesMax(), Column.MEDIUMTEXT_BYTES_MAX);
      return new ImportBatch.Means(
          rules,
          states,
          (int) Math.min(wanted, rowBytesMax / 3),
          rowBytesMax,
          Math.min(rowBytesMax, STATEMENT_BYTES_MAX));
    }
  }

  /// All passes over a part that are due.
  ///
  /// @param position of its first row: those of no two parts meet
  ImportReport.Part run(String part, long position, Consumer<String> watch)
      throws SQLException,
          JobCacheUnavailableException,
          ImportRefusedException,
          InterruptedException {
    ImportProgress.Key key = new ImportProgress.Key(source.name(), part);
    Optional<ImportProgress> found = ImportProgress.read(connection, key, false);
    boolean fresh = found.isEmpty() || options.restart();
    ImportProgress at =
        fresh
            ? begin(key, found.map(ImportProgress::position).orElse(position))
            : found.get().done() ? found.get().next(source.horizon(part)) : found.get();
    ImportCounts before = fresh ? new ImportCounts() : found.get().counts();
    if (!options.dryRun()) {
      at.save(connection); // what is begun is known, and its horizon with it
    }
    boolean resumed = !fresh && !found.get().done();
    at = pass(at, watch);
    if (!options.dryRun() && (at.pass() == 1 || resumed)) {
      at = at.next(source.horizon(part));
      at.save(connection);
      at = pass(at, watch);
    }
    return new ImportReport.Part(
        part,
        at.counts(),
        at.counts().since(before),
        at.pass(),
        at.span().horizon(),
        at.span().since());
  }

  private ImportProgress begin(ImportProgress.Key key, long position)
      throws JobCacheUnavailableException, InterruptedException {
    return ImportProgress.begin(key, source.horizon(key.part()), options.since(), position);
  }

  private ImportProgress pass(ImportProgress from, Consumer<String> watch)
      throws SQLException,
          JobCacheUnavailableException,
          ImportRefusedException,
          InterruptedException {
    ImportProgress at = from;
    Instant told = Instant.now();
    while (!at.done()) {
      long began = System.nanoTime();
      ImportProgress next = page(at);
      long rows = next.counts().get(What.READ) - at.counts().get(What.READ);
      at = next;
      if (Duration.between(told, Instant.now()).compareTo(TOLD_EVERY) > 0) {
        told = Instant.now();
        String where = at.after().map(Place::key).orElse("the end");
        watch.accept(
            "%s: %d read, at %s".formatted(at.key().part(), at.counts().get(What.READ), where));
      }
      slowDown(rows, began);
    }
    return at;
  }

  private void slowDown(long rows, long began) throws InterruptedException {
    if (options.rate().isPresent()) {
      long due = Duration.ofSeconds(rows).toNanos() / options.rate().getAsInt();
      long left = due - (System.nanoTime() - began);
      if (left > 0) {
        Thread.sleep(Duration.ofNanos(left));
      }
    }
  }

  private ImportProgress page(ImportProgress at)
      throws SQLException,
          JobCacheUnavailableException,
          ImportRefusedException,
          InterruptedException {
    for (int attempt = 1; ; attempt++) {
      try {
        return once(at);
      } catch (SQLException e) {
        if (!SqlErrors.repeatable(e) || attempt == ATTEMPTS_MAX) {
          throw e;
        }
        Thread.sleep(ThreadLocalRandom.current().nextLong(5L << attempt));
      }
    }
  }

  /// One transaction.
  private ImportProgress once(ImportProgress at)
      throws SQLException, JobCacheUnavailableException, ImportRefusedException {
    connection.setAutoCommit(false);
    try {
      if (!options.dryRun()) {
        requireOurs(at);
      }
      ImportCounts counts = at.counts().copy();
      ImportBatch batch = new ImportBatch(connection, node, means, counts, at.position());
      Optional<Place> end = read(at, batch);
      batch.flush();
      ImportProgress next = at.after(end, batch.position(), counts);
      if (options.dryRun()) {
        connection.rollback();
      } else {
        next.save(connection);
        connection.commit();
      }
      return next;
    } catch (SQLException
        | JobCacheUnavailableException
        | ImportRefusedException
        | RuntimeException e) {
      try {
        connection.rollback();
      } catch (SQLException gone) {
        e.addSuppressed(gone); // the connection is gone, and the transaction with it
      }
      throw e;
    } finally {
      leave();
    }
  }

  /// A source knows of no SQL of ours: what stops the batch goes around it.
  private Optional<Place> read(ImportProgress at, ImportBatch batch)
      throws SQLException, JobCacheUnavailableException {
    AtomicReference<SQLException> stopped = new AtomicReference<>();
    try {
      return source.page(
          at.key().part(),
          look(at),
          at.after(),
          found -> {
            try {
              batch.take(found);
            } catch (SQLException e) {
              stopped.set(e);
              throw SqlErrors.unavailable("the job cache took no page", e);
            }
          });
    } catch (JobCacheUnavailableException e) {
      SQLException ours = stopped.get();
      if (ours != null) {
        throw ours;
      }
      throw e;
    }
  }

  private void leave() {
    try {
      connection.setAutoCommit(true);
    } catch (SQLException _) {
      // gone: whoever uses it next is told
    }
  }

  private Look look(ImportProgress at) {
    int most = at.pass() == 1 ? rowsMax : rowsMax * LATER_TIMES;
    int rows = options.rate().isPresent() ? Math.min(most, options.rate().getAsInt()) : most;
    ImportProgress.Span span = at.span();
    return new Look(span.previous(), span.horizon(), span.since(), rows);
  }

  /// Another process that imports the same has moved the row on, or waits for us here.
  private void requireOurs(ImportProgress at) throws SQLException, ImportRefusedException {
    Optional<ImportProgress> now = ImportProgress.read(connection, at.key(), true);
    if (now.filter(at::sameAs).isEmpty()) {
      throw new ImportRefusedException(
          Why.HELD, "another process imports " + at.key().source() + " at the same time");
    }
  }
}
