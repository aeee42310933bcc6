package dev.saltern.app;

import java.time.Duration;

/// What one HTTP server takes. Immutable.
///
/// @param requestsMax how many requests are worked on at a time, tails included; one more waits a
///   moment and is then answered 503
/// @param sizes bytes of the parts of a request
record HttpLimits(Connections connections, int requestsMax, Timeouts timeouts, Sizes sizes) {
  /// What `idle` shrinks to while every connection is taken.
  static final Duration IDLE_WHEN_FULL = Duration.ofSeconds(1);

  static final HttpLimits DEFAULT =
      new HttpLimits(new Connections(1024, 256), 256, Timeouts.DEFAULT, Sizes.DEFAULT);

  /// How many TCP connections there are at a time.
  ///
  /// @param max one more waits until one ends
  /// @param ofSourceMax of one IPv4 address or one IPv6 network of 64 bits; one more is closed
  record Connections(int max, int ofSourceMax) {
    Connections {
      if (max < 1 || ofSourceMax < 1) {
        throw new IllegalArgumentException(
            "connections_max and address_connections_max must be at least 1, found %d and %d"
                .formatted(max, ofSourceMax));
      }
    }
  }

  /// How long a connection may stay as it is.
  ///
  /// @param headers from its acceptance, or the first line of a later request, to the end of the
  ///   headers; a TLS handshake is in it
  /// @param idle after which a connection without a request is closed
  /// @param stuck after which a request is cut off in which nothing moves: longer than an answer of
  ///   MySQL and the heartbeat of a tail take
  record Timeouts(Duration headers, Duration idle, Duration stuck) {
    static final Timeouts DEFAULT =
        new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(60), Duration.ofSeconds(30));

    Timeouts {
      if (headers.compareTo(Duration.ofSeconds(1)) < 0
          || idle.compareTo(Duration.ofSeconds(1)) < 0) {
        throw new IllegalArgumentException(
            "headers_timeout and idle_timeout must be at least 1s, found %ds and %ds"
                .formatted(headers.toSeconds(), idle.toSeconds()));
      }
    }
  }

  /// How big a request may be.
  ///
  /// @param requestLineBytes the method, the URI and the version
  /// @param headerBytes all header lines together
  /// @param bodyBytes a body: nothing here takes one
  record Sizes(int requestLineBytes, int headerBytes, int bodyBytes) {
    static final Sizes DEFAULT = new Sizes(8 << 10, 16 << 10, 4 << 10);
  }

  HttpLimits {
    if (requestsMax < 1) {
      throw new IllegalArgumentException("requests_max must be at least 1, found " + requestsMax);
    }
  }
}
