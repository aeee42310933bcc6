package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.Check;
import dev.saltern.job.Jid;
import dev.saltern.simulator.FakeMinions;
import dev.saltern.simulator.Job;
import dev.saltern.simulator.Scenario;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A node in shadow, beside whatever else serves the master.
class ShadowIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int MINIONS = 5;

  @TempDir Path folder;

  private NodeSite site;

  @BeforeEach
  void start() throws Exception {
    var options = Scenario.Options.standard().withMode(FakeMinions.Mode.DIRECT);
    site = new NodeSite(Scenario.Plan.of(1, MINIONS, 0).with(options), folder);
  }

  @AfterEach
  void end() throws Exception {
    site.close();
  }

  @Test
  void keepsEverythingAndTouchesNoMom() throws Exception {
    try (Node shadow = shadow()) {
      Jid jid = site.scenario.master(1).publish(Job.of("test.ping", "*")).orElseThrow();

      await().atMost(PATIENCE).until(() -> site.returns(jid) == MINIONS);
      await()
          .atMost(PATIENCE)
          .until(() -> site.count("SELECT COUNT(*) FROM jids WHERE jid = ?", jid.text()) == 1);
      assertThat(shadow.checks())
          .allMatch(Check::ok)
          .noneMatch(check -> check.name().startsWith("MoM"));
      assertThat(shadow.status()).startsWith("shadow, ");
    }
    assertThat(site.mom().subscriptions()).isZero();
    for (String cmd : List.of("_auth", "_minion_event", "_syndic_return", "_return")) {
      assertThat(site.mom().received().requests(cmd)).isEmpty();
    }
    assertThat(site.mom().received().events()).isEmpty();
    assertThat(folder.resolve("spool/shadow-spool.db")).exists();
    assertThat(folder.resolve("spool/spool.db")).doesNotExist();
  }

  @Test
  void standsBesideTheOneThatRelaysAndIsComparedWithTheJobDirectory() throws Exception {
    try (Node _ = shadow();
        Node _ = Node.start(site.read(), Clock.systemUTC())) {
      await().atMost(PATIENCE).until(() -> site.mom().subscriptions() > 0);

      Jid jid = site.mom().publish(Job.of("test.ping", "*"));
      await().atMost(PATIENCE).until(() -> site.returns(jid) == MINIONS);
      await().atMost(PATIENCE).until(() -> site.mom().received().returnsOf(jid).size() == MINIONS);

      assertThat(site.mom().received().returnsOf(jid).values()).containsOnly(1);
      assertThat(site.mom().received().starts()).containsOnlyKeys("sm1");
      assertThat(compare(0, "--compare", jid.text())).startsWith("same    " + jid);
      assertThat(compare(0, "--compare-last", "1")).startsWith("same    " + jid);

      try (var connection = site.database.connect();
          var delete =
              connection.prepareStatement("DELETE FROM salt_returns WHERE jid = ? AND id = ?")) {
        delete.setString(1, jid.text());
        delete.setString(2, "sm1-m0002");
        assertThat(delete.executeUpdate()).isEqualTo(1);
      }
      assertThat(compare(1, "--compare", jid.text()))
          .startsWith("DIFFERS " + jid)
          .contains("missing in MySQL: sm1-m0002");
    }
  }

  private Node shadow() throws Exception {
    Node node = Node.start(site.read(), Node.Mode.SHADOW, Clock.systemUTC());
    await().atMost(PATIENCE).until(() -> site.scenario.master(1).bus().subscribers() > 0);
    return node;
  }

  private String compare(int exitCode, String... options) {
    var out = new StringWriter();
    var command = Main.commandLine().setOut(new PrintWriter(out));
    var arguments = new java.util.ArrayList<>(List.of("check", "-c"));
    arguments.add(site.config().toString());
    arguments.addAll(List.of(options));
    assertThat(command.execute(arguments.toArray(String[]::new))).as("%s", out).isEqualTo(exitCode);
    return out.toString();
  }
}
