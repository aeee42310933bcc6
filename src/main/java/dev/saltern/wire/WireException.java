package dev.saltern.wire;

/// Bytes that are not what they claim to be. The message says what was expected and what was found,
/// never the bytes themselves.
public class WireException extends Exception {
  private static final long serialVersionUID = 1L;

  public WireException(String message) {
    super(message);
  }

  public WireException(String message, Throwable cause) {
    super(message, cause);
  }
}
