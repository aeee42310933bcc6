package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.job.Jid;
import dev.saltern.returner.Kind;
import dev.saltern.returner.Ledger;
import dev.saltern.simulator.FakeMinions;
import dev.saltern.simulator.FakeMom;
import dev.saltern.simulator.Job;
import dev.saltern.simulator.Scenario;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node as a process of its own, and what it does on signals.
class NodeLifeIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int MINIONS = 50;

  @TempDir Path folder;

  private final List<AutoCloseable> open = new ArrayList<>();

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  @Test
  void sigtermInAStreamEndsWithZeroAndNothingAcceptedIsLost() throws Exception {
    NodeSite site = site(1);
    NodeProcess node = connected(site, Map.of());
    for (int i = 0; i < 40; i++) {
      site.mom().publish(Job.of("test.ping", "*"));
    }
    await().atMost(PATIENCE).until(() -> site.ledger(Kind.RETURN).seen() >= MINIONS);

    node.signal("TERM");

    assertThat(node.ends(30)).as(node.log()).isZero();
    Ledger.Counts accepted = site.ledger(Kind.RETURN);
    assertThat(accepted.seen()).isGreaterThanOrEqualTo(MINIONS);
    try (Node next = Node.start(site.read(), Clock.systemUTC())) {
      await()
          .atMost(PATIENCE)
          .until(() -> site.ledger(Kind.RETURN).pending() == 0 && next.waiting() == 0);
    }
    assertThat(site.returns()).isGreaterThanOrEqualTo(Math.toIntExact(accepted.seen()));
  }

  @Test
  void killedInAStreamItsLedgerIsWhatIsOnDiskAndInMysql() throws Exception {
    NodeSite site = site(1);
    for (int round = 1; round <= 2; round++) {
      NodeProcess node = connected(site, Map.of());
      long before = site.ledger(Kind.RETURN).seen();
      for (int i = 0; i < 30; i++) {
        site.mom().publish(Job.of("test.ping", "*"));
      }
      await().atMost(PATIENCE).until(() -> site.ledger(Kind.RETURN).seen() > before + MINIONS);

      node.signal("KILL");
      node.ends(30);

      long pending = 0;
      for (Kind kind : Kind.values()) {
        pending += site.ledger(kind).pending();
      }
      assertThat(pending).as("pending, by the ledger").isEqualTo(site.waiting());
    }
    try (Node next = Node.start(site.read(), Clock.systemUTC())) {
      await()
          .atMost(PATIENCE)
          .until(() -> site.ledger(Kind.RETURN).pending() == 0 && next.waiting() == 0);
    }
    Ledger.Counts counts = site.ledger(Kind.RETURN);
    assertThat(counts.stored() + counts.duplicate() + counts.filtered()).isEqualTo(counts.seen());
    assertThat(counts.dead()).isZero();
    // What was read from the job directory first is bettered by what the bus shows. Where both were
    // in MySQL before the kill and not in the ledger, the poorer copy is a duplicate afterwards.
    assertThat(counts.stored())
        .isBetween(
            (long) site.returns(),
            (long) site.count("SELECT COUNT(*) + SUM(revision) FROM salt_returns"));
  }

  @Test
  void withMysqlAndTheMomsAwayItEndsInTimeAndKeepsWhatWaits() throws Exception {
    NodeSite site = site(2);
    site.settings(deadPort());
    NodeProcess node = connected(site, Map.of());
    Jid jid = site.mom().publish(Job.of("test.ping", "*"));
    await().atMost(PATIENCE).until(() -> site.ledger(Kind.RETURN).seen() >= MINIONS);
    site.scenario.moms().forEach(FakeMom::stop);
    await().atMost(PATIENCE).until(() -> node.logged("not connected"));

    node.signal("TERM");

    assertThat(node.ends(30)).as(node.log()).isZero();
    assertThat(site.ledger(Kind.RETURN).pending()).isEqualTo(site.ledger(Kind.RETURN).seen());
    site.settings(site.database.config().server().port());
    try (Node _ = Node.start(site.read(), Clock.systemUTC())) {
      await().atMost(PATIENCE).until(() -> site.returns(jid) == MINIONS);
    }
  }

  @Test
  void aSecondNodeOnTheSameSpoolIsRefusedAndNamesTheFirst() throws Exception {
    NodeSite site = site(1);
    NodeProcess first = connected(site, Map.of());

    NodeProcess second = started(site, "second.log", Map.of());

    assertThat(second.ends(60)).isEqualTo(69);
    assertThat(second.log()).contains("is in use by process " + first.pid());
    assertThat(first.isAlive()).isTrue();
  }

  @Test
  void sigusr1WritesADumpForItsOwnerAloneAndGoesOn() throws Exception {
    NodeSite site = site(1);
    NodeProcess node = connected(site, Map.of());
    Jid jid = site.mom().publish(Job.of("test.echo", "*", "what-a-minion-said"));
    await().atMost(PATIENCE).until(() -> site.returns(jid) == MINIONS);

    node.signal("USR1");
    await().atMost(PATIENCE).until(() -> node.logged("dump: "));

    List<Path> dumps = dumps();
    assertThat(dumps).hasSize(1);
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dumps.getFirst())))
        .isEqualTo("rw-------");
    assertThat(node.log()).contains(dumps.getFirst().toString());
    assertThat(Files.readString(dumps.getFirst()))
        .contains("1 of 1 masters", "== parts", "reader mysql", "== ledger", "== threads")
        .contains("\"saltern-journal\"", "\"event-tap\"", "dev.saltern.returner.Drain")
        .doesNotContain("what-a-minion-said")
        .doesNotContain(site.database.config().credentials().password());
    assertThat(node.isAlive()).isTrue();
  }

  @Test
  void systemdIsToldAllAndFedAlsoWhileMysqlAndTheMomAreAway() throws Exception {
    NodeSite site = site(1);
    site.settings(deadPort());
    String socket = folder.resolve("notify").toString();
    try (var systemd = NotifyReceiver.bind(socket)) {
      NodeProcess node =
          connected(site, Map.of("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", "1000000"));
      await().atMost(PATIENCE).until(() -> fed(systemd) > 0);
      site.mom().publish(Job.of("test.ping", "*"));
      site.mom().stop();
      await().atMost(PATIENCE).until(() -> node.logged("not connected"));
      long before = fed(systemd);
      await().atMost(PATIENCE).until(() -> fed(systemd) > before + 2);

      node.signal("TERM");

      assertThat(node.ends(30)).as(node.log()).isZero();
      await()
          .atMost(PATIENCE)
          .until(() -> systemd.heard().stream().anyMatch(m -> m.startsWith("STOPPING=1|")));
      assertThat(systemd.heard().getFirst()).startsWith("READY=1|STATUS=").contains(" behind");
    }
  }

  private static long fed(NotifyReceiver systemd) {
    return systemd.heard().stream().filter("WATCHDOG=1"::equals).count();
  }

  private NodeSite site(int moms) throws Exception {
    var options = Scenario.Options.standard().withMode(FakeMinions.Mode.DIRECT);
    var site = new NodeSite(Scenario.Plan.of(1, MINIONS, 0).withMoms(moms).with(options), folder);
    open.add(site);
    return site;
  }

  private NodeProcess connected(NodeSite site, Map<String, String> environment) throws Exception {
    NodeProcess node = started(site, "node.log", environment);
    await()
        .atMost(PATIENCE)
        .until(() -> site.scenario.moms().stream().allMatch(mom -> mom.subscriptions() > 0));
    await().atMost(PATIENCE).until(() -> node.logged(" runs"));
    return node;
  }

  private NodeProcess started(NodeSite site, String log, Map<String, String> environment)
      throws Exception {
    NodeProcess node = NodeProcess.start(site.config(), folder.resolve(log), environment);
    open.add(node);
    return node;
  }

  private List<Path> dumps() throws Exception {
    try (Stream<Path> files = Files.list(folder.resolve("spool"))) {
      return files.filter(f -> f.getFileName().toString().startsWith("dump-")).toList();
    }
  }

  private static int deadPort() throws Exception {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
