package dev.saltern.app;

import java.time.Duration;

/// What one HTTP server takes. Immutable.
///
/// @param connectionsMax how many TCP connections at a time; one more waits until one ends
/// @param requestsMax how many requests are worked on at a time, tails included; one more waits a
///   moment and is then answered 503
/// @param idleTimeout after which a connection without a request is closed
/// @param stuckTimeout after which a request is cut off in which nothing moves: longer than an
///   answer of MySQL and the heartbeat of a tail take
/// @param sizes bytes of the parts of a request
record HttpLimits(
    int connectionsMax, int requestsMax, Duration idleTimeout, Duration stuckTimeout, Sizes sizes) {
  static final HttpLimits DEFAULT =
      new HttpLimits(1024, 256, Duration.ofSeconds(60), Duration.ofSeconds(30), Sizes.DEFAULT);

  /// How big a request may be.
  ///
  /// @param requestLineBytes the method, the URI and the version
  /// @param headerBytes all header lines together
  /// @param bodyBytes a body: nothing here takes one
  record Sizes(int requestLineBytes, int headerBytes, int bodyBytes) {
    static final Sizes DEFAULT = new Sizes(8 << 10, 16 << 10, 4 << 10);
  }

  HttpLimits {
    if (connectionsMax < 1 || requestsMax < 1) {
      throw new IllegalArgumentException(
          "connections_max and requests_max must be at least 1, found %d and %d"
              .formatted(connectionsMax, requestsMax));
    }
    if (idleTimeout.compareTo(Duration.ofSeconds(1)) < 0) {
      throw new IllegalArgumentException("idle_timeout must be at least 1s, found " + idleTimeout);
    }
  }
}
