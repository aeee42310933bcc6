package dev.saltern.lookup.web;

import java.util.List;

/// The command that prints what a page shows. Confined to one page.
final class ShellLine {
  private final StringBuilder line;

  private ShellLine(String command) {
    line = new StringBuilder(command);
  }

  static ShellLine of(String command) {
    return new ShellLine(command);
  }

  ShellLine word(String text) {
    line.append(' ').append(SaltCommand.word(text));
    return this;
  }

  /// An option for each of the parameters that have a text.
  ShellLine options(Ask ask, List<String> names) {
    for (String name : names) {
      option(name, ask.text(name));
    }
    return this;
  }

  ShellLine option(String name, String text) {
    if (!text.isEmpty()) {
      line.append(" --").append(name);
      word(text);
    }
    return this;
  }

  /// A flag for each of the parameters that are `true`.
  ShellLine flags(Ask ask, List<String> names) {
    for (String name : names) {
      if (ask.text(name).equals("true")) {
        line.append(" --").append(name);
      }
    }
    return this;
  }

  String text() {
    return line.toString();
  }
}
