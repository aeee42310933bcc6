package dev.saltern.channel;

/// The thread that opened a channel, and the only one that may use it: ZeroMQ's sockets take no
/// other. Immutable.
record Owner(Thread thread) {
  /// The calling thread.
  static Owner here() {
    return new Owner(Thread.currentThread());
  }

  /// @throws IllegalStateException where another thread calls
  void check() {
    if (Thread.currentThread() != thread) {
      throw new IllegalStateException(
          "a channel belongs to the thread that opened it, '%s'; used by '%s'"
              .formatted(thread.getName(), Thread.currentThread().getName()));
    }
  }
}
