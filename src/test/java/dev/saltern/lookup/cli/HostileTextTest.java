package dev.saltern.lookup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.lookup.FakeJobLookup;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A minion says anything it likes, and so does whoever started a job: none of it may drive the
/// terminal of an operator.
class HostileTextTest {
  private static final Jid JID = new Jid("20261124120000000000");
  private static final String HOSTILE = hostile();

  @ParameterizedTest
  @EnumSource(OutputFormat.class)
  void noControlCharacterReachesTheTerminal(OutputFormat format) {
    FakeJobLookup jobs =
        new FakeJobLookup()
            .load(
                JID,
                Data.dict(
                    "fun", HOSTILE,
                    "arg", List.of(HOSTILE, Data.dict(HOSTILE, HOSTILE)),
                    "tgt", HOSTILE,
                    "user", HOSTILE))
            .kept(JID, "web1", Data.dict("return", HOSTILE), false)
            .kept(JID, "web2", Data.dict("return", List.of(HOSTILE, Data.dict(HOSTILE, 1))), true)
            .kept(JID, "web3", Data.dict("return", state(), "out", "highstate"), true)
            .kept(JID, "web4", Data.dict("return", List.of(HOSTILE), "out", "highstate"), true)
            .kept(JID, "web5", Data.dict("return", HOSTILE, "out", "highstate"), true)
            .missing(JID, "web\u202e6", HOSTILE);
    Cli cli = new Cli(jobs);

    for (String[] line :
        new String[][] {
          {"jobs", "--out=" + format},
          {"job", JID.text(), "--out=" + format, "--summary"},
          {"job", JID.text(), "--out=" + format, "--missing"},
          {"job", JID.text(), "--out=" + format, "--returns-only"}
        }) {
      Cli.Ended ended = cli.run(line);
      assertThat(ended.exitCode()).isZero();
      assertThat(ended.out())
          .contains(
              List.of(line).contains("--missing") || format == OutputFormat.NAME ? "" : "evil");
      assertHarmless(ended.out());
      assertHarmless(ended.err());
    }
  }

  private static void assertHarmless(String text) {
    text.chars()
        .forEach(
            c ->
                assertThat(c == '\n' || c == '\t' || !Character.isISOControl(c))
                    .as("character %x in %s", c, text)
                    .isTrue());
  }

  private static Data.Dict state() {
    return Data.dict(
        "a_|-" + HOSTILE + "_|-" + HOSTILE + "_|-b",
        Data.dict(
            "result", true,
            "name", HOSTILE,
            "comment", HOSTILE,
            "changes", Data.dict(HOSTILE, HOSTILE),
            "start_time", HOSTILE,
            "duration", HOSTILE,
            "warnings", List.of(HOSTILE),
            "data", HOSTILE,
            "__run_num__", 0),
        "no run number",
        Data.dict("result", false, "changes", HOSTILE, "comment", Data.dict(HOSTILE, HOSTILE)));
  }

  private static String hostile() {
    StringBuilder text = new StringBuilder("evil <script>alert(1)</script> ");
    for (char c = 0; c < 0xa0; c++) {
      if (Character.isISOControl(c)) {
        text.append(c).append("x");
      }
    }
    return text.append("\u202ereversed").toString();
  }
}
