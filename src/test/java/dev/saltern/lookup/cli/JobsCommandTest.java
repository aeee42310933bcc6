package dev.saltern.lookup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.JobStatus;
import dev.saltern.lookup.FakeJobLookup;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JobsCommandTest {
  private static final Jid OLDER = new Jid("20261124120000000000");
  private static final Jid NEWER = new Jid("20261124130000500000_4711");

  private final FakeJobLookup jobs =
      new FakeJobLookup()
          .load(OLDER, load("state.apply", "web*", List.of("nginx", Data.dict("test", true))))
          .load(NEWER, load("test.ping", "*", List.of()))
          .returned(OLDER, "web1", new Data.Bool(true))
          .failed(OLDER, "web2", new Data.Bool(false))
          .missing(OLDER, "web3", "sm1")
          .returned(NEWER, "web1", new Data.Bool(true));
  private final Cli cli = new Cli(jobs);

  @Test
  void aTableIsWhatIsShownUnlessTold() {
    assertThat(cli.run("jobs"))
        .isEqualTo(
            new Cli.Ended(
                0,
                """
                STARTED              JID                        FUNCTION                          \
                TARGET  USER  RETURNED  FAILED  MISSING
                2026-11-24 13:00:00  20261124130000500000_4711  test.ping                         \
                *       root  1/1       0       0
                2026-11-24 12:00:00  20261124120000000000       state.apply nginx {"test": true}  \
                web*    root  2/3       1       1
                """,
                ""));
  }

  @Test
  void colourMarksWhatNeedsALook() {
    String out = cli.run("jobs", "--force-color").out();

    assertThat(out)
        .contains("\u001b[0;31m1\u001b[0;0m       \u001b[0;1;33m1\u001b[0;0m\n")
        .contains("1/1       0       0\n");
  }

  @Test
  void jsonIsListJobsOldestFirst() {
    assertThat(cli.run("jobs", "--out", "json").out())
        .isEqualTo(
            """
            {
                "20261124120000000000": {
                    "Function": "state.apply",
                    "Arguments": [
                        "nginx",
                        {
                            "test": true
                        }
                    ],
                    "Target": "web*",
                    "Target-type": "glob",
                    "User": "root",
                    "StartTime": "2026, Nov 24 12:00:00.000000"
                },
                "20261124130000500000_4711": {
                    "Function": "test.ping",
                    "Arguments": [],
                    "Target": "*",
                    "Target-type": "glob",
                    "User": "root",
                    "StartTime": "2026, Nov 24 13:00:00.500000"
                }
            }
            """);
  }

  @Test
  void jsonlAndCsvHaveOneJobALineNewestFirst() {
    assertThat(cli.run("jobs", "--out", "jsonl").out().lines())
        .hasSize(2)
        .last()
        .isEqualTo(
            "{\"jid\": \"20261124120000000000\", \"started\": \"2026-11-24T12:00:00Z\", \"fun\":"
                + " \"state.apply\", \"arg\": [\"nginx\", {\"test\": true}], \"tgt\": \"web*\","
                + " \"tgt_type\": \"glob\", \"user\": \"root\", \"expected\": 3, \"returned\": 2,"
                + " \"failed\": 1, \"missing\": 1}");
    assertThat(cli.run("jobs", "--out", "csv").out())
        .isEqualTo(
            """
            jid,started,fun,arg,tgt,tgt_type,user,expected,returned,failed,missing
            20261124130000500000_4711,2026-11-24T13:00:00.500Z,test.ping,[],*,glob,root,1,1,0,0
            20261124120000000000,2026-11-24T12:00:00Z,state.apply,\
            "[""nginx"", {""test"": true}]",web*,glob,root,3,2,1,1
            """);
  }

  @Test
  void optionsReachTheQuery() {
    cli.run(
        "jobs",
        "--fun=state.*",
        "--minion=web1",
        "--tgt=web*",
        "--user=al*",
        "--since=2h",
        "--until=now",
        "--failed",
        "--all",
        "--limit=3");

    var asked = jobs.asked.orElseThrow();
    assertThat(asked.fun()).contains("state.*");
    assertThat(asked.minion()).contains(new MinionId("web1"));
    assertThat(asked.tgt()).contains("web*");
    assertThat(asked.user()).contains("al*");
    assertThat(asked.since()).contains(Instant.parse("2026-11-24T13:30:00Z"));
    assertThat(asked.until()).contains(Cli.NOW);
    assertThat(asked.failedOnly()).isTrue();
    assertThat(asked.internal()).isTrue();
    assertThat(asked.limit()).isEqualTo(3);
  }

  @Test
  void theNextPageIsOnStderrAndWorks() {
    Cli.Ended first = cli.run("jobs", "--limit", "1", "--out", "jsonl");
    assertThat(first.err()).startsWith("1 jobs, next: --after ");
    String token = first.err().strip().replaceFirst(".* ", "");

    Cli.Ended second = cli.run("jobs", "--limit", "1", "--out", "jsonl", "--after", token);

    assertThat(first.out()).contains(NEWER.text());
    assertThat(second.out()).contains(OLDER.text());
    assertThat(second.err()).isEmpty();
    assertThat(jobs.asked.orElseThrow().before()).isEqualTo(Optional.of(NEWER));
  }

  @Test
  void aTokenOfAnotherQueryIsRefused() {
    String token = cli.run("jobs", "--limit", "1").err().strip().replaceFirst(".* ", "");

    Cli.Ended ended = cli.run("jobs", "--fun", "x", "--after", token);

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).startsWith("--after: this token comes from another query");
  }

  @Test
  void aJidThatIsNoDateIsShownWithoutOne() {
    jobs.load(new Jid("99999999999999999999"), load("test.ping", "*", List.of()));

    assertThat(cli.run("jobs", "--limit", "1").out())
        .contains("-  99999999999999999999".substring(3));
    assertThat(cli.run("jobs", "--limit", "1", "--out", "json").out())
        .contains("\"StartTime\": \"\"");
    assertThat(cli.run("jobs", "--limit", "1", "--out", "jsonl").out())
        .contains("\"started\": null");
  }

  private static Data.Dict load(String fun, String tgt, List<?> arg) {
    return Data.dict("fun", fun, "arg", arg, "tgt", tgt, "tgt_type", "glob", "user", "root");
  }

  @Test
  void statusChoosesJobsThatStandSo() {
    assertThat(cli.run("jobs", "--running", "-o", "name").out()).isEqualTo(OLDER + "\n");
    assertThat(jobs.asked.orElseThrow().status()).contains(JobStatus.RUNNING);
    assertThat(cli.run("jobs", "--status", "complete", "-o", "name").out()).isEqualTo(NEWER + "\n");
    assertThat(cli.run("jobs", "--last", "--status", "failed", "-o", "name").out())
        .isEqualTo("web1\nweb2\n");
    assertThat(cli.run("jobs", "--running", "--status", "failed").exitCode()).isEqualTo(2);
    assertThat(cli.run("jobs", "--status", "fine").err()).startsWith("--status: expected");
  }
}
