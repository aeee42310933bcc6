package dev.saltern.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.app.Main;
import dev.saltern.job.Data;
import dev.saltern.wire.JsonText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Arrays;
import java.util.stream.Stream;
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

  @Test
  void salternRunAtTheMomReachesEveryMinionWithTheArgumentsSaltWouldSend() throws Exception {
    String[] job = {"test.arg", "5", "yes", "a b", "x=1", "y=[1, two]"};
    String stock =
        tree.salt().run("mom", "salt", concat(new String[] {"*"}, job, "--out=json", "--static"));

    Ended ours = run(concat(new String[] {"*"}, job, "-o", "jsonl"));

    assertThat(ours.exitCode()).as(ours.err()).isZero();
    assertThat(ours.err()).endsWith("3 of 3 minions returned, 0 failed, 0 missing\n");
    Data.Dict expected = ((Data.Dict) JsonText.read(stock));
    for (String line : ours.out().lines().toList()) {
      Data.Dict row = (Data.Dict) JsonText.read(line);
      Data.Dict returned = row.dict("return").orElseThrow();
      Data.Dict asStock = expected.dict(row.text("minion").orElseThrow()).orElseThrow();
      assertThat(returned.get("args")).isEqualTo(asStock.get("args"));
      for (String name : new String[] {"x", "y"}) {
        assertThat(returned.dict("kwargs").orElseThrow().get(name))
            .isEqualTo(asStock.dict("kwargs").orElseThrow().get(name));
      }
    }
  }

  @Test
  void salternRunTakesSaltsTargetsAndBatches() throws Exception {
    assertThat(run("-L", "a1,c1", "test.ping", "-o", "name").out().lines())
        .containsExactlyInAnyOrder("a1", "c1");
    assertThat(run("-G", "id:b1", "test.ping", "-o", "name").out()).isEqualTo("b1\n");
    assertThat(run("-C", "E@[ab]1 and not a1", "test.ping", "-o", "name").out()).isEqualTo("b1\n");

    Ended batches = run("*", "cmd.run", "exit 3", "--batch-size", "2", "-o", "name");

    assertThat(batches.out().lines()).containsExactlyInAnyOrder("a1", "b1", "c1");
    assertThat(batches.err()).contains("Executing run on 2 minions, 1 to 2 of 3");
    assertThat(batches.exitCode()).isEqualTo(1);
  }

  private record Ended(int exitCode, String out, String err) {}

  private Ended run(String... words) throws IOException {
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode =
        Main.commandLine()
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err, true))
            .execute(
                concat(
                    new String[] {"run", "-c", tree.salt().configFolder("mom").toString()}, words));
    return new Ended(exitCode, out.toString(), err.toString());
  }

  private static String[] concat(String[] first, String[] second, String... third) {
    return Stream.of(first, second, third).flatMap(Arrays::stream).toArray(String[]::new);
  }
}
