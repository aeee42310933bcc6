package dev.saltern.localmaster;

import java.time.Duration;

/// How long a syndic waits for its MoMs and how often it tries. Immutable.
///
/// @param acceptance `acceptance_wait_time`: between two sign-ins while the key is pending
/// @param acceptanceMax `acceptance_wait_time_max`: up to which that grows; zero: it does not
/// @param request `return_retry_timer`: the shortest time-out of a request
/// @param requestMax `return_retry_timer_max`: the longest
/// @param requestTries `return_retry_tries`
public record Patience(
    Duration acceptance,
    Duration acceptanceMax,
    Duration request,
    Duration requestMax,
    int requestTries) {
  public Patience {
    if (acceptance.isNegative() || request.isNegative() || requestTries < 1) {
      throw new IllegalArgumentException("waiting times are not negative, tries at least 1");
    }
    // As Salt draws from timer..max: a max below the timer means the timer.
    requestMax = requestMax.compareTo(request) < 0 ? request : requestMax;
  }
}
