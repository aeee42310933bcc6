package dev.saltern.jobcache.mysql;

import dev.saltern.Check;
import dev.saltern.Component;
import dev.saltern.Role;
import dev.saltern.jobcache.JobCacheUnavailableException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jooq.exception.DataAccessException;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keep: `salt_job_dirty > Summariser > salt_job_summary`: keeps the summary of each job exact,
/// half a second behind what was committed. Of all nodes one does it, by a lease that each of its
/// transactions takes anew: one that was thought dead and comes back commits nothing. A role with
/// one thread; thread-safe.
public final class Summariser implements Component {
  static final String LEASE_NAME = "summariser";
  private static final String CHECK_NAME = "summariser";

  /// How long the others wait after the process that had the lease was killed.
  private static final Duration LEASE = Duration.ofSeconds(10);

  /// How often marks are looked for.
  private static final Duration ROUND = Duration.ofMillis(500);

  /// How often the lease is asked for while another process has it.
  private static final Duration ASK_AGAIN = Duration.ofSeconds(2);

  private static final Duration FAILED_PAUSE = Duration.ofSeconds(3);
  private static final Logger log = LoggerFactory.getLogger(Summariser.class);

  private final Database database;
  private final Clock clock;
  private final String owner = Lease.newOwner();
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Role role = new Role("summariser");
  private final LongAdder counted = new LongAdder();
  private volatile boolean leading;
  private volatile @Nullable Instant renewed;
  private volatile @Nullable Instant failingSince;
  private volatile String why = "";

  public Summariser(MySqlConfig config, Clock clock) {
    this.database = new Database(config.withLimits(config.limits().withConnectionsMax(1)));
    this.clock = clock;
  }

  public void start() {
    role.start(this::run);
  }

  private void run() {
    try {
      Duration wait = Duration.ZERO;
      while (!stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        wait = round();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// One look; returns how long to wait before the next.
  private Duration round() {
    try (Connection connection = database.connection()) {
      Duration wait = round(connection);
      if (failingSince != null) {
        log.atInfo().log("summaries are counted again");
        failingSince = null;
      }
      return wait;
    } catch (SQLException | DataAccessException | JobCacheUnavailableException e) {
      return failed(e);
    }
  }

  private Duration failed(Exception e) {
    leading = false;
    SQLException sql = e instanceof SQLException s ? s : cause(e);
    if (sql != null && SqlErrors.repeatable(sql)) {
      return ROUND; // another writer, or on Galera another node, was in the way
    }
    database.forget();
    why = String.valueOf((sql == null ? e : database.unavailable(sql)).getMessage());
    if (failingSince == null) {
      failingSince = clock.instant();
      log.atWarn().log("summaries are not counted: {}", why);
    }
    return FAILED_PAUSE;
  }

  private static @Nullable SQLException cause(Exception e) {
    return e instanceof DataAccessException d ? d.getCause(SQLException.class) : null;
  }

  private Duration round(Connection connection) throws SQLException {
    Lease lease = new Lease(connection, LEASE_NAME, owner, LEASE);
    if (!leading && lease.holder().filter(h -> !h.owner().equals(owner)).isPresent()) {
      return ASK_AGAIN;
    }
    Instant last = renewed;
    boolean due = last == null || last.plus(LEASE.dividedBy(3)).isBefore(clock.instant());
    if (leading && !due && !marked(connection)) {
      return ROUND;
    }
    return recount(connection, lease) == RecountJobs.JOBS_MAX
        ? Duration.ZERO
        : leading ? ROUND : ASK_AGAIN;
  }

  private static boolean marked(Connection connection) throws SQLException {
    return !RetainRows.texts(connection, "SELECT id FROM salt_job_dirty LIMIT 1").isEmpty();
  }

  /// The lease's row is locked from the start to the commit: whoever takes it next counts what this
  /// one has committed, or what it has not.
  private int recount(Connection connection, Lease lease) throws SQLException {
    connection.setAutoCommit(false);
    try {
      Instant now = clock.instant();
      boolean ours = lease.take();
      int jobs =
          ours
              ? new RecountJobs(
                      connection,
                      DSL.using(connection, MySqlJobLookup.DIALECT, MySqlJobLookup.SETTINGS))
                  .run()
              : 0;
      connection.commit();
      counted.add(jobs);
      renewed = now;
      if (ours && !leading) {
        log.atInfo().log("this node counts the summaries");
      }
      leading = ours;
      return jobs;
    } catch (SQLException | DataAccessException e) {
      try {
        connection.rollback();
      } catch (SQLException gone) {
        e.addSuppressed(gone); // and the transaction with it
      }
      throw e;
    }
  }

  /// How many summaries this process has written.
  public long counted() {
    return counted.sum();
  }

  /// Whether this process is the one that counts.
  public boolean leads() {
    return leading;
  }

  @Override
  public Check check() {
    Optional<Instant> failing = Optional.ofNullable(failingSince);
    return failing
        .map(since -> Check.failed(CHECK_NAME, "failing since " + since + ": " + why))
        .orElseGet(
            () ->
                Check.ok(CHECK_NAME, leading ? "counts" : "another process counts, or will soon"));
  }

  @Override
  public boolean isAlive() {
    return role.isAlive();
  }

  @Override
  public void close() {
    stopped.countDown();
    if (!role.ended(Duration.ofSeconds(15))) {
      role.interrupt();
      log.atWarn().log("its role does not end; left behind");
    }
    release();
    database.close();
  }

  /// The next one need not wait until the lease runs out.
  private void release() {
    if (leading) {
      try (Connection connection = database.connection()) {
        new Lease(connection, LEASE_NAME, owner, LEASE).release();
      } catch (SQLException | JobCacheUnavailableException e) {
        log.atDebug().log("the lease runs out by itself: {}", e.getMessage());
      }
    }
  }
}
