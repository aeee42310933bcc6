package dev.saltern.app;

import dev.saltern.lookup.cli.LookupCommands;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Model.UsageMessageSpec;

/// The commands of `saltern --help`, by what one wants to do; lookups first.
final class CommandGroups {
  private static final Map<String, List<String>> GROUPS = new LinkedHashMap<>();

  static {
    GROUPS.put("Look up jobs, returns, minions", LookupCommands.names());
    GROUPS.put("Run a job", List.of("run"));
    GROUPS.put("Serve", List.of("node", "web"));
    GROUPS.put("Look after it", List.of("check", "db", "spool"));
    GROUPS.put("More", List.of("completion", "help", "version"));
  }

  private CommandGroups() {}

  static void install(CommandLine root) {
    root.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, _ -> "");
    root.getHelpSectionMap().put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, CommandGroups::list);
  }

  private static String list(Help help) {
    return GROUPS.entrySet().stream()
        .map(group -> group(help, group.getKey(), group.getValue()))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining());
  }

  private static String group(Help help, String title, List<String> names) {
    Map<String, Help> shown = new LinkedHashMap<>();
    names.stream()
        .filter(help.subcommands()::containsKey)
        .forEach(name -> shown.put(name, Objects.requireNonNull(help.subcommands().get(name))));
    return shown.isEmpty() ? "" : "%n%s:%n".formatted(title) + help.commandList(shown);
  }
}
