package dev.saltern.relay;

import java.util.concurrent.atomic.AtomicLong;

/// What [JobProgress] has done so far. Thread-safe.
final class ProgressTally {
  private final AtomicLong open = new AtomicLong();
  private final AtomicLong asked = new AtomicLong();
  private final AtomicLong complete = new AtomicLong();
  private final AtomicLong abandoned = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private final AtomicLong unread = new AtomicLong();

  void open(int jobs) {
    open.set(jobs);
  }

  void asked() {
    asked.incrementAndGet();
  }

  void completed(boolean whole) {
    (whole ? complete : abandoned).incrementAndGet();
  }

  long dropped() {
    return dropped.incrementAndGet();
  }

  long unread() {
    return unread.incrementAndGet();
  }

  JobProgress.Counts counts() {
    return new JobProgress.Counts(
        open.get(), asked.get(), complete.get(), abandoned.get(), dropped.get(), unread.get());
  }
}
