package dev.saltern.channel;

import dev.saltern.job.MinionId;
import dev.saltern.wire.Algorithms;
import dev.saltern.wire.RsaPublicKey;
import java.util.Optional;

/// Who we are at a master, and what we demand of it before we believe it. Immutable.
///
/// @param id the id we sign in with: the minion's, as salt-syndic does
/// @param algorithms `encryption_algorithm` and `signing_algorithm` of the minion's configuration
/// @param versionMin the oldest protocol version to speak: 2, or 3 to refuse masters without
///   per-client session keys
/// @param finger the fingerprint the master's key must have; without one the first key is trusted
/// @param masterSignKey the key that must have signed the master's public key
///   (`verify_master_pubkey_sign`); where it is absent a master that signs is refused, as in Salt
public record SignInPolicy(
    MinionId id,
    Algorithms algorithms,
    int versionMin,
    Optional<Finger> finger,
    Optional<RsaPublicKey> masterSignKey) {
  /// The oldest version we speak: with nonces and signed answers (3006.0, and older ones with the
  /// corrections of 2022).
  public static final int VERSION_MIN = 2;

  /// The newest version we speak: with per-client session keys.
  public static final int VERSION_MAX = 3;

  public SignInPolicy {
    if (versionMin < VERSION_MIN || versionMin > VERSION_MAX) {
      throw new IllegalArgumentException(
          "versionMin is %d or %d; found %d".formatted(VERSION_MIN, VERSION_MAX, versionMin));
    }
  }

  /// Salt's defaults for `id`.
  public static SignInPolicy of(MinionId id) {
    return new SignInPolicy(id, Algorithms.SHA1, VERSION_MIN, Optional.empty(), Optional.empty());
  }
}
