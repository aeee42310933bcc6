package dev.saltern.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SwarmTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final List<MinionId> IDS = Swarm.ids("w", 30);

  @TempDir Path home;

  @Test
  void everyoneAnswersOverAFewConnections() throws Exception {
    try (FakeMaster master = master();
        Swarm swarm = swarm(master, new Swarm.Pace(4, 5, 0, 0))) {
      // When
      Jid ping = master.publish(Job.of("test.ping", "*")).orElseThrow();
      Jid one = master.publish(Job.of("cmd.run", "w0007", "x")).orElseThrow();

      // Then
      await().atMost(LONG).until(() -> swarm.counts().returns() == 31);
      assertThat(IDS).allSatisfy(id -> assertThat(returned(master, ping, id)).exists());
      assertThat(returned(master, one, new MinionId("w0007"))).exists();
      assertThat(swarm.counts().publications()).isEqualTo(2);
      assertThat(Files.size(returned(master, one, new MinionId("w0007")))).isGreaterThan(5000);
      assertThat(swarm.counts().sentBytes()).isGreaterThan(5000);
      assertThat(swarm.counts().publishedBytes()).isGreaterThan(200);
    }
  }

  @Test
  void noMoreReturnsThanTheirNumberIsBoundedTo() throws Exception {
    try (FakeMaster master = master();
        Swarm swarm = swarm(master, new Swarm.Pace(2, 5, 0, 40))) {
      for (int i = 0; i < 3; i++) {
        master.publish(Job.of("test.ping", "*"));
      }
      await().atMost(LONG).until(() -> swarm.counts().publications() == 3);
      await().atMost(LONG).until(() -> swarm.counts().returns() >= 40);
      master.publish(Job.of("test.ping", "*"));
      await().atMost(LONG).until(() -> swarm.counts().publications() == 4);
      assertThat(swarm.counts().returns()).isEqualTo(40);
    }
  }

  @Test
  void keyOfAFileStaysTheSame() throws Exception {
    Path file = home.resolve("swarm.pem");
    assertThat(Swarm.key(file).pem()).isEqualTo(Swarm.key(file).pem());
  }

  private FakeMaster master() throws Exception {
    var master =
        new FakeMaster(MasterSettings.of("sm1", home, SaltRelease.V3006_18), Clock.systemUTC());
    master.start();
    return master;
  }

  private Swarm swarm(FakeMaster master, Swarm.Pace pace) throws Exception {
    var at = new Swarm.At(master.host(), master.retPort(), master.publishPort(), false);
    var behaviours = Behaviours.standard().with("cmd.run", Behaviour.text(5000));
    var swarm = new Swarm(at, IDS, behaviours, pace, Swarm.key(home.resolve("swarm.pem")));
    swarm.start();
    await().atMost(LONG).until(() -> master.subscriptions() == 1);
    return swarm;
  }

  private static Path returned(FakeMaster master, Jid jid, MinionId id) {
    return master.jobDirectory(jid).resolve(id.text()).resolve("return.p");
  }
}
