package dev.saltern.lookup.cli;

/// The job cache cannot be opened: the configuration is wrong, the database refuses us, or it
/// cannot be reached.
public final class LookupSourceException extends Exception {
  private static final long serialVersionUID = 1L;

  private final ExitCode exitCode;

  /// @param exitCode how the command ends: [ExitCode#CONFIG], [ExitCode#REFUSED] or
  ///   [ExitCode#UNAVAILABLE]
  /// @param message what was expected, what was found, where; lines of their own for several
  public LookupSourceException(ExitCode exitCode, String message) {
    super(message);
    this.exitCode = exitCode;
  }

  public LookupSourceException(ExitCode exitCode, String message, Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  public ExitCode exitCode() {
    return exitCode;
  }
}
