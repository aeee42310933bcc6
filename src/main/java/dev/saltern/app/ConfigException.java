package dev.saltern.app;

import java.util.List;

/// A configuration that cannot be used, with every problem in it.
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<String> problems;

  public ConfigException(List<String> problems) {
    super(String.join("\n", problems));
    this.problems = List.copyOf(problems);
  }

  /// One sentence each: where, which key, what was expected, what was found.
  public List<String> problems() {
    return problems;
  }
}
