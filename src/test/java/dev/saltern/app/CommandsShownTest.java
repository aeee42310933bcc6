package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/// What the documentation shows against the commands there are.
class CommandsShownTest {
  private static final Pattern SHOWN =
      Pattern.compile(
          "\\s*\\$ (?:sudo (?:-u \\S+ )?)?saltern (.*)"
              + "|\\| `salt[ -].*\\| `saltern ([^`]+)` \\|.*\\|");

  @Test
  void everyCommandOfTheHowTosIsOne() throws Exception {
    List<String> commands = shown();
    assertThat(commands).hasSizeGreaterThan(10);

    for (String command : commands) {
      String[] words =
          Arrays.stream(command.split(" ", -1)).map(w -> w.replace("'", "")).toArray(String[]::new);
      assertThatCode(() -> Main.commandLine().parseArgs(words))
          .as(command)
          .doesNotThrowAnyException();
    }
  }

  @Test
  void theReferenceHasEveryCommandAndOption() throws Exception {
    String page = Files.readString(Path.of("docs", "reference", "cli.md"));

    for (String name :
        List.of("node", "web", "check", "db", "spool", "run", "completion", "help", "version")) {
      assertThat(page).contains("\n## saltern " + name + "\n");
      everyOption(
          Objects.requireNonNull(Main.commandLine().getSubcommands().get(name), name), page);
    }
  }

  @Test
  void aNamedCommandIsTheOnlyOneMadeAndTheSame() {
    CommandLine all = Main.commandLine();
    all.getSubcommands()
        .forEach(
            (name, command) -> {
              if (name.equals("help")) {
                return; // It may be about any of them.
              }
              CommandLine one = Main.commandLine(new String[] {name});
              assertThat(one.getSubcommands()).containsOnlyKeys(name);
              assertThat(one.getSubcommands().values())
                  .extracting(CommandLine::getUsageMessage)
                  .containsExactly(command.getUsageMessage());
            });
    assertThat(Main.commandLine(new String[] {"jobz"}).getSubcommands())
        .hasSameSizeAs(all.getSubcommands());
    assertThat(all.getSubcommands()).hasSizeGreaterThan(15);
  }

  private static void everyOption(CommandLine command, String page) {
    for (var option : command.getCommandSpec().options()) {
      if (!option.longestName().matches("--help|--version|--config-dir")) {
        assertThat(page).as(command.getCommandName()).contains("`" + option.longestName());
      }
    }
    for (CommandLine below : command.getSubcommands().values()) {
      assertThat(page).contains(below.getCommandSpec().qualifiedName().replace("saltern ", "`"));
      everyOption(below, page);
    }
  }

  private static List<String> shown() throws IOException {
    try (Stream<Path> pages = Files.walk(Path.of("docs"))) {
      var lines = new java.util.ArrayList<String>();
      for (Path page : pages.filter(p -> p.toString().endsWith(".md")).toList()) {
        for (String line : Files.readAllLines(page)) {
          Matcher matcher = SHOWN.matcher(line);
          if (matcher.matches()) {
            lines.add(Objects.requireNonNullElseGet(matcher.group(1), () -> matcher.group(2)));
          }
        }
      }
      return lines;
    }
  }
}
