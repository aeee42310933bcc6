package dev.saltern.localmaster;

import java.nio.file.Path;

/// Where the master's and the minion's files are, `root_dir` put before them as Salt does.
/// Immutable.
///
/// @param cache the master's `cachedir`
/// @param sockets the master's `sock_dir`
/// @param masterPki the master's `pki_dir`; in a cluster the shared `cluster_pki_dir`
/// @param minionPki the minion's `pki_dir`: the key a syndic signs in with
public record Directories(Path cache, Path sockets, Path masterPki, Path minionPki) {
  public Directories {
    if (!cache.isAbsolute() || !sockets.isAbsolute()) {
      throw new IllegalArgumentException("directories are absolute paths");
    }
    if (!masterPki.isAbsolute() || !minionPki.isAbsolute()) {
      throw new IllegalArgumentException("directories are absolute paths");
    }
  }

  /// The root of the `local_cache` job cache.
  public Path jobs() {
    return cache.resolve("jobs");
  }

  /// The session keys of masters from 3006.12 and 3007.4 on.
  public Path sessions() {
    return cache.resolve("sessions");
  }

  public Path rootKey(String user) {
    return cache.resolve("." + user + "_key");
  }

  /// One file per accepted minion, named as the minion.
  public Path acceptedKeys() {
    return masterPki.resolve("minions");
  }

  public Path minionKey() {
    return minionPki.resolve("minion.pem");
  }

  public Path minionPublicKey() {
    return minionPki.resolve("minion.pub");
  }

  /// Where a syndic remembers the key of its MoM.
  public Path syndicMasterPublicKey() {
    return minionPki.resolve("syndic_master.pub");
  }
}
