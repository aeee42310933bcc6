package dev.saltern.lookup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.AnswerDoubt;
import dev.saltern.jobcache.JobLookup;
import dev.saltern.lookup.FakeJobLookup;
import dev.saltern.wire.JsonText;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JobCommandTest {
  private static final Jid JID = new Jid("20261124120000000000");

  private final FakeJobLookup jobs =
      new FakeJobLookup()
          .load(
              JID,
              Data.dict(
                  "fun", "test.echo",
                  "arg", List.of("a b", 5, Map.of("__kwarg__", true)),
                  "tgt", "web*",
                  "tgt_type", "glob",
                  "user", "alice",
                  "kwargs", Map.of("metadata", Map.of("ticket", "T-1")),
                  "Minions", List.of("web1", "web2", "web3")))
          .returned(JID, "web1", new Data.Text("hello"))
          .failed(JID, "web3", new Data.Text("oops"))
          .missing(JID, "web2", "sm1");
  private final Cli cli = new Cli(jobs);

  @Test
  void jsonIsTheJobAsPrintJobShowsIt() {
    assertThat(cli.run("job", JID.text(), "--out", "json").out())
        .isEqualTo(
            """
            {
                "20261124120000000000": {
                    "Function": "test.echo",
                    "Arguments": [
                        "a b",
                        5,
                        {
                            "__kwarg__": true
                        }
                    ],
                    "Target": "web*",
                    "Target-type": "glob",
                    "User": "alice",
                    "Metadata": {
                        "ticket": "T-1"
                    },
                    "Minions": [
                        "web1",
                        "web2",
                        "web3"
                    ],
                    "StartTime": "2026, Nov 24 12:00:00.000000",
                    "Result": {
                        "web1": {
                            "return": "hello",
                            "retcode": 0,
                            "success": true
                        },
                        "web3": {
                            "return": "oops",
                            "retcode": 1,
                            "success": false
                        }
                    }
                }
            }
            """);
  }

  @Test
  void jsonAndYamlHaveTheMissingInAPlaceOfTheirOwn() throws Exception {
    String json = cli.run("job", JID.text(), "--failed", "--missing", "--out", "json").out();
    String yaml = cli.run("job", JID.text(), "--missing", "--out", "yaml").out();

    Data.Dict job = ((Data.Dict) JsonText.read(json)).dict(JID.text()).orElseThrow();
    assertThat(job.dict("Missing"))
        .contains(Data.dict("web2", Data.dict("node", "sm1", "reason", "not asked yet")));
    assertThat(job.dict("Result").orElseThrow().entries()).containsOnlyKeys(new Data.Text("web3"));
    assertThat(yaml)
        .isEqualTo(
            """
            '20261124120000000000':
              Arguments:
              - a b
              - 5
              - __kwarg__: true
              Function: test.echo
              Metadata:
                ticket: T-1
              Minions:
              - web1
              - web2
              - web3
              Result: {}
              Missing:
                web2:
                  node: sm1
                  reason: not asked yet
              StartTime: 2026, Nov 24 12:00:00.000000
              Target: web*
              Target-type: glob
              User: alice
            """);
  }

  @Test
  void jsonOfAnySelectionIsJson() throws Exception {
    for (String indent : List.of("-1", "0", "2", "99")) {
      for (List<String> selection :
          List.of(
              List.<String>of(),
              List.of("--failed"),
              List.of("--missing"),
              List.of("--failed", "--missing"),
              List.of("--failed", "--minion=web1"),
              List.of("--missing", "--minion=web1"))) {
        for (String shape : List.of("--no-color", "--returns-only")) {
          List<String> line = new java.util.ArrayList<>(List.of("job", JID.text(), "--out=json"));
          line.addAll(selection);
          line.addAll(List.of(shape, "--out-indent=" + indent));
          String out = cli.run(line.toArray(String[]::new)).out();

          assertThat(JsonText.read(out)).isInstanceOf(Data.Dict.class);
          assertThat(out.endsWith("\n")).isTrue();
          assertThat(out.lines().count() == 1 || !indent.equals("-1")).isTrue();
        }
      }
    }
  }

  @Test
  void returnsOnlyIsWhatLookupJidShows() {
    assertThat(cli.run("job", JID.text(), "--returns-only", "--missing", "-o", "json").out())
        .isEqualTo(
            """
            {
                "web2": "Minion did not return"
            }
            """);
  }

  @Test
  void jsonlHasOneMinionALine() {
    assertThat(cli.run("job", JID.text(), "--failed", "--missing", "--out", "jsonl").out())
        .isEqualTo(
            """
            {"jid": "20261124120000000000", "minion": "web3", "state": "failed", "fun": "test.echo", \
            "retcode": 1, "success": false, "return": "oops", "stored_at": "2026-11-24T12:00:01Z"}
            {"jid": "20261124120000000000", "minion": "web2", "state": "missing", "node": "sm1", "reason": "not asked yet"}
            """);
  }

  @Test
  void csvQuotesWhatItMust() {
    jobs.returned(JID, "web1", Data.dict("a", List.of("x,y", "\"", "line\nfeed")));

    assertThat(cli.run("job", JID.text(), "--out", "csv", "--failed", "--missing").out())
        .isEqualTo(
            """
            jid,minion,state,fun,retcode,success,return,stored_at,node,reason,doubt
            20261124120000000000,web3,failed,test.echo,1,false,"\""oops\""",2026-11-24T12:00:01Z,,,
            20261124120000000000,web2,missing,,,,,,sm1,not asked yet,
            """);
    assertThat(cli.run("job", JID.text(), "--out", "csv", "--minion", "web1").out())
        .endsWith(
            ",0,true,\"{\"\"a\"\": [\"\"x,y\"\", \"\"\\\"\"\"\", \"\"line\\nfeed\"\"]}\","
                + "2026-11-24T12:00:01Z,,,\n");
  }

  @Test
  void whoIsInDoubtIsSaidAtTheEnd() {
    jobs.disputed =
        List.of(
            new JobLookup.Disputed(new MinionId("web1"), new AnswerDoubt(true, 0)),
            new JobLookup.Disputed(new MinionId("web3"), new AnswerDoubt(false, 2)));

    assertThat(cli.run("job", JID.text()).err())
        .contains("In doubt: web1 (unverified), web3 (2 other answers);");
    jobs.disputed = List.of();
    assertThat(cli.run("job", JID.text()).err()).doesNotContain("In doubt");
  }

  @Test
  void tableHasAWordForEachMinion() {
    assertThat(cli.run("job", JID.text(), "--out", "table").out())
        .isEqualTo(
            """
            MINION  RESULT  RETCODE  RETURN
            web1    ok      0        hello
            web3    failed  1        oops
            """);
    assertThat(cli.run("job", JID.text(), "--out", "table", "--missing").out())
        .isEqualTo(
            """
            MINION  RESULT   RETCODE  RETURN
            web2    missing  -        expected by sm1, not asked yet
            """);
  }

  @Test
  void summaryIsSaltsBlockAndTheMissingByName() {
    Cli.Ended ended = cli.run("job", JID.text(), "--failed", "--summary");

    assertThat(ended.out())
        .isEqualTo(
            """
            web3:
                oops


            -------------------------------------------
            Summary
            -------------------------------------------
            # of minions targeted: 3
            # of minions returned: 2
            # of minions that did not return: 1
            # of minions with errors: 1
            Minions that did not return:
                web2 (expected by sm1, not asked yet)
            -------------------------------------------
            """);
    assertThat(ended.err()).isEmpty();
  }

  @Test
  void summaryLeavesADocumentAlone() throws Exception {
    Cli.Ended ended = cli.run("job", JID.text(), "--out", "json", "--summary");

    assertThat(JsonText.read(ended.out())).isInstanceOf(Data.Dict.class);
    assertThat(ended.err())
        .contains("# of minions targeted: 3", "web2 (expected by sm1, not asked yet)");
  }

  @Test
  void whoIsMissingStandsOnStderr() {
    assertThat(cli.run("job", JID.text()).err())
        .isEqualTo("1 of 3 minions did not return: web2 (expected by sm1, not asked yet)\n");
    for (int i = 10; i < 40; i++) {
      jobs.missing(JID, "x" + i, "sm1");
    }
    assertThat(cli.run("job", JID.text()).err())
        .startsWith("31 of 33 minions did not return: web2 (expected by sm1, not asked yet), x10")
        .endsWith("x28 (expected by sm1, not asked yet), ..; all with --missing\n");
  }

  @Test
  void keysOfAFailedMinionAreRed() {
    assertThat(cli.run("job", JID.text(), "--force-color").out())
        .isEqualTo(
            """
            \033[0;36mweb1\033[0;0m:
                \033[0;32mhello\033[0;0m
            \033[0;31mweb3\033[0;0m:
                \033[0;32moops\033[0;0m
            """);
  }

  @Test
  void aFileGetsTheDataAndNoColours(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("out.txt");
    Cli onTerminal = new Cli(jobs).on(new Terminal(true, Map.of()));

    Cli.Ended ended =
        onTerminal.run("job", JID.text(), "--minion=web1", "--out-file", file.toString());

    assertThat(ended.out()).isEmpty();
    assertThat(Files.readString(file)).isEqualTo("web1:\n    hello\n");
  }

  @Test
  void aJobOfWhichOnlyReturnsAreKeptIsShown() throws Exception {
    Jid bare = new Jid("20261124120000000001");
    jobs.load(bare, Data.Dict.EMPTY).returned(bare, "web1", new Data.Bool(true));

    String out = cli.run("job", bare.text(), "--out", "json").out();

    assertThat(((Data.Dict) JsonText.read(out)).dict(bare.text()).orElseThrow().text("Function"))
        .contains("unknown-function");
  }
}
