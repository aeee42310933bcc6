package dev.saltern.jobcache.mysql;

import dev.saltern.Check;
import dev.saltern.Component;
import dev.saltern.Role;
import dev.saltern.jobcache.JobCacheUnavailableException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a node says of itself: its row of `salt_node`, every few seconds while MySQL is there, all
/// times by the database's clock. A role with one thread and a connection of its own, so that it
/// delays no batch and no batch delays it. Silent while MySQL is away: the drain says so, and
/// everybody else sees how old the row is. Thread-safe.
public final class Heartbeat implements Component {
  /// How often.
  public static final Duration EVERY = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(Heartbeat.class);
  private static final Duration PATIENCE = Duration.ofSeconds(4);
  private static final int VERSION_MAX = 64;

  private static final String UPSERT =
      """
      INSERT INTO salt_node (node, version, started, seen, backlog, oldest, spool_bytes, dead,
        moms, moms_connected, tapped)
      VALUES (?, ?, CURRENT_TIMESTAMP(6) - INTERVAL ? MICROSECOND, CURRENT_TIMESTAMP(6), ?,
        CURRENT_TIMESTAMP(6) - INTERVAL ? MICROSECOND, ?, ?, ?, ?, ?)
      ON DUPLICATE KEY UPDATE version = VALUES(version), seen = VALUES(seen),
        backlog = VALUES(backlog), oldest = VALUES(oldest), spool_bytes = VALUES(spool_bytes),
        dead = VALUES(dead), moms = VALUES(moms), moms_connected = VALUES(moms_connected),
        tapped = VALUES(tapped)""";

  /// The same for the first one of a process, which says when it started, too.
  private static final String FIRST = UPSERT + ", started = VALUES(started)";

  private static final String AGE =
      "SELECT TIMESTAMPDIFF(MICROSECOND, seen, CURRENT_TIMESTAMP(6)) FROM salt_node WHERE node = ?";

  private final Database database;
  private final String node;
  private final String version;
  private final Supplier<NodeState> state;
  private final Role role = new Role("saltern-heartbeat");
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final long startedNanos = System.nanoTime();
  private Consumer<Duration> seenBefore = _ -> {};
  private boolean begun;

  /// @param node who says it
  /// @param version which Saltern that is
  /// @param state how it is; asked each time, on the role's own thread
  public Heartbeat(MySqlConfig config, Origin node, String version, Supplier<NodeState> state) {
    MySqlConfig.Limits limits = config.limits();
    this.database =
        new Database(
            config.withLimits(
                new MySqlConfig.Limits(1, PATIENCE, PATIENCE, PATIENCE, limits.returnBytesMax())));
    this.node = node.node();
    this.version = Column.cut(version, VERSION_MAX);
    this.state = state;
  }

  /// Starts the role.
  ///
  /// @param before told once how long ago an earlier process of this node wrote its row, where one
  ///   did
  public void start(Consumer<Duration> before) {
    seenBefore = before;
    role.start(this::run);
  }

  private void run() {
    try {
      do {
        beat();
      } while (!stopped.await(EVERY.toMillis(), TimeUnit.MILLISECONDS));
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Says it once; false where MySQL did not take it.
  boolean beat() {
    NodeState now = state.get();
    try (Connection connection = database.connection();
        PreparedStatement upsert = connection.prepareStatement(begun ? UPSERT : FIRST)) {
      if (!begun) {
        age(connection).ifPresent(seenBefore);
      }
      bind(upsert, now);
      upsert.executeUpdate();
      begun = true;
      return true;
    } catch (SQLException | JobCacheUnavailableException e) {
      log.atDebug().log("the node's row could not be written: {}", e.getMessage());
      return false;
    }
  }

  private Optional<Duration> age(Connection connection) throws SQLException {
    try (PreparedStatement select = connection.prepareStatement(AGE)) {
      select.setString(1, node);
      try (ResultSet row = select.executeQuery()) {
        return row.next()
            ? Optional.of(Duration.of(row.getLong(1), ChronoUnit.MICROS))
            : Optional.empty();
      }
    }
  }

  private void bind(PreparedStatement upsert, NodeState now) throws SQLException {
    upsert.setString(1, node);
    upsert.setString(2, version);
    upsert.setLong(3, micros(Duration.ofNanos(System.nanoTime() - startedNanos)));
    upsert.setLong(4, now.backlog());
    if (now.waits().isPresent()) {
      upsert.setLong(5, micros(now.waits().get()));
    } else {
      upsert.setNull(5, Types.BIGINT);
    }
    upsert.setLong(6, now.spoolBytes());
    upsert.setLong(7, now.dead());
    upsert.setInt(8, now.moms().configured());
    upsert.setInt(9, now.moms().connected());
    upsert.setBoolean(10, now.tapped());
  }

  private static long micros(Duration time) {
    return TimeUnit.NANOSECONDS.toMicros(time.toNanos());
  }

  @Override
  public boolean isAlive() {
    return role.isAlive();
  }

  @Override
  public Check check() {
    return Check.ok("heartbeat", "the node's row is written every " + EVERY.toSeconds() + " s");
  }

  @Override
  public void close() {
    stopped.countDown();
    role.interrupt();
    if (!role.ended(PATIENCE.multipliedBy(2))) {
      log.atDebug().log("the heartbeat does not end; left behind");
    }
    database.close();
  }
}
