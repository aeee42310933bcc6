package dev.saltern.spool;

/// The spool could not do what was asked: the disk is full, gone or damaged. Nothing was half done.
public final class SpoolException extends Exception {
  private static final long serialVersionUID = 1L;

  public SpoolException(String message, Throwable cause) {
    super(message, cause);
  }
}
