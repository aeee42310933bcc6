package dev.saltern.simulator;

/// How the minions of one master reach it. Thread-safe.
sealed interface MinionLink extends AutoCloseable permits DirectLink, WireLink {
  /// Signs everybody in; returns once jobs reach them.
  void start() throws InterruptedException;

  /// How many returns have been taken by the master so far.
  long delivered();

  @Override
  void close();
}
