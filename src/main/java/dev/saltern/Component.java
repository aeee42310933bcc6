package dev.saltern;

/// A part of the process that can be looked at and ended: `check()` says how it is now, `close()`
/// ends it. Thread-safe.
public interface Component extends AutoCloseable {
  /// How this part is now. Must not block longer than a connect timeout.
  Check check();

  /// Whether what it does still goes on. False only where nothing but a new start of the process
  /// mends it: a database or a MoM that is away is no reason. Never blocks.
  default boolean isAlive() {
    return true;
  }

  @Override
  void close();
}
