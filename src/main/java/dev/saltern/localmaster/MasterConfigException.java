package dev.saltern.localmaster;

import java.util.List;
import java.util.stream.Collectors;

/// Salt's configuration cannot be used: every problem found, not the first.
public final class MasterConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  public MasterConfigException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  public List<Problem> problems() {
    return problems;
  }
}
