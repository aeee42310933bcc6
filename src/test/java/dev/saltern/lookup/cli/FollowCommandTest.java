package dev.saltern.lookup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.JobDetail.AtNode;
import dev.saltern.lookup.FakeJobLookup;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Following jobs, by a clock that each pause moves.
class FollowCommandTest {
  /// Made when the clock begins.
  private static final Jid JID = new Jid("20261124153000000000");

  private static final Jid OLD = new Jid("20261124120000000000");

  private final FakeJobLookup jobs =
      new FakeJobLookup()
          .load(JID, Data.dict("fun", "test.ping", "tgt", "*"))
          .missing(JID, "web1", "sm1")
          .missing(JID, "web2", "sm1")
          .missing(JID, "db1", "sm2");
  private final Cli cli = new Cli(jobs);

  private void nodes(boolean complete, int missing1, int missing2) {
    jobs.atNodes.put(
        JID,
        List.of(
            new AtNode("sm1", 2, missing1, complete, Optional.empty()),
            new AtNode("sm2", 1, missing2, complete, Optional.empty())));
  }

  private Cli.Ended follow(Runnable[] steps, String... more) {
    String[] words = new String[more.length + 2];
    words[0] = "follow";
    words[1] = JID.text();
    System.arraycopy(more, 0, words, 2, more.length);
    return cli.pausing(steps).run(words);
  }

  @Test
  void returnsArePrintedOnceAsTheyLandAndItEndsWhenAllHave() {
    nodes(false, 2, 1);
    Runnable[] steps = {
      () -> jobs.returned(JID, "web2", new Data.Bool(true)),
      () -> {},
      () -> {
        jobs.returned(JID, "db1", new Data.Bool(true)).returned(JID, "web1", new Data.Bool(true));
        nodes(false, 0, 0);
      }
    };

    Cli.Ended ended = follow(steps);

    assertThat(ended.out()).isEqualTo("web2:\n    True\ndb1:\n    True\nweb1:\n    True\n");
    assertThat(ended.err()).endsWith("3 of 3 minions returned, 0 failed, 0 missing\n");
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void itEndsWhenEveryNodeHasSaidThatNothingMoreIsToCome() {
    nodes(false, 2, 1);
    Runnable[] steps = {
      () -> jobs.failed(JID, "web1", new Data.Text("no")), () -> nodes(true, 1, 1)
    };

    Cli.Ended ended = follow(steps, "-o", "jsonl");

    assertThat(ended.out().lines())
        .satisfiesExactly(
            line -> assertThat(line).contains("\"minion\": \"web1\", \"state\": \"failed\""),
            line -> assertThat(line).contains("\"db1\", \"state\": \"missing\", \"node\": \"sm2\""),
            line -> assertThat(line).contains("\"web2\", \"state\": \"missing\""));
    assertThat(ended.err()).endsWith("1 of 3 minions returned, 1 failed, 2 missing\n");
    assertThat(ended.exitCode()).isEqualTo(1);
  }

  @Test
  void aNodeThatHasNotHeardOfItYetIsWaitedFor() {
    jobs.atNodes.put(JID, List.of(new AtNode("sm1", 1, 0, true, Optional.empty())));
    jobs.returned(JID, "web1", new Data.Bool(true));
    Runnable[] steps = new Runnable[9];
    java.util.Arrays.fill(steps, (Runnable) () -> {});
    steps[8] =
        () -> {
          jobs.returned(JID, "web2", new Data.Bool(true)).returned(JID, "db1", Data.Nil.NIL);
          nodes(true, 0, 0);
        };

    assertThat(follow(steps).err()).contains("3 of 3 minions returned");
  }

  @Test
  void aJobThatIsOverIsPrintedAtOnce() {
    jobs.load(OLD, Data.dict("fun", "test.ping")).returned(OLD, "web1", new Data.Bool(true));
    jobs.atNodes.put(OLD, List.of(new AtNode("sm1", 1, 0, true, Optional.empty())));
    Runnable[] none = {
      () -> {
        throw new AssertionError("it waits");
      }
    };

    assertThat(cli.pausing(none).run("follow", OLD.text()).exitCode()).isZero();
  }

  @Test
  void aJobOfWhichNoNodeSaysAnythingEndsWhenNothingMoreComes() {
    Runnable[] steps = {() -> jobs.returned(JID, "web1", new Data.Bool(true))};

    Cli.Ended ended = follow(steps);

    assertThat(ended.exitCode()).isEqualTo(1);
    assertThat(ended.err()).endsWith("1 of 3 minions returned, 0 failed, 2 missing\n");
  }

  @Test
  void theTimeOutSaysWhoIsWaitedFor() {
    nodes(false, 2, 1);

    Cli.Ended ended = follow(new Runnable[0], "--timeout", "1m");

    assertThat(ended.err())
        .contains("the time is up after 60 s; nodes still wait: sm1 for 2, sm2 for 1");
    assertThat(ended.exitCode()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 33, 34, 66, 67, 100})
  void enoughMinionsAreEnough(int percent) {
    nodes(true, 1, 0);
    jobs.returned(JID, "web1", new Data.Bool(true))
        .returned(JID, "web2", new Data.Bool(true))
        .failed(JID, "db1", new Data.Bool(true));

    assertThat(follow(new Runnable[0], "--min-percent", Integer.toString(percent)).exitCode())
        .isEqualTo(percent <= 66 ? 0 : 1);
  }

  @Test
  void aJobCacheThatGoesAwayIsSaidOnceAndWaitedFor() {
    nodes(false, 2, 1);
    Runnable[] steps = {
      () -> jobs.down = Optional.of("connection refused"),
      () -> {},
      () -> {},
      () -> {
        jobs.down = Optional.empty();
        jobs.returned(JID, "web1", Data.Nil.NIL)
            .returned(JID, "web2", Data.Nil.NIL)
            .returned(JID, "db1", Data.Nil.NIL);
        nodes(true, 0, 0);
      }
    };

    Cli.Ended ended = follow(steps);

    assertThat(ended.err())
        .containsOnlyOnce("The job cache cannot be reached, waiting for it: connection refused")
        .containsOnlyOnce("The job cache is back.");
    assertThat(ended.out().lines()).hasSize(6);
    assertThat(ended.exitCode()).isZero();
  }

  @Test
  void aJobCacheThatDoesNotComeBackIs69() {
    Runnable[] steps = {() -> jobs.down = Optional.of("connection refused")};

    assertThat(follow(steps, "--timeout", "30s").exitCode()).isEqualTo(69);
    jobs.down = Optional.of("connection refused");
    assertThat(cli.run("follow", JID.text()).exitCode()).isEqualTo(69);
  }

  @Test
  void aJobNobodyKnowsIs3AfterAWhile() {
    Cli.Ended ended = cli.pausing(new Runnable[0]).run("follow", "20261124152959000000");

    assertThat(ended)
        .isEqualTo(new Cli.Ended(3, "", "No job 20261124152959000000 in the job cache.\n"));
  }

  @Test
  void manyReturnsAtOnceAreReadInPages() {
    nodes(true, 0, 0);
    for (int i = 0; i < 1_500; i++) {
      jobs.returned(JID, "m%04d".formatted(i), new Data.Bool(true));
    }

    assertThat(follow(new Runnable[0], "-o", "name").out().lines())
        .hasSize(1_503)
        .doesNotHaveDuplicates();
    assertThat(jobs.rowsMax).isLessThanOrEqualTo(1_001);
  }

  @Test
  void aTerminalHasABarThatIsDrawnOver() {
    nodes(false, 2, 1);
    jobs.returned(JID, "web1", new Data.Bool(true));
    cli.on(new Terminal(false, true, Map.of()));

    String err = follow(new Runnable[0], "--timeout", "2").err();

    assertThat(err)
        .contains("\r\u001b[K[==========                    ] 1 of 3 returned  0:00")
        .endsWith("missing\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "follow x",
        "follow latest --min-percent 101",
        "follow latest --timeout soon",
        "follow latest --timout 5"
      })
  void aWrongCommandLineIs2(String line) {
    assertThat(cli.run(line.split(" ", -1)).exitCode()).isEqualTo(2);
  }
}
