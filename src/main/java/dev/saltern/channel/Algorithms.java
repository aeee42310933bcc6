package dev.saltern.channel;

import dev.saltern.wire.OaepAlgorithm;
import dev.saltern.wire.SignatureAlgorithm;

/// The algorithms we ask a master to use with us: `encryption_algorithm` and `signing_algorithm` of
/// the minion's configuration. Masters older than 3006.9 and 3007.2 use SHA-1 whatever is asked.
/// Immutable.
public record Algorithms(OaepAlgorithm encryption, SignatureAlgorithm signing) {
  /// Salt's defaults.
  public static final Algorithms DEFAULT =
      new Algorithms(OaepAlgorithm.SHA1, SignatureAlgorithm.SHA1);
}
