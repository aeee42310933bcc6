package dev.saltern.lookup.cli;

import java.time.Duration;

/// How to wait until it is time to look again; a test moves its clock instead.
@FunctionalInterface
interface Pause {
  void sleep(Duration time) throws InterruptedException;

  /// Really waits.
  static Pause real() {
    return Thread::sleep;
  }
}
