package dev.saltern.localmaster;

import java.time.Duration;

/// One request to the local master's request port and its answer; `channel.ReqChannel::request` is
/// one. Confined to the thread that opened the channel.
@FunctionalInterface
public interface RequestPort {
  /// The answer to `body`.
  ///
  /// @throws Exception where no answer came that can be trusted to be this request's; the master
  ///   may have acted on it all the same
  byte[] request(byte[] body, Duration timeout) throws Exception;
}
