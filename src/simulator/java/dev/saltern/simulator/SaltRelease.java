package dev.saltern.simulator;

/// The Salt a simulated master behaves like, where releases differ on the wire.
public enum SaltRelease {
  /// Requests of version 2 under the one AES key, the token checked by each command.
  V3006_0(0, false),
  /// Session keys are offered, but whoever speaks version 2 is served as well.
  V3006_12(0, true),
  /// Every envelope must say version 3 or more.
  V3006_18(3, true);

  private final int minimumAuthVersion;
  private final boolean sessionKeys;

  SaltRelease(int minimumAuthVersion, boolean sessionKeys) {
    this.minimumAuthVersion = minimumAuthVersion;
    this.sessionKeys = sessionKeys;
  }

  /// The lowest `version` an envelope may carry.
  int minimumAuthVersion() {
    return minimumAuthVersion;
  }

  /// Whether each client has a session key of its own, algorithms may be asked for, and events with
  /// a master's own tags are not taken from below.
  boolean sessionKeys() {
    return sessionKeys;
  }
}
