package dev.saltern.jobcache;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The job cache cannot be reached, refuses us, or takes nothing now (read-only, full, shutting
/// down).
public final class JobCacheUnavailableException extends Exception {
  private static final long serialVersionUID = 1L;

  /// What kind of unavailable it is.
  public enum Reason {
    /// It does not answer, or not as it should.
    DOWN,
    /// It answers and does not let this account in, or to this table.
    REFUSED,
    /// It answers, but this question took longer than it may, and was ended.
    SLOW
  }

  private final Reason reason;
  private final @Nullable Instant since;

  public JobCacheUnavailableException(String message, Throwable cause) {
    this(message, cause, Reason.DOWN, null);
  }

  public JobCacheUnavailableException(String message, Throwable cause, Reason reason) {
    this(message, cause, reason, null);
  }

  private JobCacheUnavailableException(
      String message, Throwable cause, Reason reason, @Nullable Instant since) {
    super(message, cause);
    this.reason = reason;
    this.since = since;
  }

  public Reason reason() {
    return reason;
  }

  /// Since when whoever throws this has had no answer; nothing where that is not kept track of.
  public Optional<Instant> since() {
    return Optional.ofNullable(since);
  }

  /// The same, since then.
  public JobCacheUnavailableException since(Instant then) {
    return new JobCacheUnavailableException(
        String.valueOf(getMessage()), getCause() == null ? this : getCause(), reason, then);
  }
}
