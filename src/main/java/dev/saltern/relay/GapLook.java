package dev.saltern.relay;

import dev.saltern.job.Load;
import dev.saltern.job.Source;
import dev.saltern.localmaster.JobDirectory;
import dev.saltern.localmaster.JobScan;
import dev.saltern.localmaster.KeptReturn;
import dev.saltern.returner.Journal;
import dev.saltern.returner.JournalRecord;
import dev.saltern.wire.Packed;
import dev.saltern.wire.WireException;
import java.io.IOException;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/// One look into the job cache directory for a window: what is new there goes into the journal.
/// Confined to the filler's thread.
final class GapLook {
  /// How many files may be unreadable until a look is given up.
  private static final int UNREADABLE_MAX = 1000;

  private final Journal journal;
  private final RecentArrivals recent;
  private final TrimmedReturns trimmed;
  private long found;
  private int unreadable;
  private String why = "";
  private Optional<String> broken = Optional.empty();

  GapLook(Journal journal, RecentArrivals recent, TrimmedReturns trimmed) {
    this.journal = journal;
    this.recent = recent;
    this.trimmed = trimmed;
  }

  /// Reads a window to its end, or until told to stop.
  void read(JobDirectory directory, GapWindow window, BooleanSupplier stop)
      throws InterruptedException {
    try {
      JobScan scan = directory.changedBetween(window.lookFrom(), window.to());
      boolean more = true;
      while (more && !stop.getAsBoolean() && unreadable < UNREADABLE_MAX) {
        more = next(scan);
      }
      broken = scan.firstBroken();
    } catch (IOException e) {
      unreadable(e);
    }
  }

  private boolean next(JobScan scan) throws InterruptedException {
    try {
      Optional<JobScan.Found> next = scan.next();
      if (next.isPresent() && take(next.get())) {
        found++;
      }
      return next.isPresent();
    } catch (IOException e) {
      unreadable(e);
      return true;
    }
  }

  private void unreadable(IOException e) {
    unreadable++;
    why = String.valueOf(e);
  }

  /// How many loads and returns were new.
  long found() {
    return found;
  }

  /// The first file that was half written, too big or otherwise no value; nothing where all were.
  Optional<String> broken() {
    return broken;
  }

  /// Why something could not be read; nothing where all could.
  Optional<String> unreadable() {
    return unreadable == 0
        ? Optional.empty()
        : Optional.of(unreadable + " unreadable, the last: " + why);
  }

  private boolean take(JobScan.Found found) throws IOException, InterruptedException {
    return switch (found) {
      case JobScan.KeptLoad(Load load) -> {
        boolean isNew = !recent.hasLoad(load.jid());
        if (isNew) {
          journal.accept(load);
          recent.loaded(load.jid());
        }
        yield isNew;
      }
      case KeptReturn r -> {
        // A cut one is looked for by itself, with what the bus showed beside it.
        boolean isNew =
            !recent.hasReturn(r.jid(), r.minion().text()) && !trimmed.has(r.jid(), r.minion());
        if (isNew) {
          journal.accept(bestThereIs(r));
          recent.returned(r.jid(), r.minion().text());
        }
        yield isNew;
      }
    };
  }

  /// A return of the directory as it is kept and goes up: what is cut there as well stays so, since
  /// nobody has more of it (a minion cuts at a `max_event_size` of its own).
  static JournalRecord.Answer bestThereIs(KeptReturn r) throws IOException {
    try {
      Packed body = MasterRun.lifted(r);
      return JournalRecord.Answer.of(r.jid(), r.minion(), body, Source.DIRECTORY);
    } catch (WireException e) {
      throw new IOException(
          "the return of %s to job %s: %s".formatted(r.minion(), r.jid(), e.getMessage()), e);
    }
  }
}
