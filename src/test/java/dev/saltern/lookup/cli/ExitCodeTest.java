package dev.saltern.lookup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.lookup.FakeJobLookup;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// How commands end, each exit code by each way to it.
class ExitCodeTest {
  private static final Jid JID = new Jid("20261124120000000000");

  private final FakeJobLookup jobs =
      new FakeJobLookup()
          .load(JID, Data.dict("fun", "test.ping", "tgt", "*"))
          .returned(JID, "web1", new Data.Bool(true));
  private final Cli cli = new Cli(jobs);

  @Test
  void doneIs0AndTheJobCacheIsClosed() {
    assertThat(cli.run("job", JID.text()).exitCode()).isZero();
    assertThat(cli.run("jobs").exitCode()).isZero();
    assertThat(cli.closed).isEqualTo(2);
  }

  @Test
  void aFailedMinionIs1OnlyWithExitStatus() {
    jobs.failed(JID, "web2", Data.Nil.NIL);

    assertThat(cli.run("job", JID.text()).exitCode()).isZero();
    assertThat(cli.run("job", JID.text(), "--exit-status").exitCode()).isEqualTo(1);
    assertThat(cli.run("jobs", "--last", "--exit-status").exitCode()).isEqualTo(1);
  }

  @Test
  void aMissingMinionIs1OnlyWithExitStatus() {
    jobs.missing(JID, "web2", "sm1");

    assertThat(cli.run("job", JID.text()).exitCode()).isZero();
    assertThat(cli.run("job", JID.text(), "--exit-status").exitCode()).isEqualTo(1);
  }

  @Test
  void exitStatusIsAboutTheMinionsAskedFor() {
    jobs.failed(JID, "web2", Data.Nil.NIL).missing(JID, "web3", "sm1");

    assertThat(cli.run("job", JID.text(), "--exit-status", "--minion", "web1").exitCode()).isZero();
    assertThat(cli.run("job", JID.text(), "--exit-status", "--minion", "*2").exitCode())
        .isEqualTo(1);
    assertThat(cli.run("job", JID.text(), "--exit-status", "--minion", "*3").exitCode())
        .isEqualTo(1);
  }

  @Test
  void exitStatusOfAJobThatWentWellIs0() {
    assertThat(cli.run("job", JID.text(), "--exit-status", "--failed").exitCode()).isZero();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "job                          | Missing required parameter: 'JID'",
        "job x                        | jid: expected 20 digits, or 20 digits, _ and a pid, or"
            + " 'latest'; found 'x'",
        "job latest --out xml         | no output 'xml'; there are nested, json, jsonl, yaml, txt,"
            + " table, csv, highstate, raw, name, wide",
        "job latest --faled           | Possible solutions: --failed",
        "jobz                         | Did you mean: saltern job",
        "jobs --since nonsense        | --since: expected a time such as",
        "jobs --limit 0               | --limit: expected 1 to 1000; found '0'",
        "jobs --minion web*           | --minion: expected the whole id of one minion",
        "jobs --after nonsense        | --after: expected the token printed with the page before",
        "jobs --last --after x        | --last shows one job",
        "jobs --exit-status           | --exit-status is about one job",
        "jobs --out-indent four       | 'four' is not an int",
        "job latest --out-file /no/such/folder/f | --out-file: cannot write /no/such/folder/f"
      })
  void aWrongCommandLineIs2AndSaysWhatIsRight(String line, String message) {
    Cli.Ended ended = cli.run(line.split(" ", -1));

    assertThat(ended.err()).contains(message);
    assertThat(ended.out()).isEmpty();
    assertThat(ended.exitCode()).isEqualTo(2);
  }

  @Test
  void nothingFoundIs3AndStdoutIsStillADocument() {
    assertThat(cli.run("job", "20200101000000000000"))
        .isEqualTo(new Cli.Ended(3, "", "No job 20200101000000000000 in the job cache.\n"));
    assertThat(cli.run("jobs", "--fun", "no.such", "--out", "json"))
        .isEqualTo(new Cli.Ended(3, "{}\n", "No job matches.\n"));
    assertThat(cli.run("jobs", "--fun", "no.such", "--last").exitCode()).isEqualTo(3);
    assertThat(cli.run("job", JID.text(), "--minion", "db*", "--out=json", "--returns-only"))
        .isEqualTo(new Cli.Ended(3, "{}\n", "No minion of job 20261124120000000000 matches.\n"));
    assertThat(new Cli(new FakeJobLookup()).run("job", "latest"))
        .isEqualTo(new Cli.Ended(3, "", "No job in the job cache.\n"));
  }

  @Test
  void nobodyFailedIsAnAnswerAndNoError() {
    assertThat(cli.run("job", JID.text(), "--failed"))
        .isEqualTo(new Cli.Ended(0, "", "No minion of job 20261124120000000000 failed.\n"));
    assertThat(cli.run("job", JID.text(), "--missing", "--minion", "web1"))
        .isEqualTo(new Cli.Ended(0, "", "No minion of job 20261124120000000000 is missing.\n"));
  }

  @Test
  void aJobCacheThatIsDownIs69() {
    jobs.down = Optional.of("Connection refused at 127.0.0.1:3306");

    Cli.Ended ended = cli.run("jobs");

    assertThat(ended)
        .isEqualTo(
            new Cli.Ended(
                69, "", "The job cache cannot be reached: Connection refused at 127.0.0.1:3306\n"));
    assertThat(cli.run("job", JID.text()).exitCode()).isEqualTo(69);
  }

  @Test
  void anErrorOfOursIs70AndAsksForAReport() {
    Cli.Ended ended =
        new Cli(
                _ -> {
                  throw new IllegalStateException("broken \u001b[31minvariant");
                })
            .run("jobs");

    assertThat(ended.exitCode()).isEqualTo(70);
    assertThat(ended.err()).contains("Please report", "broken ?[31minvariant", "ExitCodeTest");
  }

  @Test
  void whatTheSourceRefusesEndsAsItSays() {
    assertThat(refused(ExitCode.REFUSED, "Access denied for user 'read'"))
        .isEqualTo(new Cli.Ended(77, "", "Access denied for user 'read'\n"));
    assertThat(refused(ExitCode.CONFIG, "/etc/salt/saltern:3: unknown key"))
        .isEqualTo(new Cli.Ended(78, "", "/etc/salt/saltern:3: unknown key\n"));
    assertThat(refused(ExitCode.UNAVAILABLE, "timeout").exitCode()).isEqualTo(69);
  }

  @Test
  void aReaderThatGoesAwayEndsUsInSilence() {
    for (int i = 0; i < 5000; i++) {
      jobs.returned(JID, "m" + i, new Data.Text("x".repeat(100)));
    }
    Writer closed =
        new Writer() {
          @Override
          public void write(char[] buffer, int offset, int length) throws IOException {
            throw new IOException("Broken pipe");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };

    Cli.Ended ended = cli.run(new PrintWriter(closed), new StringWriter(), "job", JID.text());

    assertThat(ended).isEqualTo(new Cli.Ended(141, "", ""));
    assertThat(cli.closed).isEqualTo(1);
  }

  @Test
  void theConfigFolderReachesTheSource(@TempDir Path folder) {
    LookupSource source =
        dir -> {
          throw new LookupSourceException(ExitCode.CONFIG, "asked for " + dir.orElseThrow());
        };

    assertThat(new Cli(source).run("jobs", "-c", folder.toString()).err())
        .isEqualTo("asked for " + folder + "\n");
  }

  @Test
  void helpHasExamplesAndEveryExitCode() {
    for (String command : new String[] {"jobs", "job"}) {
      Cli.Ended ended = cli.run(command, "-h");
      assertThat(ended.exitCode()).isZero();
      assertThat(ended.out()).contains("Examples:", "saltern " + command);
      for (ExitCode code : ExitCode.values()) {
        if (code != ExitCode.PIPE_CLOSED) {
          assertThat(ended.out()).containsPattern("\\b" + code.number() + "\\b");
        }
      }
    }
  }

  private static Cli.Ended refused(ExitCode code, String message) {
    return new Cli(
            _ -> {
              throw new LookupSourceException(code, message);
            })
        .run("jobs");
  }
}
