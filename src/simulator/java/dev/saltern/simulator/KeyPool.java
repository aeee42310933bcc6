package dev.saltern.simulator;

import dev.saltern.wire.RsaKey;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// RSA keys of Salt's size, one a name: making one takes most of a second, so that each process
/// makes each once, however many trees it sets up. Thread-safe.
final class KeyPool {
  private static final int BITS = 2048;
  private static final Map<String, RsaKey> KEYS = new ConcurrentHashMap<>();

  private KeyPool() {}

  static RsaKey of(String name) {
    return KEYS.computeIfAbsent(name, _ -> fresh());
  }

  /// A key nobody else has.
  static RsaKey fresh() {
    return RsaKey.generate(BITS);
  }
}
