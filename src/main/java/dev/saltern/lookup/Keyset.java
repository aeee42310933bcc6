package dev.saltern.lookup;

import dev.saltern.job.MinionId;
import dev.saltern.jobcache.JobCacheUnavailableException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/// A list read in pages, each asked for by the last key of the one before. Confined to one thread.
final class Keyset<T extends JobRow> {
  /// Up to `limit` entries after a key; fewer mean that it ends there.
  interface Pages<T> {
    List<T> after(Optional<MinionId> key, int limit) throws JobCacheUnavailableException;
  }

  private final Pages<T> pages;
  private final RowSelection selection;
  private final int pageRows;
  private final ArrayDeque<T> page = new ArrayDeque<>();
  private Optional<MinionId> last = Optional.empty();
  private boolean ended;

  Keyset(Pages<T> pages, RowSelection selection, int pageRows) {
    this.pages = pages;
    this.selection = selection;
    this.pageRows = pageRows;
  }

  /// A list without entries.
  static <T extends JobRow> Keyset<T> empty() {
    return new Keyset<>((_, _) -> List.of(), RowSelection.RETURNED, 1);
  }

  /// The entry at hand; nothing at the end.
  Optional<T> peek() throws JobCacheUnavailableException {
    while (page.isEmpty() && !ended) {
      List<T> more = pages.after(last, pageRows);
      ended = more.size() < pageRows;
      if (!more.isEmpty()) {
        last = Optional.of(more.getLast().minion());
      }
      more.stream().filter(row -> selection.wants(row.minion().text())).forEach(page::add);
    }
    return Optional.ofNullable(page.peek());
  }

  /// Goes on to the next entry.
  void advance() {
    page.poll();
  }
}
