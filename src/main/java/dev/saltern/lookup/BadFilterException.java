package dev.saltern.lookup;

/// A request that cannot be understood: which parameter, what was expected, what was found.
public final class BadFilterException extends Exception {
  private static final long serialVersionUID = 1L;

  private final String parameter;

  public BadFilterException(String parameter, String problem) {
    super(parameter + ": " + problem);
    this.parameter = parameter;
  }

  /// The name of the parameter, without dashes.
  public String parameter() {
    return parameter;
  }
}
