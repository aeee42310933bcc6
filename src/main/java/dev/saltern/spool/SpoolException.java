package dev.saltern.spool;

/// The spool could not do what was asked: its bound is reached, or the disk is full, gone or
/// damaged. Nothing was half done.
public final class SpoolException extends Exception {
  private static final long serialVersionUID = 1L;

  public SpoolException(String message) {
    super(message);
  }

  public SpoolException(String message, Throwable cause) {
    super(message, cause);
  }
}
