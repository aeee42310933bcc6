package dev.saltern.channel;

import dev.saltern.wire.RsaPublicKey;
import java.util.Locale;
import java.util.Map;

/// The fingerprint a master's key must have: `syndic_finger`, made with the minion's `hash_type`.
/// Immutable.
///
/// @param text colon-separated hex
/// @param digest the digest by the JDK's name
public record Finger(String text, String digest) {
  private static final Map<String, String> DIGESTS =
      Map.of(
          "md5", "MD5",
          "sha1", "SHA-1",
          "sha224", "SHA-224",
          "sha256", "SHA-256",
          "sha384", "SHA-384",
          "sha512", "SHA-512");

  /// The fingerprint as an administrator writes it.
  ///
  /// @param hashType Salt's name of the digest
  /// @throws IllegalArgumentException for a digest Salt does not use
  public static Finger of(String text, String hashType) {
    String digest = DIGESTS.get(hashType);
    if (digest == null) {
      throw new IllegalArgumentException(
          "hash_type is one of %s; found '%s'"
              .formatted(DIGESTS.keySet().stream().sorted().toList(), hashType));
    }
    return new Finger(text.strip().toLowerCase(Locale.ROOT), digest);
  }

  boolean fits(RsaPublicKey key) {
    return key.fingerprint(digest).equals(text);
  }
}
