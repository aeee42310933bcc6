package dev.saltern.lookup;

import dev.saltern.jobcache.JobCacheUnavailableException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// REST and pages > JobCacheGate > [Lookup]: how many questions are at the job cache at a time, and
/// since when it has not answered. Requests are many, connections few: who finds them all taken
/// waits a little and is then told to come again. Thread-safe.
public final class JobCacheGate {
  private static final Logger log = LoggerFactory.getLogger(JobCacheGate.class);

  private final Semaphore free;
  private final Duration patience;
  private final InstantSource clock;
  private final AtomicReference<Optional<Instant>> downSince =
      new AtomicReference<>(Optional.empty());

  /// @param questionsMax how many at a time; no more than the pool has connections
  /// @param patience how long one more waits
  public JobCacheGate(int questionsMax, Duration patience, InstantSource clock) {
    this.free = new Semaphore(questionsMax, true);
    this.patience = patience;
    this.clock = clock;
  }

  /// Something asked of the job cache.
  ///
  /// @param <T> what is found
  /// @param <E> what may be wrong with the question
  @FunctionalInterface
  public interface Question<T, E extends Exception> {
    T ask() throws E, JobCacheUnavailableException;
  }

  /// Every connection is taken: the same question may be answered in a moment.
  public static final class BusyException extends Exception {
    private static final long serialVersionUID = 1L;

    BusyException() {
      super("every connection to the job cache is taken");
    }
  }

  /// Asks, when it is its turn.
  public <T, E extends Exception> T ask(Question<T, E> question)
      throws E, BusyException, JobCacheUnavailableException {
    enter();
    try {
      T found = question.ask();
      answered();
      return found;
    } catch (JobCacheUnavailableException e) {
      if (downSince.compareAndSet(Optional.empty(), Optional.of(clock.instant()))) {
        log.atWarn().log("{}", e.getMessage());
      }
      throw e;
    } finally {
      free.release();
    }
  }

  /// Since when nothing was answered; nothing where the last question was.
  public Optional<Instant> downSince() {
    return downSince.get();
  }

  private void answered() {
    downSince
        .getAndSet(Optional.empty())
        .ifPresent(
            since -> log.atWarn().log("the job cache answers again; it was away since {}", since));
  }

  private void enter() throws BusyException {
    try {
      if (!free.tryAcquire(patience.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new BusyException();
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
      throw new BusyException();
    }
  }
}
