package dev.saltern.app;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// Shell completion of the `saltern` command: picocli's for commands and options, and below it ours
/// for jids and minion ids, which the command itself tells from the job cache within a second, or
/// not at all. What a minion calls itself is never evaluated by the shell.
final class Completions {
  private static final String LIVE =
      """

      # jids and minion ids, from the job cache: within a second, or none.
      _saltern_known() {
        local word
        while IFS= read -r word; do
          COMPREPLY+=("$word")
        done < <(timeout 1 "${COMP_WORDS[0]}" __complete "$1" -- "$2" 2>/dev/null </dev/null)
      }

      _complete_saltern_live() {
        local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]}
        COMPREPLY=()
        case "${COMP_WORDS[1]} $prev" in
      {IDS}  esac
        if [[ $cur != -* && $COMP_CWORD -gt 1 ]]; then
          case "${COMP_WORDS[1]} $prev" in
      {VALUES}    esac
          case "${COMP_WORDS[1]}" in
      {POSITIONALS}    esac
        fi
        _complete_saltern
      }
      complete -F _complete_saltern_live -o default saltern
      """;

  private final CommandLine root;

  Completions(CommandLine root) {
    this.root = root;
  }

  /// The script for bash; zsh takes it too, with bashcompinit, which it loads itself.
  String script() {
    String ids = cases(Completions::idOptions);
    String values = cases(Completions::valueOptions);
    return AutoComplete.bash(root.getCommandName(), root)
        + LIVE.replace("{IDS}", ids)
            .replace("{VALUES}", values)
            .replace("{POSITIONALS}", positionals());
  }

  private interface Cases {
    List<String> of(CommandLine command);
  }

  private String cases(Cases cases) {
    return root.getSubcommands().values().stream()
        .flatMap(command -> cases.of(command).stream())
        .map(line -> "    " + line + "\n")
        .collect(Collectors.joining());
  }

  /// After an option that takes a minion's id.
  private static List<String> idOptions(CommandLine command) {
    return lines(
        command, o -> o.longestName().equals("--minion"), "_saltern_known minion \"$cur\"; return");
  }

  /// After any other option that takes a value, that is what is typed.
  private static List<String> valueOptions(CommandLine command) {
    return lines(
        command,
        o -> o.arity().max() > 0 && !o.longestName().equals("--minion"),
        "_complete_saltern; return");
  }

  private static List<String> lines(
      CommandLine command, java.util.function.Predicate<OptionSpec> wanted, String what) {
    List<String> lines = new ArrayList<>();
    String patterns =
        command.getCommandSpec().options().stream()
            .filter(wanted)
            .flatMap(o -> java.util.Arrays.stream(o.names()))
            .map(name -> "'" + command.getCommandName() + " " + name + "'")
            .collect(Collectors.joining("|"));
    if (!patterns.isEmpty()) {
      lines.add(patterns + ") " + what + " ;;");
    }
    return lines;
  }

  /// Where a jid or a minion's id is expected without an option.
  private String positionals() {
    StringBuilder lines = new StringBuilder();
    for (CommandLine command : root.getSubcommands().values()) {
      command.getCommandSpec().positionalParameters().stream()
          .map(Completions::kind)
          .filter(kind -> !kind.isEmpty())
          .findFirst()
          .ifPresent(
              kind ->
                  lines.append(
                      "      '%s') _saltern_known %s \"$cur\"; return ;;\n"
                          .formatted(command.getCommandName(), kind)));
    }
    return lines.toString();
  }

  private static String kind(PositionalParamSpec parameter) {
    String label = ((ArgSpec) parameter).paramLabel();
    if (label.startsWith("JID")) {
      return "jid";
    }
    return label.equals("ID") ? "minion" : "";
  }
}
