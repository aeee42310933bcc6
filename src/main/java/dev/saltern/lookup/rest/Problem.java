package dev.saltern.lookup.rest;

import dev.saltern.job.Data;
import dev.saltern.jobcache.JobCacheUnavailableException.Reason;
import dev.saltern.wire.JsonText;
import java.time.Duration;
import java.util.Optional;

/// An error as RFC 9457 has it, `application/problem+json`: `type`, `title`, `status`, `detail`,
/// and `parameter` where one is to blame. Never has SQL, a stack trace or a secret. Immutable.
///
/// @param status the HTTP status
/// @param type the last part of its `type`, such as `bad-parameter`
/// @param title the same for every problem of that type
/// @param detail what was expected and what was found
/// @param more which parameter, since when
public record Problem(int status, String type, String title, String detail, More more) {
  /// Its media type.
  public static final String MEDIA_TYPE = "application/problem+json";

  /// What only some problems have.
  ///
  /// @param parameter the parameter to blame
  /// @param since since when it lasts, ISO 8601
  /// @param retryAfter when to come again
  public record More(
      Optional<String> parameter, Optional<String> since, Optional<Duration> retryAfter) {
    static final More NONE = new More(Optional.empty(), Optional.empty(), Optional.empty());
  }

  /// A problem with nothing more to say.
  public static Problem of(int status, String type, String title, String detail) {
    return new Problem(status, type, title, detail, More.NONE);
  }

  /// A parameter that is none, or has a value that is none.
  public static Problem badParameter(String parameter, String detail) {
    return new Problem(
        400,
        "bad-parameter",
        "A parameter is wrong",
        detail,
        new More(Optional.of(parameter), Optional.empty(), Optional.empty()));
  }

  /// Nothing there.
  public static Problem notFound(String detail) {
    return of(404, "not-found", "Not found", detail);
  }

  /// Any method but GET and HEAD.
  public static Problem readOnly() {
    return of(405, "read-only", "Read only", "expected GET or HEAD");
  }

  /// An error of ours; the log has more.
  public static Problem internal() {
    return of(500, "internal", "An error of ours", "the log of saltern web says more");
  }

  /// Too much at once.
  public static Problem busy(String detail) {
    return new Problem(
        503,
        "busy",
        "Too much at once",
        detail,
        new More(Optional.empty(), Optional.empty(), Optional.of(Duration.ofSeconds(1))));
  }

  /// The job cache gives no answer.
  static Problem unavailable(Reason reason, Optional<String> since) {
    String time = since.map(s -> "no answer since " + s).orElse("no answer");
    return switch (reason) {
      case SLOW ->
          unavailable(
              "slow",
              "The job cache took too long",
              "the question was ended: a narrower filter or a smaller limit is answered sooner",
              since);
      case DOWN -> unavailable("unavailable", "The job cache cannot be reached", time, since);
      case REFUSED -> unavailable("refused", "The job cache refuses this account", time, since);
    };
  }

  private static Problem unavailable(
      String kind, String title, String detail, Optional<String> since) {
    return new Problem(
        503,
        "job-cache-" + kind,
        title,
        detail,
        new More(Optional.empty(), since, Optional.of(Duration.ofSeconds(5))));
  }

  /// What a tail is told.
  Tails.Message message() {
    return new Tails.Message("problem", members());
  }

  /// The document.
  public String json() {
    return JsonText.write(members());
  }

  private Data.Dict members() {
    Data.Dict members =
        Data.dict(
            "type", "urn:saltern:problem:" + type,
            "title", title,
            "status", status,
            "detail", detail);
    if (more.parameter.isPresent()) {
      members = members.with("parameter", Data.of(more.parameter.get()));
    }
    return more.since.isPresent() ? members.with("since", Data.of(more.since.get())) : members;
  }
}
