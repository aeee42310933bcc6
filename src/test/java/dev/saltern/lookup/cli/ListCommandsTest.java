package dev.saltern.lookup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.EventLookup.StoredEvent;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.MinionLookup.Answered;
import dev.saltern.jobcache.MinionLookup.Highstate;
import dev.saltern.jobcache.MinionLookup.Minion;
import dev.saltern.jobcache.NodeLookup.Backlog;
import dev.saltern.jobcache.NodeLookup.Node;
import dev.saltern.jobcache.Outcome;
import dev.saltern.lookup.FakeJobLookup;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// `minions`, `minion`, `events`, `nodes`.
class ListCommandsTest {
  private static final Instant THEN = Instant.parse("2026-11-24T12:00:01Z");
  private static final Jid JID = new Jid("20261124120000000000");
  private static final Jid OPEN = new Jid("20261124110000000000");
  private static final String ESC = "\u001b[2J";

  private final FakeJobLookup jobs =
      new FakeJobLookup()
          .load(JID, Data.dict("fun", "state.apply"))
          .load(OPEN, Data.dict("fun", "cmd.run"))
          .failed(JID, "web1", new Data.Bool(false))
          .missing(OPEN, "web1", "sm1");
  private final Cli cli = new Cli(jobs);

  /// A minion, an event and a node, for other tests.
  static void fill(FakeJobLookup jobs) {
    var last = new Answered(JID, "test.ping", Optional.of(0L), false, THEN, "sm1");
    MinionId id = new MinionId("web1");
    jobs.minions.put(id, new Minion(id, last, Optional.empty()));
    jobs.events.add(
        new StoredEvent(1, "salt/minion/web1/start", Data.Nil.NIL, THEN, "sm1_master", "sm1"));
    jobs.nodes.add(node("sm1", Duration.ofSeconds(5), 0, 1, true));
  }

  private void minion(String id) {
    var last = new Answered(JID, "state.apply", Optional.of(2L), true, THEN, "sm1");
    var run =
        new Highstate(
            JID, "state.apply", Outcome.FAILED, 12, 9, 1, 1, 1, 0, new BigDecimal("1500.5"));
    jobs.minions.put(new MinionId(id), new Minion(new MinionId(id), last, Optional.of(run)));
  }

  private void event(long id, String tag, Data data) {
    jobs.events.add(new StoredEvent(id, tag, data, THEN, "sm1_master", "sm1"));
  }

  @Test
  void minionsHaveTheirNewestReturnAndStateRun() {
    minion("web1");

    assertThat(cli.run("minions").out())
        .isEqualTo(
            """
            MINION  STATE   STARTED               JID                   FUN          HIGHSTATE  HIGHSTATE STARTED
            web1    failed  2026-11-24T12:00:00Z  20261124120000000000  state.apply  failed     2026-11-24T12:00:00Z
            """);
    assertThat(cli.run("minions", "-o", "jsonl").out())
        .isEqualTo(
            """
            {"minion": "web1", "state": "failed", "started": "2026-11-24T12:00:00Z", "jid": "20261124120000000000", "fun": "state.apply", "highstate": "failed", "highstate_started": "2026-11-24T12:00:00Z", "retcode": 2, "stored_at": "2026-11-24T12:00:01Z", "node": "sm1", "highstate_jid": "20261124120000000000", "states": 12, "changed": 1, "failed": 1}
            """);
    assertThat(cli.run("minions", "--minion", "db*"))
        .isEqualTo(new Cli.Ended(3, "", "No minions match.\n"));
  }

  @Test
  void minionsHavePages() {
    for (int i = 0; i < 5; i++) {
      minion("m" + i);
    }

    Cli.Ended first = cli.run("minions", "--limit", "2", "-o", "name");
    String token = first.err().replaceAll("(?s).*--after (\\S+).*", "$1");
    Cli.Ended second = cli.run("minions", "--limit", "2", "-o", "name", "--after", token);

    assertThat(first.out()).isEqualTo("m0\nm1\n");
    assertThat(first.err()).startsWith("2 minions, next: --after ");
    assertThat(second.out()).isEqualTo("m2\nm3\n");
    assertThat(cli.run("minions", "--minion", "m*", "--after", token).err())
        .startsWith("--after: this token comes from another query");
  }

  @Test
  void aMinionHasItsHistoryAndWhatElseIsWorthKnowing() {
    minion("web1");

    Cli.Ended ended = cli.run("minion", "web1");

    assertThat(ended.out())
        .isEqualTo(
            """
            STARTED               JID                   FUN          STATE   RETCODE
            2026-11-24T12:00:00Z  20261124120000000000  state.apply  failed  1
            """);
    assertThat(ended.err())
        .contains("last state run 20261124120000000000: state.apply failed, 12 states: 9 ok, 1")
        .contains("has not answered 20261124110000000000; all such jobs with --unanswered");
    assertThat(cli.run("minion", "web1", "--highstate", "--fields", "states,failed").out())
        .isEqualTo("STATES  FAILED\n12      1\n");
    assertThat(cli.run("minion", "web1", "--unanswered", "--fields", "jid,node,reason").out())
        .isEqualTo(
            "JID                   NODE  REASON\n20261124110000000000  sm1   not asked yet\n");
    assertThat(cli.run("minion", "db1").exitCode()).isEqualTo(3);
    assertThat(cli.run("minion", "a/b").exitCode()).isEqualTo(2);
    assertThat(cli.run("minion", "web1", "--highstate", "--unanswered").exitCode()).isEqualTo(2);
  }

  @Test
  void eventsAreListedNewestFirstAndHarmless() {
    event(1, "salt/minion/web1/start", Data.dict("cmd", ESC));
    event(2, "salt/auth" + ESC, Data.dict("id", "web1"));

    Cli.Ended ended = cli.run("events");

    assertThat(ended.out())
        .isEqualTo(
            """
            STAMP                 TAG                     MASTER      DATA
            2026-11-24T12:00:01Z  salt/auth?[2J           sm1_master  {"id": "web1"}
            2026-11-24T12:00:01Z  salt/minion/web1/start  sm1_master  {"cmd": "\\u001b[2J"}
            """);
    assertThat(cli.run("events", "--tag", "salt/minion/*", "-o", "name").out())
        .isEqualTo("salt/minion/web1/start\n");
    assertThat(cli.run("events", "--tag", "no/*").exitCode()).isEqualTo(3);
  }

  @Test
  void eventsAreFollowedFromNowOnAlsoOverAnOutage() {
    event(1, "before", Data.Nil.NIL);
    Runnable[] steps = {
      () -> event(2, "one", Data.Nil.NIL),
      () -> jobs.down = Optional.of("gone"),
      () -> event(3, "two", Data.Nil.NIL),
      () -> jobs.down = Optional.empty()
    };

    Cli.Ended ended = cli.pausing(steps).run("events", "--follow", "--timeout", "10", "-o", "name");

    assertThat(ended.out()).isEqualTo("one\ntwo\n");
    assertThat(ended.err())
        .isEqualTo(
            "The job cache cannot be reached, waiting for it: gone\nThe job cache is back.\n");
    assertThat(ended.exitCode()).isZero();
    assertThat(cli.run("events", "--follow", "--since", "1h").exitCode()).isEqualTo(2);
    assertThat(cli.run("events", "--timeout", "5").exitCode()).isEqualTo(2);
  }

  @Test
  void aSilentNodeIsShownInWords() {
    jobs.nodes.add(node("sm1", Duration.ofSeconds(5), 0, 1, true));
    jobs.nodes.add(node("sm2", Duration.ofHours(26), 7, 1, true));
    jobs.nodes.add(node("sm3", Duration.ofSeconds(5), 0, 0, false));

    Cli.Ended ended = cli.run("nodes", "--fields", "node,state,lag_seconds,backlog");

    assertThat(ended.out())
        .isEqualTo(
            """
            NODE  STATE                                           LAG SECONDS  BACKLOG
            sm1   ok                                              0            0
            sm2   silent for 1 days                               30           7
            sm3   not connected to its master's bus, 0 of 1 MoMs  0            0
            """);
    assertThat(cli.run("nodes").exitCode()).isZero();
    assertThat(cli.run("nodes", "--exit-status").exitCode()).isEqualTo(1);
    jobs.nodes.clear();
    assertThat(cli.run("nodes").exitCode()).isEqualTo(3);
  }

  private static Node node(String name, Duration age, long backlog, int moms, boolean tapped) {
    var spool =
        new Backlog(
            backlog, backlog == 0 ? Optional.empty() : Optional.of(THEN.minusSeconds(30)), 4096, 0);
    return new Node(name, "0.1.0", THEN, THEN, age, spool, 1, moms, tapped);
  }

  @Test
  void aJobCacheThatRefusesIs77() {
    var refusing =
        new Cli(
            _ -> {
              throw new LookupSourceException(ExitCode.REFUSED, "no");
            });

    assertThat(refusing.run("nodes").exitCode()).isEqualTo(77);
    assertThat(
            CliErrorsTest.exitCode(
                new JobCacheUnavailableException(
                    "Access denied",
                    new IllegalStateException("1045"),
                    JobCacheUnavailableException.Reason.REFUSED)))
        .isEqualTo(77);
  }

  /// How a command ends that throws this.
  static final class CliErrorsTest {
    private CliErrorsTest() {}

    static int exitCode(Exception e) {
      var command = new picocli.CommandLine(new Thrower(e));
      CliErrors.install(command);
      command.setErr(new java.io.PrintWriter(java.io.Writer.nullWriter()));
      return command.execute();
    }
  }

  @picocli.CommandLine.Command(name = "thrower")
  private record Thrower(Exception e) implements java.util.concurrent.Callable<Integer> {
    @Override
    public Integer call() throws Exception {
      throw e;
    }
  }
}
