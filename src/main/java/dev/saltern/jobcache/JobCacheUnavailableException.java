package dev.saltern.jobcache;

/// The job cache cannot be reached, or takes nothing now (read-only, full, shutting down).
public final class JobCacheUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  public JobCacheUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }
}
