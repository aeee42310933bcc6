package dev.saltern.lookup.cli;

/// How a command ended, as a shell sees it. After sysexits.h where that has a number.
public enum ExitCode {
  OK(0, "done"),
  MINION_FAILED(1, "a minion failed or is missing; only with --exit-status"),
  USAGE(2, "the command line is wrong"),
  NOTHING_FOUND(3, "nothing found"),
  UNAVAILABLE(69, "the job cache cannot be reached"),
  INTERNAL(70, "an error of ours; please report it"),
  REFUSED(77, "the job cache refused us: user, password or rights"),
  CONFIG(78, "the configuration is wrong"),
  /// As if SIGPIPE had ended us: whoever read our output has enough.
  PIPE_CLOSED(141, "the reader of the output went away");

  private final int number;
  private final String meaning;

  ExitCode(int number, String meaning) {
    this.number = number;
    this.meaning = meaning;
  }

  public int number() {
    return number;
  }

  public String meaning() {
    return meaning;
  }
}
