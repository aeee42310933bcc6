package dev.saltern.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.job.Jid;
import dev.saltern.localmaster.JobDirectory;
import dev.saltern.localmaster.MasterConfig;
import dev.saltern.simulator.Behaviour;
import dev.saltern.simulator.Behaviours;
import dev.saltern.simulator.Swarm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/// What goes wrong at a site, once each, in a stream of returns: everything is in MySQL once, and
/// the MoM has it as well. 250 simulated minions answer at sm1; the MoM keeps every return in its
/// own job cache, by which it is counted what reached it.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RealSaltOutageIT {
  private static final int MINIONS = 250;
  private static final int RETURNS_PER_SECOND = 100;

  private RealTree tree;
  private Swarm swarm;

  @BeforeAll
  void start() throws Exception {
    tree = RealTree.start(RealTree.MOM_KEEPS_RETURNS, "");
    tree.startNodes("forward.returns: all\n");
    swarm =
        new Swarm(
            new Swarm.At(RealSalt.ip(2), 4506, 4505, false),
            Swarm.ids("w", MINIONS),
            Behaviours.standard().with("cmd.run", Behaviour.text(300)),
            new Swarm.Pace(4, 10, RETURNS_PER_SECOND, 0),
            Swarm.key(tree.salt().folder("mom").resolve("swarm.pem")));
    swarm.start();
  }

  @AfterAll
  void end() throws Exception {
    if (swarm != null) {
      swarm.close();
    }
    if (tree != null) {
      tree.close();
    }
  }

  @Test
  @Order(1)
  void aNodeKilledInAStreamOf5000ReturnsLosesNone() throws Exception {
    List<String> jids = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      jids.add(publish());
      if (i == 7 || i == 14) {
        tree.killNode("sm1");
        // Returns go on meanwhile; what is published now nobody hears, as with stock.
        Thread.sleep(3_000);
        tree.startNode("sm1");
        tree.awaitWhole();
      }
    }
    assertAllKept("kill -9", jids);
  }

  @Test
  @Order(2)
  void aMomThatIsAwayForAMinuteGetsAllReturnsAfterwards() throws Exception {
    List<String> jids = new ArrayList<>();
    for (int i = 0; i < 24; i++) {
      jids.add(publish());
    }
    tree.salt().stop("salt-master", "mom");
    Thread.sleep(60_000);
    tree.salt().start("salt-master", "mom");
    assertAllKept("MoM away 60 s", jids);
  }

  @Test
  @Order(3)
  void aMomThatRotatesItsKeyIsHeardAndReached() throws Exception {
    Path sign = cache("mom").resolve(".dfn");
    Files.writeString(sign, newerThan3006() ? "mom_master" : "");
    Files.setPosixFilePermissions(sign, PosixFilePermissions.fromString("r--------"));
    await().atMost(Duration.ofMinutes(2)).until(() -> !Files.exists(sign));

    assertAllKept("MoM key rotation", List.of(publish(), publish()));
    tree.awaitWhole();
  }

  @Test
  @Order(4)
  void aMasterThatRestartsInMidJobLeavesNobodyDeaf() throws Exception {
    String jid =
        RealTree.jid(
            tree.salt().run("mom", "salt", "-L", "a1,b1,c1", "test.sleep", "15", "--async"));
    await().atMost(RealTree.PATIENCE).until(() -> !expected(jid).isEmpty());
    tree.salt().stop("salt-master", "sm1");
    tree.salt().start("salt-master", "sm1");
    tree.awaitWhole();

    await()
        .atMost(RealTree.PATIENCE)
        .untilAsserted(() -> assertThat(tree.returned(jid)).contains("a1", "c1", "b1"));
    String after =
        RealTree.jid(tree.salt().run("mom", "salt", "-L", "a1,b1,c1", "test.ping", "--async"));
    await()
        .atMost(RealTree.PATIENCE)
        .untilAsserted(() -> assertThat(tree.returned(after)).containsExactly("a1", "b1", "c1"));
  }

  private List<String> expected(String jid) throws Exception {
    return tree.ask(
        "SELECT 'a1' FROM salt_expected_set e JOIN salt_minion_set s ON s.hash = e.hash"
            + " WHERE e.jid = ? AND s.minions LIKE '%\"a1\"%'",
        jid);
  }

  private String publish() throws Exception {
    return RealTree.jid(tree.salt().run("mom", "salt", "w*", "cmd.run", "x", "--async"));
  }

  private void assertAllKept(String what, List<String> jids) {
    await()
        .atMost(Duration.ofMinutes(6))
        .pollInterval(Duration.ofSeconds(2))
        .untilAsserted(
            () -> {
              for (String jid : jids) {
                assertThat(tree.returned(jid)).as("in MySQL, job " + jid).hasSize(MINIONS);
                assertThat(atMom(jid)).as("at the MoM, job " + jid).hasSize(MINIONS);
              }
            });
    System.out.printf(
        "%s: %d returns of %d jobs in MySQL once, all at the MoM%n",
        what, jids.size() * MINIONS, jids.size());
  }

  private Set<String> atMom(String jid) throws Exception {
    var directory = new JobDirectory(MasterConfig.read(tree.salt().configFolder("mom")).jobCache());
    var ids = new java.util.TreeSet<String>();
    directory.returned(new Jid(jid)).forEach(id -> ids.add(id.text()));
    return ids;
  }

  private Path cache(String name) throws Exception {
    return MasterConfig.read(tree.salt().configFolder(name)).access().directories().cache();
  }

  private static boolean newerThan3006() throws IOException {
    return !Files.isDirectory(Path.of(System.getenv("SALT_SOURCE"), "salt", "ext", "tornado"));
  }
}
