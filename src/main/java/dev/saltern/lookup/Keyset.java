package dev.saltern.lookup;

import dev.saltern.job.MinionId;
import dev.saltern.jobcache.JobCacheUnavailableException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/// A list read in pages, each asked for by the last key of the one before. Confined to one thread.
final class Keyset<T extends JobRow> {
  /// A page, and after which key the next one begins; nothing where it ends there.
  record Page<T>(List<T> rows, Optional<MinionId> next) {}

  /// The page after a key.
  interface Pages<T> {
    Page<T> after(Optional<MinionId> key) throws JobCacheUnavailableException;
  }

  private final Pages<T> pages;
  private final RowSelection selection;
  private final ArrayDeque<T> page = new ArrayDeque<>();
  private Optional<MinionId> last = Optional.empty();
  private boolean ended;

  Keyset(Pages<T> pages, RowSelection selection) {
    this.pages = pages;
    this.selection = selection;
  }

  /// A list without entries.
  static <T extends JobRow> Keyset<T> empty() {
    return new Keyset<>(_ -> new Page<>(List.of(), Optional.empty()), RowSelection.RETURNED);
  }

  /// The entry at hand; nothing at the end.
  Optional<T> peek() throws JobCacheUnavailableException {
    while (page.isEmpty() && !ended) {
      Page<T> more = pages.after(last);
      last = more.next();
      ended = last.isEmpty();
      more.rows().stream().filter(row -> selection.wants(row.minion().text())).forEach(page::add);
    }
    return Optional.ofNullable(page.peek());
  }

  /// Goes on to the next entry.
  void advance() {
    page.poll();
  }
}
