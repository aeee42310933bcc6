package dev.saltern.lookup.cli;

/// How a command ended, as a shell sees it; the higher numbers are those of sysexits.h.
public enum ExitCode {
  /// Done.
  OK(0),
  /// A minion failed or is missing; only where `--exit-status` asks for it.
  MINION_FAILED(1),
  /// The command line is wrong, or a file it names cannot be written.
  USAGE(2),
  /// Nothing found.
  NOTHING_FOUND(3),
  /// The job cache cannot be reached.
  UNAVAILABLE(69),
  /// An error of ours.
  INTERNAL(70),
  /// The job cache refused us: user, password or rights.
  REFUSED(77),
  /// The configuration is wrong.
  CONFIG(78),
  /// As if SIGPIPE had ended us: whoever read our output has enough.
  PIPE_CLOSED(141);

  private final int number;

  ExitCode(int number) {
    this.number = number;
  }

  public int number() {
    return number;
  }
}
