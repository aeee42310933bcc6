package dev.saltern.app;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/// The manual page of one command, made of what picocli knows of it: roff with the `man` macros.
/// Immutable.
final class ManualPage {
  private final CommandLine command;
  private final String version;

  ManualPage(CommandLine command, String version) {
    this.command = command;
    this.version = version;
  }

  /// The pages of a command and of all commands below it, hidden ones left out.
  static List<ManualPage> all(CommandLine root, String version) {
    List<ManualPage> pages = new ArrayList<>();
    pages.add(new ManualPage(root, version));
    for (CommandLine below : root.getSubcommands().values()) {
      if (!below.getCommandSpec().usageMessage().hidden()) {
        pages.addAll(all(below, version));
      }
    }
    return pages;
  }

  /// `saltern-job.1`, say.
  String fileName() {
    return name() + ".1";
  }

  private String name() {
    return command.getCommandSpec().qualifiedName("-");
  }

  /// The page.
  String text() {
    CommandSpec spec = command.getCommandSpec();
    var usage = spec.usageMessage();
    StringBuilder page = new StringBuilder();
    page.append(".TH \"%s\" 1 \"\" \"Saltern %s\" \"Saltern\"\n".formatted(name(), version));
    section(page, "NAME");
    page.append(line(name() + " - " + sentence(usage.description())));
    section(page, "SYNOPSIS");
    page.append(".B ").append(line(spec.qualifiedName()));
    page.append(line(synopsis(spec)));
    section(page, "DESCRIPTION");
    for (String paragraph : usage.description()) {
      page.append(line(paragraph));
    }
    arguments(page, spec);
    commands(page);
    exitCodes(page, spec);
    examples(page, usage.footer());
    section(page, "SEE ALSO");
    page.append(line(seeAlso()));
    return page.toString();
  }

  private static String synopsis(CommandSpec spec) {
    String parameters =
        spec.positionalParameters().stream()
            .map(p -> p.arity().min() == 0 ? "[" + p.paramLabel() + "]" : p.paramLabel())
            .collect(Collectors.joining(" "));
    String below = spec.subcommands().isEmpty() ? "" : "COMMAND ";
    return (below + "[OPTION]... " + parameters).strip();
  }

  private static void arguments(StringBuilder page, CommandSpec spec) {
    if (!spec.positionalParameters().isEmpty()) {
      section(page, "ARGUMENTS");
      for (PositionalParamSpec parameter : spec.positionalParameters()) {
        entry(page, "\\fI" + escaped(parameter.paramLabel()) + "\\fR", parameter.description());
      }
    }
    List<OptionSpec> options = spec.options().stream().filter(o -> !o.hidden()).toList();
    if (!options.isEmpty()) {
      section(page, "OPTIONS");
      for (OptionSpec option : options) {
        String names =
            Arrays.stream(option.names())
                .map(name -> "\\fB" + escaped(name) + "\\fR")
                .collect(Collectors.joining(", "));
        String value =
            option.arity().max() > 0 ? " \\fI" + escaped(option.paramLabel()) + "\\fR" : "";
        entry(page, names + value, option.description());
      }
    }
  }

  private void commands(StringBuilder page) {
    List<CommandLine> below =
        command.getSubcommands().values().stream()
            .filter(c -> !c.getCommandSpec().usageMessage().hidden())
            .toList();
    if (!below.isEmpty()) {
      section(page, "COMMANDS");
      for (CommandLine each : below) {
        var usage = each.getCommandSpec().usageMessage();
        entry(page, "\\fB" + escaped(each.getCommandName()) + "\\fR", usage.description());
      }
    }
  }

  private static void exitCodes(StringBuilder page, CommandSpec spec) {
    var codes = spec.usageMessage().exitCodeList();
    if (!codes.isEmpty()) {
      section(page, "EXIT STATUS");
      codes.forEach((code, meaning) -> entry(page, escaped(code.strip()), meaning));
    }
  }

  private static void examples(StringBuilder page, String[] footer) {
    List<String> lines =
        Arrays.stream(footer)
            .map(text -> text.replace("%n", ""))
            .filter(text -> text.startsWith("  "))
            .map(String::strip)
            .toList();
    if (!lines.isEmpty()) {
      section(page, "EXAMPLES");
      page.append(".nf\n");
      lines.forEach(text -> page.append(line(text)));
      page.append(".fi\n");
    }
  }

  private String seeAlso() {
    CommandLine parent = command.getParent();
    return parent == null
        ? "salt(1), salt-run(1), salt-master(1)"
        : parent.getCommandSpec().qualifiedName("-") + "(1)";
  }

  private static void section(StringBuilder page, String name) {
    page.append(".SH ").append(name).append('\n');
  }

  /// @param term already escaped
  private static void entry(StringBuilder page, String term, String... meaning) {
    page.append(".TP\n").append(term).append('\n');
    page.append(line(String.join(" ", meaning)));
  }

  private static String sentence(String[] description) {
    String all = String.join(" ", description).strip();
    return all.endsWith(".") ? all.substring(0, all.length() - 1) : all;
  }

  /// A line of text that roff takes for nothing else.
  private static String line(String text) {
    String escaped = escaped(text.replace("%n", " ").replace("%%", "%").strip());
    boolean request = escaped.startsWith(".") || escaped.startsWith("'");
    return (request ? "\\&" : "") + escaped + "\n";
  }

  private static String escaped(String text) {
    return text.replace("\\", "\\e").replace("-", "\\-").replace("\n", " ");
  }
}
