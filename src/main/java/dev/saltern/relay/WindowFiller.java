package dev.saltern.relay;

import dev.saltern.localmaster.JobDirectory;
import dev.saltern.returner.Journal;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks into the open windows as they are due, and tells of each in the end. Confined to the
/// filler's thread, the counts apart.
final class WindowFiller {
  private static final Logger log = LoggerFactory.getLogger(WindowFiller.class);

  /// After a look there is none for this time, and none for so many times as long as it took: a bus
  /// that breaks every minute must not keep the disk busy.
  private static final Duration REST = Duration.ofSeconds(1);

  private static final int RESTS = 4;

  private final GapWindows windows;
  private final Optional<JobDirectory> directory;
  private final Journal journal;
  private final Supplier<GapLook> looks;
  private final InstantSource clock;
  private final AtomicLong filled = new AtomicLong();
  private final AtomicLong recovered = new AtomicLong();
  private Instant lookAgain = Instant.MIN;

  /// @param directory nothing where the master keeps no job cache: then a window is only told of
  WindowFiller(
      GapWindows windows,
      Optional<JobDirectory> directory,
      Journal journal,
      Supplier<GapLook> looks,
      InstantSource clock) {
    this.windows = windows;
    this.directory = directory;
    this.journal = journal;
    this.looks = looks;
    this.clock = clock;
  }

  long filled() {
    return filled.get();
  }

  long recovered() {
    return recovered.get();
  }

  /// Does what is due; says what could not be read, which is tried until it can.
  ///
  /// @param flush how long the journal may take to have on disk what was found
  Optional<String> read(Duration flush, BooleanSupplier stop) throws InterruptedException {
    Optional<String> trouble = Optional.empty();
    for (GapWindow window : windows.byDue()) {
      Optional<Instant> due = window.due();
      if (directory.isEmpty() || due.isEmpty()) {
        finish(window, flush);
        continue;
      }
      Instant now = clock.instant();
      if (!stop.getAsBoolean() && !now.isBefore(due.get()) && !now.isBefore(lookAgain)) {
        Optional<String> unreadable = look(directory.get(), window, flush, stop);
        trouble = trouble.isPresent() ? trouble : unreadable;
      }
    }
    return trouble;
  }

  private Optional<String> look(
      JobDirectory jobs, GapWindow window, Duration flush, BooleanSupplier stop)
      throws InterruptedException {
    Instant began = clock.instant();
    GapLook look = looks.get();
    look.read(jobs, window, stop);
    Instant ended = clock.instant();
    lookAgain = ended.plus(REST).plus(Duration.between(began, ended).multipliedBy(RESTS));
    if (stop.getAsBoolean() || !journal.flush(flush)) {
      return Optional.empty();
    }
    recovered.addAndGet(look.found());
    if (look.unreadable().isPresent()) {
      windows.replace(window, window.found(look.found()));
      return look.unreadable();
    }
    GapWindow looked = window.looked(began, look.broken().isEmpty(), look.found());
    windows.replace(window, looked);
    if (looked.due().isEmpty() && look.broken().isPresent()) {
      log.warn(
          "the job cache directory has a file that cannot be read; what it holds is not stored: {}",
          look.broken().get());
    }
    return Optional.empty();
  }

  /// Tells of a window that is filled: other events than loads and returns are nowhere else.
  private void finish(GapWindow window, Duration flush) throws InterruptedException {
    if (!windows.remove(window) || window.isEmpty()) {
      return;
    }
    if (!journal.acceptAndForce(List.of(window.gap()), flush)) {
      // To be told again: it is one row, however often.
      windows.add(window);
      return;
    }
    filled.incrementAndGet();
    log.atInfo()
        .addKeyValue("from", window.from())
        .addKeyValue("to", window.to())
        .log(
            "events of the bus may be missing ({}); {} loads and returns of the time were"
                + " recovered",
            window.reason(),
            window.recovered());
  }
}
