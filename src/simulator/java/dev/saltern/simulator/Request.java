package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import java.util.Optional;

/// One request as its envelope shows it, once it is open. Immutable.
///
/// @param version what the envelope says; 0 where it says nothing
/// @param load the open load, without `nonce` and `tok`
/// @param session whose session key it was under; nothing where it was under the shared key or
///   clear
/// @param nonce what the answer must show; nothing where none was sent
/// @param envelope the outer map
record Request(
    long version,
    Data.Dict load,
    Optional<MinionId> session,
    Optional<String> nonce,
    Data.Dict envelope) {
  String cmd() {
    return load.text("cmd").orElse("");
  }

  boolean clear() {
    return envelope.text("enc").equals(Optional.of("clear"));
  }

  boolean sealed() {
    return envelope.text("enc").equals(Optional.of("aes"));
  }
}
