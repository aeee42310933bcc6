package dev.saltern;

/// A part of the process that can be looked at and ended: `check()` says how it is now, `close()`
/// ends it. Thread-safe.
public interface Component extends AutoCloseable {
  /// How this part is now. Must not block longer than a connect timeout.
  Check check();

  @Override
  void close();
}
