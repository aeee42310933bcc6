package dev.saltern.relay;

import dev.saltern.job.Data;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.WireException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The windows that are not yet filled, bounded: those near one another become one, and so do the
/// oldest where there are too many. One note holds them all. Thread-safe.
final class GapWindows {
  /// How many windows there are at most: a bus that breaks every second makes one, not a thousand.
  static final int MAX = 32;

  private static final Logger log = LoggerFactory.getLogger(GapWindows.class);

  private final List<GapWindow> windows = new ArrayList<>();

  /// Takes up a window. Waits for nothing.
  synchronized void add(GapWindow more) {
    GapWindow merged = more;
    Optional<GapWindow> near = nearTo(merged);
    while (near.isPresent()) {
      windows.remove(near.get());
      merged = near.get().with(merged);
      near = nearTo(merged);
    }
    windows.add(merged);
    windows.sort(Comparator.comparing(GapWindow::from));
    while (windows.size() > MAX) {
      windows.addFirst(windows.removeFirst().with(windows.removeFirst()));
    }
  }

  private Optional<GapWindow> nearTo(GapWindow window) {
    return windows.stream().filter(window::near).findFirst();
  }

  /// A window is now the other. Where it was merged with a newer one meanwhile, nothing is changed
  /// but what was found: the merged one is looked into all over.
  synchronized void replace(GapWindow old, GapWindow next) {
    if (windows.remove(old)) {
      windows.add(next);
      return;
    }
    long found = next.recovered() - old.recovered();
    for (int i = 0; i < windows.size() && found > 0; i++) {
      if (windows.get(i).near(old)) {
        windows.set(i, windows.get(i).found(found));
        return;
      }
    }
  }

  /// A window is filled; false where it was merged with a newer one meanwhile, which is not.
  synchronized boolean remove(GapWindow filled) {
    return windows.remove(filled);
  }

  /// The windows in the order their looks are due; those that had all of them first.
  synchronized List<GapWindow> byDue() {
    return windows.stream().sorted(Comparator.comparing(w -> w.due().orElse(Instant.MIN))).toList();
  }

  synchronized int size() {
    return windows.size();
  }

  synchronized byte[] note() {
    Data list = new Data.Seq(windows.stream().map(GapWindow::note).toList());
    return DataCodec.encode(list, DataCodec.Spec.NEW);
  }

  /// Takes up the windows of a note, looks to come as they were.
  synchronized void read(byte[] note) {
    try {
      if (DataCodec.decode(note, DataCodec.Limits.DEFAULT) instanceof Data.Seq(List<Data> items)) {
        items.forEach(item -> GapWindow.read(item).ifPresent(windows::add));
      }
    } catch (WireException e) {
      log.atError().log("the note of the open gaps is damaged: {}", e.getMessage());
    }
  }
}
