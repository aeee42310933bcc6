package dev.saltern.jobcache;

/// The job cache will never take what it was given, however often it is repeated.
public final class JobCacheRejectedException extends Exception {
  private static final long serialVersionUID = 1L;

  public JobCacheRejectedException(String message, Throwable cause) {
    super(message, cause);
  }
}
