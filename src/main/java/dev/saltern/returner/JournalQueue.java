package dev.saltern.returner;

import dev.saltern.spool.Spool;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// What waits for the disk, bounded in records and bytes. Who puts waits while it is full; what is
/// taken stays counted until it is written, so a record is in here or on disk at every moment.
/// Thread-safe; one thread takes.
final class JournalQueue {
  private final int recordsMax;
  private final long bytesMax;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition room = lock.newCondition();
  private final Condition filled = lock.newCondition();
  private final Condition forced = lock.newCondition();
  private final ArrayDeque<Spool.Item> waiting = new ArrayDeque<>();
  private long bytes;
  private long put;
  private long written;
  private boolean ended;
  private @Nullable Throwable failure;

  JournalQueue(int recordsMax, long bytesMax) {
    this.recordsMax = recordsMax;
    this.bytesMax = bytesMax;
  }

  /// Puts a record as soon as there is room, and returns its number, from 1.
  long put(Spool.Item item) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      alive();
      while (full(item.bytes().length)) {
        room.await();
        alive();
      }
      waiting.add(item);
      bytes += item.bytes().length;
      put++;
      filled.signal();
      return put;
    } finally {
      lock.unlock();
    }
  }

  /// Waits until a record of so many bytes has room: a big one is in memory once less while it
  /// waits where it is not made before.
  void awaitRoom(int more) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      alive();
      while (full(more)) {
        room.await();
        alive();
      }
    } finally {
      lock.unlock();
    }
  }

  private boolean full(int more) {
    return !waiting.isEmpty() && (waiting.size() >= recordsMax || bytes + more > bytesMax);
  }

  private void alive() {
    if (failure != null) {
      throw new IllegalStateException("the journal's writer has stopped", failure);
    }
    if (ended) {
      throw new IllegalStateException("the journal is closed");
    }
  }

  /// The oldest records within the limits (but always one), left in the queue. Waits for one; empty
  /// where none came, or where there will be no more.
  List<Spool.Item> peek(int limit, long limitBytes, Duration wait) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = wait.toNanos();
      while (waiting.isEmpty() && !ended && nanos > 0) {
        nanos = filled.awaitNanos(nanos);
      }
      var batch = new ArrayList<Spool.Item>();
      long sum = 0;
      for (Spool.Item item : waiting) {
        sum += item.bytes().length;
        if (batch.size() == limit || (sum > limitBytes && !batch.isEmpty())) {
          break;
        }
        batch.add(item);
      }
      return batch;
    } finally {
      lock.unlock();
    }
  }

  /// The oldest records are on disk.
  void written(List<Spool.Item> batch) {
    lock.lock();
    try {
      for (Spool.Item item : batch) {
        waiting.remove();
        bytes -= item.bytes().length;
      }
      written += batch.size();
      room.signalAll();
      forced.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /// Waits until a record is on disk; false where that took longer.
  boolean awaitWritten(long number, Duration patience) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long nanos = patience.toNanos();
      while (written < number) {
        if (failure != null) {
          alive();
        }
        if (nanos <= 0) {
          return false;
        }
        nanos = forced.awaitNanos(nanos);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /// The number of the newest record.
  long last() {
    lock.lock();
    try {
      return put;
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }

  /// Takes no more; who waits for room is told.
  void end() {
    lock.lock();
    try {
      ended = true;
      wakeAll();
    } finally {
      lock.unlock();
    }
  }

  /// Nobody writes any more: whoever waits or comes is told why.
  void fail(Throwable cause) {
    lock.lock();
    try {
      failure = cause;
      wakeAll();
    } finally {
      lock.unlock();
    }
  }

  boolean ended() {
    lock.lock();
    try {
      return ended && waiting.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  private void wakeAll() {
    room.signalAll();
    filled.signalAll();
    forced.signalAll();
  }
}
