package dev.saltern;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A thread of its own that does one thing until the process ends: it starts once, and whoever owns
/// it tells it to stop in its own way, then waits here. Thread-safe.
public final class Role {
  private final String name;
  private volatile @Nullable Thread thread;

  /// @param name the thread's name, as dumps and logs show it
  public Role(String name) {
    this.name = name;
  }

  public String name() {
    return name;
  }

  /// Starts it.
  ///
  /// @throws IllegalStateException where it was started before
  public synchronized void start(Runnable work) {
    if (thread != null) {
      throw new IllegalStateException(name + " was started before");
    }
    Thread started = Thread.ofPlatform().name(name).unstarted(work);
    thread = started;
    started.start();
  }

  public boolean isStarted() {
    return thread != null;
  }

  public boolean isAlive() {
    Thread running = thread;
    return running != null && running.isAlive();
  }

  /// Interrupts what it waits for.
  public void interrupt() {
    Thread running = thread;
    if (running != null) {
      running.interrupt();
    }
  }

  /// Waits until it has ended, or never was started.
  ///
  /// @return false where it goes on after `patience`, or the caller is interrupted before: then the
  ///   caller's interrupt is set again
  public boolean ended(Duration patience) {
    Thread running = thread;
    if (running == null) {
      return true;
    }
    try {
      return running.join(patience);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
