package dev.saltern.channel;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.saltern.wire.Crypticle;
import dev.saltern.wire.WireException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/// The key a master shares with all its clients: publications are under it, and requests of version
/// 2. Immutable; equal where the key is the same; `toString` has no key.
///
/// @param digest a hash of the key, to tell one from another
record PublishKey(Crypticle crypticle, String digest) {
  static PublishKey of(String keyString) throws WireException {
    try {
      byte[] hash = MessageDigest.getInstance("SHA-256").digest(keyString.getBytes(US_ASCII));
      return new PublishKey(new Crypticle(keyString), HexFormat.of().formatHex(hash));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("SHA-256 fails in this JDK", e);
    }
  }

  @Override
  public boolean equals(Object o) {
    return o instanceof PublishKey other && digest.equals(other.digest);
  }

  @Override
  public int hashCode() {
    return digest.hashCode();
  }

  @Override
  public String toString() {
    return "PublishKey";
  }
}
