package dev.saltern.lookup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.lookup.FakeJobLookup;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExportCommandTest {
  private static final Jid JID = new Jid("20261124120000000000");
  private static final Jid NEWER = new Jid("20261124130000000000");

  private final FakeJobLookup jobs =
      new FakeJobLookup()
          .load(JID, Data.dict("fun", "cmd.run", "tgt", "*"))
          .returned(JID, "web1", new Data.Text("a, \"b\"\n\u001b[2J"))
          .failed(JID, "web2", new Data.Seq(List.of(new Data.Int(5))))
          .missing(JID, "web3", "sm1")
          .load(NEWER, Data.dict("fun", "test.ping", "tgt", "*"))
          .returned(NEWER, "web1", new Data.Bool(true));
  private final Cli cli = new Cli(jobs);

  @Test
  void aJobIsALineAMinion() {
    assertThat(cli.run("export", JID.text()))
        .isEqualTo(
            new Cli.Ended(
                0,
                """
                {"jid":"20261124120000000000","minion":"web1","state":"ok","fun":"cmd.run","retcode":0,"success":true,"return":"a, \\"b\\"\\n\\u001b[2J","stored_at":"2026-11-24T12:00:01Z"}
                {"jid":"20261124120000000000","minion":"web2","state":"failed","fun":"cmd.run","retcode":1,"success":false,"return":[5],"stored_at":"2026-11-24T12:00:01Z"}
                {"jid":"20261124120000000000","minion":"web3","state":"missing","node":"sm1","reason":"not asked yet"}
                """
                    .replace("\":", "\": ")
                    .replace(",\"", ", \""),
                "1 jobs, 3 lines\n"));
  }

  @Test
  void csvHasNoFormulaAndJsonNoNaN() {
    Jid third = new Jid("20261124140000000000");
    jobs.load(third, Data.dict("fun", "=cmd|' /C calc'!A0", "tgt", "*"))
        .returned(third, "web1", new Data.Real(Double.NaN));
    for (String fun : List.of("=1", "+1", "-1", "@x", "\t=1", "\r=1")) {
      jobs.load(third, Data.dict("fun", fun, "tgt", fun));
      assertThat(cli.run("jobs", "-o", "csv").out())
          .as(fun)
          .contains(",'")
          .doesNotContain("," + fun);
    }

    assertThat(cli.run("export", third.text()).out()).contains("\"return\": \"NaN\"");
  }

  @Test
  void csvHasOneHeaderForAllJobsAndNoControlCharacters() {
    String out = cli.run("export", "--format", "csv").out();

    assertThat(out.lines())
        .containsExactly(
            "jid,minion,state,fun,retcode,success,return,stored_at,node,reason,doubt",
            "20261124130000000000,web1,ok,test.ping,0,true,true,2026-11-24T12:00:01Z,,,",
            "20261124120000000000,web1,ok,cmd.run,0,true,\"\"\"a, \\\"\"b\\\"\"\\n\\u001b[2J\"\"\","
                + "2026-11-24T12:00:01Z,,,",
            "20261124120000000000,web2,failed,cmd.run,1,false,[5],2026-11-24T12:00:01Z,,,",
            "20261124120000000000,web3,missing,,,,,,sm1,not asked yet,");
  }

  @Test
  void filtersChooseJobsAndMinions() {
    assertThat(cli.run("export", "--fun", "test.*").out().lines()).hasSize(1);
    assertThat(cli.run("export", "--minion", "web1").out().lines()).hasSize(2);
    assertThat(cli.run("export", "--failed").out().lines())
        .hasSize(1)
        .allMatch(line -> line.contains("web2"));
    assertThat(cli.run("export", JID.text(), "--minion", "*2").out().lines()).hasSize(1);
    assertThat(cli.run("export", "--jobs").out().lines())
        .hasSize(2)
        .first()
        .asString()
        .startsWith("{\"jid\": \"20261124130000000000\"");
    assertThat(cli.run("export", "--jobs", "--limit", "1").out().lines()).hasSize(1);
  }

  @Test
  void moreJobsThanAPageAreAllThere() {
    for (int i = 0; i < 250; i++) {
      jobs.load(new Jid("202611231200%08d".formatted(i)), Data.dict("fun", "test.ping"));
    }

    assertThat(cli.run("export", "--jobs").out().lines()).hasSize(252).doesNotHaveDuplicates();
    assertThat(jobs.rowsMax).isLessThanOrEqualTo(100);
  }

  @Test
  void aFileGetsTheSame(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("out.jsonl");

    Cli.Ended ended = cli.run("export", JID.text(), "--out-file", file.toString());

    assertThat(ended.out()).isEmpty();
    assertThat(Files.readAllLines(file)).hasSize(3);
  }

  @Test
  void aReaderThatHasEnoughEndsItInSilence() {
    var closed =
        new PrintWriter(
            new Writer() {
              @Override
              public void write(char[] text, int from, int length) throws java.io.IOException {
                throw new java.io.IOException("Broken pipe");
              }

              @Override
              public void flush() {}

              @Override
              public void close() {}
            });

    assertThat(cli.run(closed, new StringWriter(), "export")).isEqualTo(new Cli.Ended(141, "", ""));
  }

  @Test
  void theJobCacheGoingAwayIsSaid() {
    jobs.down = Optional.of("connection refused");

    Cli.Ended ended = cli.run("export", JID.text());

    assertThat(ended.exitCode()).isEqualTo(69);
    assertThat(ended.err()).startsWith("Not all: the job cache went away after 0 lines.");
  }

  @Test
  void nothingIs3() {
    assertThat(cli.run("export", "20200101000000000000").exitCode()).isEqualTo(3);
    assertThat(cli.run("export", "--fun", "no.such", "--format", "csv"))
        .isEqualTo(
            new Cli.Ended(
                3,
                "jid,minion,state,fun,retcode,success,return,stored_at,node,reason,doubt\n",
                "0 jobs, 0 lines\nNo job matches.\n"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "export x                        | jid: expected 20 digits",
        "export latest --fun test.ping   | a JID is one job: only --minion and --failed go with it",
        "export --format yaml            | export has no format 'yaml'; there are jsonl, csv",
        "export --limit 0                | --limit: expected at least 1, found 0",
        "export --minion web*            | --minion: expected the whole id of one minion",
        "export --sinse 1d               | Possible solutions: --since",
        "export --out-file /no/such/f    | --out-file: cannot write /no/such/f"
      })
  void aWrongCommandLineIs2(String line, String message) {
    Cli.Ended ended = cli.run(line.split(" ", -1));

    assertThat(ended.err()).contains(message);
    assertThat(ended.exitCode()).isEqualTo(2);
  }
}
