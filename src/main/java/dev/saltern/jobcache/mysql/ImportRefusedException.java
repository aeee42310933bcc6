package dev.saltern.jobcache.mysql;

/// An import that cannot be begun or gone on with as it was asked for: a person must act.
public final class ImportRefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Why why;

  /// What kind of refusal it is.
  public enum Why {
    /// There are no tables, or no directory, to read.
    NOTHING_THERE,
    /// What is there is not what can be imported.
    UNUSABLE,
    /// The server refused the account.
    DENIED,
    /// Another process imports the same.
    HELD
  }

  public ImportRefusedException(Why why, String message) {
    super(message);
    this.why = why;
  }

  public Why why() {
    return why;
  }
}
