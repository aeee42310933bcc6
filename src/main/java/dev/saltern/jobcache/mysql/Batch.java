package dev.saltern.jobcache.mysql;

import dev.saltern.job.Completion;
import dev.saltern.job.Gap;
import dev.saltern.job.Jid;
import dev.saltern.job.Unverified;
import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.EventEntry;
import dev.saltern.jobcache.JobCacheRejectedException;
import dev.saltern.jobcache.ReturnEntry;
import dev.saltern.jobcache.ReturnKey;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/// Entries as rows, each kind in the order of its key: whoever writes locks in the same order.
/// Immutable.
record Batch(
    List<LoadRow> loads,
    List<ReturnRow> returns,
    List<EventEntry> events,
    List<Positioned<Completion>> completions,
    List<Positioned<Gap>> gaps,
    List<Positioned<Unverified>> unverified) {
  private static final Comparator<EventEntry> BY_KEY =
      Comparator.comparing((EventEntry event) -> event.fired().key(), Arrays::compareUnsigned);

  Batch {
    loads = List.copyOf(loads);
    returns = List.copyOf(returns);
    events = List.copyOf(events);
    completions = List.copyOf(completions);
    gaps = List.copyOf(gaps);
    unverified = List.copyOf(unverified);
  }

  /// One of a source that finds out nothing itself.
  Batch(
      List<LoadRow> loads,
      List<ReturnRow> returns,
      List<EventEntry> events,
      List<Positioned<Completion>> completions,
      List<Positioned<Gap>> gaps) {
    this(loads, returns, events, completions, gaps, List.of());
  }

  /// @param returnBytesMax over how many bytes of JSON a return's row gets a stand-in
  /// @param rowBytesMax what a statement of one row may have
  /// @throws JobCacheRejectedException where an entry can never be a row
  static Batch of(List<? extends Entry> entries, int returnBytesMax, long rowBytesMax)
      throws JobCacheRejectedException {
    List<LoadRow> loads = new ArrayList<>();
    List<ReturnRow> returns = new ArrayList<>();
    List<EventEntry> events = new ArrayList<>();
    List<Positioned<Completion>> completions = new ArrayList<>();
    List<Positioned<Gap>> gaps = new ArrayList<>();
    List<Positioned<Unverified>> unverified = new ArrayList<>();
    for (Entry entry : entries) {
      switch (entry) {
        case Entry.LoadEntry(long position, var load) -> {
          LoadRow row = LoadRow.of(load, position);
          requireFits(row.bytes(), "the load of job " + row.jid(), rowBytesMax);
          loads.add(row);
        }
        case ReturnEntry answer -> returns.add(ReturnRow.of(answer, returnBytesMax));
        case EventEntry event -> {
          String what = "the event " + Column.cut(event.tag(), Column.NAME_MAX);
          requireFits(UpsertEvents.bytes(event), what, rowBytesMax);
          events.add(event);
        }
        case Entry.CompletionEntry(long position, Completion completion) -> {
          // Of kin nobody is expected, so there is nothing to complete; the role leaves them out.
          Column.requireDistinct(completion.jid().text(), "a jid");
          completions.add(new Positioned<>(completion, position));
        }
        case Entry.GapEntry(long position, Gap gap) -> gaps.add(new Positioned<>(gap, position));
        case Entry.UnverifiedEntry(long position, Unverified u) ->
            unverified.add(new Positioned<>(u, position));
      }
    }
    Collections.sort(loads);
    Collections.sort(returns);
    events.sort(BY_KEY);
    completions.sort(Comparator.comparing(row -> row.arrival().jid()));
    gaps.sort(Comparator.comparing(row -> row.arrival().from()));
    unverified.sort(
        Comparator.comparing(u -> new ReturnKey(u.arrival().jid(), u.arrival().minion())));
    return new Batch(loads, returns, events, completions, gaps, unverified);
  }

  private static void requireFits(long bytes, String what, long bytesMax)
      throws JobCacheRejectedException {
    long most = Math.min(bytesMax, Column.MEDIUMTEXT_BYTES_MAX);
    if (bytes > most) {
      throw new JobCacheRejectedException(
          what + " has " + bytes + " bytes, the job cache takes " + most,
          new IllegalArgumentException("too big"));
    }
  }

  /// The returns' keys, each once, in order.
  List<ReturnKey> returnKeys() {
    return List.copyOf(new TreeSet<>(returns.stream().map(ReturnRow::key).toList()));
  }

  /// The jobs there are returns of and no load with a function in it, in order.
  List<Jid> withoutLoad() {
    Set<Jid> loaded = new HashSet<>();
    loads.stream()
        .filter(l -> l.completeness() >= LoadRow.FROM_RETURN)
        .forEach(l -> loaded.add(l.jid()));
    return returns.stream()
        .map(ReturnRow::jid)
        .distinct()
        .filter(j -> !loaded.contains(j))
        .toList();
  }

  /// A load made from a return, for each of some jobs, in order.
  List<LoadRow> madeLoads(List<Jid> jids) throws JobCacheRejectedException {
    TreeMap<Jid, LoadRow> made = new TreeMap<>();
    Set<Jid> wanted = Set.copyOf(jids);
    for (ReturnRow row : returns) {
      if (wanted.contains(row.jid()) && !made.containsKey(row.jid())) {
        made.put(row.jid(), LoadRow.madeFrom(row));
      }
    }
    return List.copyOf(made.values());
  }
}
