package dev.saltern.lookup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.lookup.FakeJobLookup;
import org.junit.jupiter.api.Test;

/// `--fields`, `-o name` and `-o wide`.
class FieldsTest {
  private static final Jid JID = new Jid("20261124120000000000");

  private final FakeJobLookup jobs =
      new FakeJobLookup()
          .load(JID, Data.dict("fun", "test.ping", "tgt", "*", "user", "root"))
          .returned(JID, "web1", new Data.Text("x".repeat(100)))
          .failed(JID, "web3", new Data.Text("\u001b]0;evil\u0007"))
          .missing(JID, "web2", "sm1");
  private final Cli cli = new Cli(jobs);

  @Test
  void fieldsChooseColumnsAndTheirOrder() {
    assertThat(cli.run("job", JID.text(), "--fields", "state,minion").out())
        .isEqualTo("STATE   MINION\nok      web1\nfailed  web3\n");
    assertThat(cli.run("job", JID.text(), "--fields", "minion,retcode", "-o", "csv").out())
        .isEqualTo("minion,retcode\nweb1,0\nweb3,1\n");
    assertThat(cli.run("job", JID.text(), "--fields", "minion", "-o", "jsonl").out())
        .isEqualTo("{\"minion\": \"web1\"}\n{\"minion\": \"web3\"}\n");
    assertThat(cli.run("jobs", "--fields", "jid,failed,missing").out())
        .isEqualTo("JID                   FAILED  MISSING\n20261124120000000000  1       1\n");
    assertThat(cli.run("jobs", "--last", "--fields", "minion").out())
        .isEqualTo("MINION\nweb1\nweb3\n");
  }

  @Test
  void aFieldThatIsNoneIsRefusedWithThoseThereAre() {
    assertThat(cli.run("job", JID.text(), "--fields", "minion,jidd"))
        .extracting(Cli.Ended::exitCode, Cli.Ended::out)
        .containsExactly(2, "");
    assertThat(cli.run("jobs", "--fields", "minion").err())
        .startsWith("--fields: no field 'minion'; there are jid, started, fun, arg");
    assertThat(cli.run("job", JID.text(), "--fields", "minion", "-o", "json").err())
        .startsWith("--fields is for table, wide, csv and jsonl, not json");
  }

  @Test
  void namesAreIdsAlone() {
    assertThat(cli.run("job", JID.text(), "-o", "name").out()).isEqualTo("web1\nweb3\n");
    assertThat(cli.run("job", JID.text(), "--missing", "-o", "name").out()).isEqualTo("web2\n");
    assertThat(cli.run("jobs", "-o", "name").out()).isEqualTo(JID + "\n");
  }

  @Test
  void wideCutsNothingButControlCharacters() {
    String out = cli.run("job", JID.text(), "-o", "wide").out();

    assertThat(out).contains("x".repeat(100)).contains("?]0;evil?").doesNotContain("\u001b");
    assertThat(cli.run("jobs", "-o", "wide").out().lines().findFirst().orElseThrow())
        .contains("TGT TYPE", "EXPECTED", "MISSING");
  }

  @Test
  void missingHasTheNodeAndTheReasonInEveryForm() {
    for (String format :
        new String[] {"nested", "txt", "table", "wide", "json", "yaml", "csv", "jsonl"}) {
      assertThat(cli.run("job", JID.text(), "--missing", "-o", format).out())
          .as(format)
          .contains("web2", "sm1", "not asked yet");
    }
  }
}
