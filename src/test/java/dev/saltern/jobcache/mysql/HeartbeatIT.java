package dev.saltern.jobcache.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.jobcache.NodeLookup.Node;
import dev.saltern.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/// What a node says of itself, as lookups read it.
class HeartbeatIT {
  private static final Origin NODE = new Origin("node1", "master1");

  private final AtomicReference<NodeState> state = new AtomicReference<>(waiting(3));

  private static NodeState waiting(long seconds) {
    return new NodeState(
        7, Optional.of(Duration.ofSeconds(seconds)), 4096, 2, new NodeState.Moms(2, 1), true);
  }

  @Test
  void oneRowANodeSaysHowItIsNow() throws Exception {
    try (TestDatabase database = TestDatabase.migrated();
        var lookup = new MySqlJobLookup(database.config());
        var heartbeat = new Heartbeat(database.config(), NODE, "1.0", state::get)) {
      assertThat(heartbeat.beat()).isTrue();
      Node first = only(lookup.nodes());
      assertThat(first.name()).isEqualTo("node1");
      assertThat(first.version()).isEqualTo("1.0");
      assertThat(first.spool().records()).isEqualTo(7);
      assertThat(first.spool().bytes()).isEqualTo(4096);
      assertThat(first.spool().dead()).isEqualTo(2);
      assertThat(first.moms()).isEqualTo(2);
      assertThat(first.momsConnected()).isEqualTo(1);
      assertThat(first.tapped()).isTrue();
      assertThat(Duration.between(first.spool().oldest().orElseThrow(), first.seen()))
          .isEqualTo(Duration.ofSeconds(3));

      state.set(new NodeState(0, Optional.empty(), 0, 0, new NodeState.Moms(0, 0), false));
      assertThat(heartbeat.beat()).isTrue();

      Node second = only(lookup.nodes());
      assertThat(second.seen()).isAfter(first.seen());
      assertThat(second.started()).as("of the same process").isEqualTo(first.started());
      assertThat(second.spool().records()).isZero();
      assertThat(second.spool().oldest()).isEmpty();
      assertThat(second.tapped()).isFalse();
    }
  }

  @Test
  void anotherProcessOfTheNodeSaysWhenItStartedAndItsVersion() throws Exception {
    try (TestDatabase database = TestDatabase.migrated();
        var lookup = new MySqlJobLookup(database.config());
        var heartbeat = new Heartbeat(database.config(), NODE, "1.0", state::get)) {
      heartbeat.beat();
      Instant before = only(lookup.nodes()).started();
      Thread.sleep(200); // a process of the same node starts later, not in the same millisecond

      try (var next = new Heartbeat(database.config(), NODE, "v".repeat(80), state::get)) {
        next.beat();
      }

      Node node = only(lookup.nodes());
      assertThat(node.started()).isAfter(before);
      assertThat(node.version()).hasSize(64);
    }
  }

  @Test
  void aNewProcessIsToldHowLongAgoAnEarlierOneWasThere() throws Exception {
    try (TestDatabase database = TestDatabase.migrated();
        var first = new Heartbeat(database.config(), NODE, "1.0", state::get)) {
      List<Duration> told = new CopyOnWriteArrayList<>();
      first.start(told::add);
      await().until(() -> database.count("SELECT COUNT(*) FROM salt_node") == 1);
      assertThat(told).as("nobody was there before").isEmpty();

      try (var next = new Heartbeat(database.config(), NODE, "1.1", state::get)) {
        next.start(told::add);
        await().until(() -> !told.isEmpty());
      }

      assertThat(told)
          .singleElement()
          .satisfies(ago -> assertThat(ago).isGreaterThanOrEqualTo(Duration.ZERO));
    }
  }

  @Test
  void whileMysqlIsAwayItGoesOnAndIsThereAgainAfterwards() throws Exception {
    try (TestDatabase database = TestDatabase.empty();
        var lookup = new MySqlJobLookup(database.config());
        var heartbeat = new Heartbeat(database.config(), NODE, "1.0", state::get)) {
      assertThat(heartbeat.beat()).as("without tables").isFalse();
      heartbeat.start(_ -> {});
      assertThat(heartbeat.isAlive()).isTrue();
      assertThat(heartbeat.check().ok()).isTrue();
      new Migrate(database.config(), java.time.Clock.systemUTC()).run();

      await().atMost(Duration.ofSeconds(60)).until(() -> lookup.nodes().size() == 1);
    }
  }

  private static Node only(List<Node> nodes) {
    assertThat(nodes).hasSize(1);
    return nodes.getFirst();
  }
}
