package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The command line as a whole: its help, its words, and where `-c` may stand.
class MainTest {
  /// What a command did.
  private record Ended(int exitCode, String out, String err) {}

  @TempDir Path folder;

  @Test
  void theHelpHasLookupsFirstInGroups() {
    String help = run("--help").out();

    assertThat(help)
        .containsSubsequence(
            "Look up jobs",
            "  jobs ",
            "  job ",
            "Run a job",
            "  run ",
            "Serve",
            "  node ",
            "  web ")
        .containsSubsequence("Look after it", "  check ", "More", "  help ", "  version ")
        .doesNotContain("__complete", "__training");
    assertThat(run("help").out()).isEqualTo(help);
  }

  @Test
  void everyShownCommandIsInOneGroup() {
    String help = run("--help").out();

    Main.commandLine()
        .getSubcommands()
        .forEach(
            (name, command) ->
                assertThat(help.lines().filter(line -> line.startsWith("  " + name + " ")))
                    .as(name)
                    .hasSize(command.getCommandSpec().usageMessage().hidden() ? 0 : 1));
  }

  @Test
  void helpOfACommandIsItsOwn() {
    assertThat(run("help", "job").out()).isEqualTo(run("job", "--help").out()).contains("JID");
  }

  @Test
  void versionSaysWhatTheOptionSays() {
    assertThat(run("version").out()).isEqualTo(run("--version").out()).startsWith("saltern ");
  }

  @ParameterizedTest
  @CsvSource({
    "lookup_jid 20261124120000000000, job JID",
    "jobs.lookup_jid, job JID",
    "list_jobs, jobs",
    "jobs.list_jobs, jobs",
    "jobs.active, jobs --running",
    "get jobs, jobs",
    "list minions, minions",
    "show, jobs",
    "migrate, db migrate",
  })
  void saltsOwnWordsLeadToOurs(String typed, String meant) {
    Ended ended = run(typed.split(" ", -1));

    assertThat(ended.exitCode()).isEqualTo(2);
    assertThat(ended.err()).contains("Did you mean: saltern " + meant + System.lineSeparator());
  }

  @Test
  void aMisspeltCommandIsToldTheNearest() {
    assertThat(run("minoins").err()).contains("minions");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-c DIR jobs", "jobs -c DIR", "--config-dir=DIR jobs", "-c DIR check"})
  void theFolderMayStandBeforeOrAfterTheCommand(String line) throws Exception {
    Files.writeString(folder.resolve("saltern"), "no.such.key: 1\n");

    Ended ended = run(line.replace("DIR", folder.toString()).split(" ", -1));

    assertThat(ended.exitCode()).isEqualTo(78);
    assertThat(ended.out() + ended.err()).contains(folder + "/saltern:1: unknown key no.such.key");
  }

  @Test
  void theEnvironmentNamesTheFolder() {
    assertThat(NodeConfig.folder(Map.of("SALTERN_CONFIG_DIR", "/srv/salt")))
        .isEqualTo(Path.of("/srv/salt"));
    assertThat(NodeConfig.folder(Map.of("SALTERN_CONFIG_DIR", ""))).isEqualTo(Path.of("/etc/salt"));
  }

  @Test
  void theEnvironmentAloneSuffices() throws Exception {
    NodeConfig config =
        NodeConfig.read(
            folder, Map.of("SALTERN_MYSQL_HOST", "db1", "SALTERN_MYSQL_USER", "reader"));

    assertThat(config.mysql().server().host()).isEqualTo("db1");
    assertThat(config.mysql().credentials().user()).isEqualTo("reader");
  }

  private static Ended run(String... arguments) {
    var out = new StringWriter();
    var err = new StringWriter();
    int exitCode =
        Main.commandLine(arguments)
            .setOut(new PrintWriter(out))
            .setErr(new PrintWriter(err))
            .execute(arguments);
    return new Ended(exitCode, out.toString(), err.toString());
  }
}
