package dev.saltern.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/// A real tree with a node beside each master, in the mode that is the default.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RealSaltInteropIT {
  private RealTree tree;

  @BeforeAll
  void start() throws Exception {
    tree = RealTree.start(RealTree.MOM_ASKS_MYSQL, "");
    tree.startNodes("");
  }

  @AfterAll
  void end() throws Exception {
    if (tree != null) {
      tree.close();
    }
  }

  @Test
  void aJobOfTheMomIsKeptOnceAndFoundByStockSalt() throws Exception {
    String jid = RealTree.jid(tree.salt().run("mom", "salt", "*", "test.ping", "--async"));

    await()
        .atMost(RealTree.PATIENCE)
        .untilAsserted(() -> assertThat(tree.returned(jid)).containsExactly("a1", "b1", "c1"));
    assertThat(tree.salt().run("mom", "salt-run", "jobs.lookup_jid", jid, "--out=json"))
        .contains("\"a1\": true")
        .contains("\"b1\": true")
        .contains("\"c1\": true");
  }

  @Test
  void aWaitingCommandAtTheMomSeesEveryMinion() throws Exception {
    String out = tree.salt().run("mom", "salt", "*", "test.ping", "--out=json", "--static");

    assertThat(out).contains("\"a1\": true").contains("\"b1\": true").contains("\"c1\": true");
  }
}
