package dev.saltern.lookup.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.lookup.FakeJobLookup;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// The page `docs/reference/cli.md` against the commands.
class CliReferenceTest {
  private static final Jid JID = new Jid("20261124120000000000");
  private static final Jid EARLIER = new Jid("20261124110000000000");
  private static final Path PAGE = Path.of("docs/reference/cli.md");

  @Test
  void everyCommandShownRuns() throws Exception {
    FakeJobLookup jobs =
        new FakeJobLookup()
            .load(JID, Data.dict("fun", "state.apply", "user", "alice"))
            .failed(JID, "web1", new Data.Bool(false))
            .missing(JID, "web2", "sm1")
            .load(EARLIER, Data.dict("fun", "state.apply", "user", "bob"))
            .returned(EARLIER, "web1", new Data.Bool(true));
    ListCommandsTest.fill(jobs);
    List<String> commands =
        Files.readAllLines(PAGE).stream()
            .filter(
                line -> line.matches("\\$ saltern (job|export|diff|follow|minion|event|node).*"))
            .map(line -> line.substring("$ saltern ".length()))
            .toList();
    assertThat(commands).hasSizeGreaterThan(24);

    for (String command : commands) {
      String[] words =
          Arrays.stream(command.split(" ", -1)).map(w -> w.replace("'", "")).toArray(String[]::new);
      boolean failed = command.contains("--exit-status") || command.startsWith("follow latest");
      assertThat(new Cli(jobs).pausing(new Runnable[0]).run(words).exitCode())
          .as(command)
          .isEqualTo(failed ? 1 : 0);
    }
  }

  @Test
  void everyOptionOutputAndExitCodeIsOnThePage() throws Exception {
    String page = Files.readString(PAGE);
    var here =
        new LookupCommands.Surroundings(
            _ -> {
              throw new LookupSourceException(ExitCode.CONFIG, "not opened here");
            },
            java.time.Clock.systemUTC(),
            new Terminal(false, java.util.Map.of()),
            Pause.real());

    for (Object command : LookupCommands.all(here)) {
      for (var option : new CommandLine(command).getCommandSpec().options()) {
        boolean everywhere = option.longestName().matches("--help|--config-dir");
        assertThat(everywhere || Arrays.stream(option.names()).anyMatch(page::contains))
            .as(option.longestName())
            .isTrue();
      }
    }
    for (OutputFormat format : OutputFormat.values()) {
      assertThat(page).contains("`" + format + "`");
    }
    for (ExitCode code : ExitCode.values()) {
      assertThat(page).containsPattern("\\b" + code.number() + "\\b");
    }
  }
}
