package dev.saltern.spool;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// One transaction, one write to disk, for all who wait at the same time. The first who finds
/// nobody leading leads: it runs the work of all waiting in the order they came, commits, and wakes
/// them. Thread-safe; has no thread of its own, so its queue is bounded by the threads that call.
///
/// Where a group fails, each of its works runs again alone: an append that finds the disk full must
/// not keep the step of a reader, which frees space, from going through.
final class GroupCommit {
  /// Work in a transaction. May run twice, so it must keep nothing outside of it. Where it throws a
  /// [SpoolException] it has written nothing; others of its group go on.
  interface Work<T> {
    T run(Tx tx) throws SQLException, SpoolException;
  }

  /// The transaction a group runs in.
  interface Leader {
    void transact(List<? extends Ticket<?>> group) throws SQLException;
  }

  static final int GROUP_MAX = 64;

  /// One caller's work and what came of it.
  static final class Ticket<T> {
    private final Work<T> work;
    private @Nullable T result;
    private @Nullable Exception failure;
    private boolean done;

    Ticket(Work<T> work) {
      this.work = work;
    }

    void run(Tx tx) throws SQLException {
      failure = null;
      try {
        result = work.run(tx);
      } catch (SpoolException e) {
        failure = e;
      }
    }
  }

  private final Leader leader;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition turn = lock.newCondition();
  private final ArrayDeque<Ticket<?>> waiting = new ArrayDeque<>();
  private boolean leading;

  GroupCommit(Leader leader) {
    this.leader = leader;
  }

  /// Runs `work` and returns its result once that is on disk.
  <T> T run(Work<T> work) throws SQLException, SpoolException {
    var ticket = new Ticket<>(work);
    lock.lock();
    try {
      waiting.add(ticket);
      while (!ticket.done) {
        if (leading) {
          turn.awaitUninterruptibly();
        } else {
          lead();
        }
      }
    } finally {
      lock.unlock();
    }
    return switch (ticket.failure) {
      case SQLException e -> throw e;
      case SpoolException e -> throw e;
      case RuntimeException e -> throw e;
      case null, default -> java.util.Objects.requireNonNull(ticket.result);
    };
  }

  /// Called with the lock held, which is given back while the disk works.
  private void lead() {
    var group = new ArrayList<Ticket<?>>();
    while (!waiting.isEmpty() && group.size() < GROUP_MAX) {
      group.add(waiting.remove());
    }
    leading = true;
    lock.unlock();
    try {
      together(group);
    } finally {
      lock.lock();
      leading = false;
      group.forEach(ticket -> ticket.done = true);
      turn.signalAll();
    }
  }

  private void together(List<Ticket<?>> group) {
    try {
      leader.transact(group);
    } catch (SQLException | RuntimeException e) {
      if (group.size() == 1) {
        group.getFirst().failure = e;
      } else {
        group.forEach(ticket -> together(List.of(ticket)));
      }
    }
  }
}
