package dev.saltern.returner;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The newest position on disk, and whoever waits for a newer one. Thread-safe.
final class Tide {
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition risen = lock.newCondition();
  private long position;
  private long nudges;

  void reached(long now) {
    lock.lock();
    try {
      if (now > position) {
        position = now;
        risen.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  long position() {
    lock.lock();
    try {
      return position;
    } finally {
      lock.unlock();
    }
  }

  /// Wakes all who wait, as when there is something else to do.
  void nudge() {
    lock.lock();
    try {
      nudges++;
      risen.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits for a position beyond `seen` or a nudge; returns at once where there is one.
  void await(long seen, Duration wait) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = wait.toNanos();
      long before = nudges;
      while (position <= seen && nudges == before && nanos > 0) {
        nanos = risen.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }
}
