package dev.saltern.simulator;

import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;

/// What becomes of one request on the socket: bytes after a while, nothing, or a broken connection.
/// Immutable.
sealed interface Reply {
  /// The answer.
  ///
  /// @param delay how long the answer is held back
  record Send(byte[] bytes, Duration delay) implements Reply {
    @Override
    public boolean equals(Object o) {
      return o instanceof Send(byte[] b, Duration d) && Arrays.equals(bytes, b) && delay.equals(d);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
      return "Send[" + bytes.length + " bytes, " + delay + "]";
    }
  }

  record Silence() implements Reply {}

  record Hangup() implements Reply {}

  static Reply of(byte[] bytes) {
    return new Send(bytes, Duration.ZERO);
  }

  /// The bytes that are sent, where some are.
  default Optional<byte[]> sent() {
    return this instanceof Send(byte[] b, var _) ? Optional.of(b) : Optional.empty();
  }
}
