package dev.saltern.lookup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.lookup.FakeJobLookup;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerminalTest {
  private static final Jid JID = new Jid("20261124120000000000");

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "true  |                                | --summary     | true",
        "false |                                | --summary     | false",
        "true  |                                | --no-color    | false",
        "true  |                                | --no-colour   | false",
        "false |                                | --force-color | true",
        "true  | NO_COLOR=1                     | --summary     | false",
        "true  | NO_COLOR=                      | --summary     | true",
        "true  | CLICOLOR=0                     | --summary     | false",
        "false | CLICOLOR_FORCE=1               | --summary     | true",
        "false | CLICOLOR_FORCE=0               | --summary     | false",
        "false | NO_COLOR=1 CLICOLOR_FORCE=1    | --summary     | true",
        "false | NO_COLOR=1                     | --force-colour| true",
        "false | CLICOLOR_FORCE=1               | --no-color    | false"
      })
  void aFlagGoesBeforeTheEnvironmentAndThatBeforeTheTerminal(
      boolean isTerminal, String environment, String flag, boolean coloured) {
    FakeJobLookup jobs =
        new FakeJobLookup().load(JID, Data.Dict.EMPTY).returned(JID, "web1", new Data.Int(1));
    Map<String, String> variables = new HashMap<>();
    if (environment != null) {
      Arrays.stream(environment.split(" ", -1))
          .map(v -> v.split("=", -1))
          .forEach(v -> variables.put(v[0], v[1]));
    }
    Cli cli = new Cli(jobs).on(new Terminal(isTerminal, variables));

    assertThat(cli.run("job", JID.text(), flag).out().contains("\u001b[")).isEqualTo(coloured);
  }
}
