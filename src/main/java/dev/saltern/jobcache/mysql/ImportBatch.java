package dev.saltern.jobcache.mysql;

import dev.saltern.job.Arrival;
import dev.saltern.job.Completion;
import dev.saltern.job.Event;
import dev.saltern.job.Gap;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.Return;
import dev.saltern.job.Unverified;
import dev.saltern.jobcache.Entry;
import dev.saltern.jobcache.EntryForm;
import dev.saltern.jobcache.EventEntry;
import dev.saltern.jobcache.JobCacheRejectedException;
import dev.saltern.jobcache.ReturnEntry;
import dev.saltern.jobcache.ReturnKey;
import dev.saltern.jobcache.mysql.ImportSource.Found;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/// Keep: the rows of one page of an import, in the transaction that is open: rendered, written as a
/// node writes ([WriteBatch]), counted. What can be no row is counted with its reason. Confined to
/// one thread.
final class ImportBatch {
  /// Rows are written once so many wait, or so many bytes.
  private static final int ROWS_MAX = 1000;

  private static final long BYTES_MAX = 16 << 20;
  private static final Comparator<LoadRow> RICHEST =
      Comparator.comparingInt(LoadRow::completeness)
          .thenComparing(LoadRow::hash, Arrays::compareUnsigned);
  private static final Comparator<ReturnRow> STAYS =
      Comparator.comparingInt(ReturnRow::source)
          .thenComparing(
              (a, b) ->
                  b.trust().staysOver(a.trust()) ? -1 : a.trust().staysOver(b.trust()) ? 1 : 0);

  private final Connection connection;
  private final String node;
  private final Means means;
  private final ImportCounts counts;
  private long position;
  private long bytes;
  private final Map<Jid, ImportGroup<LoadRow>> loads = new TreeMap<>();
  private final Map<ReturnKey, ImportGroup<ReturnRow>> returns = new TreeMap<>();
  private final Map<String, Map<byte[], ImportGroup<EventEntry>>> events = new TreeMap<>();
  private int rows;

  /// What every page is written with.
  ///
  /// @param rules what of it is stored, and in which form
  /// @param returnBytesMax over how many bytes of JSON a return's row gets a stand-in
  /// @param rowBytesMax what a statement of one row may have
  /// @param statementBytesMax what a statement of many rows may have
  record Means(
      Import.Rules rules,
      StatesKept states,
      int returnBytesMax,
      long rowBytesMax,
      long statementBytesMax) {}

  /// @param position of the first row
  /// @param counts what is added to
  ImportBatch(Connection connection, String node, Means means, ImportCounts counts, long position) {
    this.connection = connection;
    this.node = node;
    this.means = means;
    this.counts = counts;
    this.position = position;
  }

  /// The position of the next row.
  long position() {
    return position;
  }

  /// Takes a row of the source; writes what waits where that is enough.
  void take(Found found) throws SQLException {
    switch (found) {
      case Found.Bad bad -> {
        if (!bad.again()) {
          counts.skip(bad.reason(), bad.example());
        }
      }
      case Found.Row row -> {
        try {
          Optional<Entry> entry = means.rules.entry(row.arrival(), position, form(row));
          if (entry.isEmpty()) {
            skip(row, "store.* of the configuration keeps it out");
            return;
          }
          add(row, entry.get());
        } catch (JobCacheRejectedException e) {
          skip(row, "the job cache cannot hold it");
        }
        if (rows >= ROWS_MAX || bytes >= BYTES_MAX) {
          flush();
        }
      }
    }
  }

  private EntryForm form(Found.Row row) {
    return new EntryForm(row.master().isEmpty() ? node : row.master(), means.returnBytesMax);
  }

  private void add(Found.Row row, Entry entry) throws JobCacheRejectedException {
    long at = position++;
    boolean counted = !row.again();
    switch (entry) {
      case Entry.LoadEntry(long _, Load load) -> {
        LoadRow made = LoadRow.of(load, at);
        bytes += requireFits(made.bytes());
        loads
            .computeIfAbsent(made.jid(), _ -> new ImportGroup<>(example(row.arrival())))
            .add(made, made.hash(), at, counted);
      }
      case ReturnEntry answer -> {
        ReturnRow made = ReturnRow.of(answer.inserted(row.inserted()), means.returnBytesMax);
        bytes += made.bytes() + made.parts().stream().mapToLong(part -> part.length).sum();
        returns
            .computeIfAbsent(made.key(), _ -> new ImportGroup<>(example(row.arrival())))
            .add(made, made.hash(), at, counted);
      }
      case EventEntry event -> {
        EventEntry timed = row.inserted().map(event::inserted).orElse(event);
        bytes += requireFits(UpsertEvents.bytes(timed));
        events
            .computeIfAbsent(row.master(), _ -> new TreeMap<>(Arrays::compareUnsigned))
            .computeIfAbsent(timed.fired().key(), _ -> new ImportGroup<>(example(row.arrival())))
            .add(timed, timed.fired().key(), at, counted);
      }
      case Entry.CompletionEntry _, Entry.GapEntry _, Entry.UnverifiedEntry _ ->
          throw new IllegalStateException("a node finds these out, no source has them");
    }
    rows++;
    if (counted && !row.remark().isEmpty()) {
      counts.notes().remark(row.remark(), example(row.arrival()));
    }
  }

  private long requireFits(long rowBytes) throws JobCacheRejectedException {
    if (rowBytes > Math.min(means.rowBytesMax, Column.MEDIUMTEXT_BYTES_MAX)) {
      throw new JobCacheRejectedException("too big", new IllegalArgumentException("too big"));
    }
    return rowBytes;
  }

  private void skip(Found.Row row, String reason) {
    if (!row.again()) {
      counts.skip(reason, example(row.arrival()));
    }
  }

  /// Its key; what it holds is for no report.
  private static String example(Arrival arrival) {
    return switch (arrival) {
      case Load load -> "job " + load.jid();
      case Return answer -> "job " + answer.jid() + " minion " + answer.minion();
      case Event event -> "event " + event.tag();
      case Completion completion -> "job " + completion.jid();
      case Unverified u -> "job " + u.jid() + " minion " + u.minion();
      case Gap gap -> "gap from " + gap.from();
    };
  }

  /// Writes and counts what waits.
  void flush() throws SQLException {
    remarkOnCase();
    write(
        List.copyOf(loads.values()),
        list -> new Batch(distinct(list, RICHEST), List.of(), List.of(), List.of(), List.of()),
        (batch, list) -> {
          Map<Jid, SelectKept.Provenance> kept = SelectKept.loads(connection, batch.loads());
          for (ImportGroup<LoadRow> group : list) {
            Jid jid = group.first().jid();
            group.count(counts, node, ImportGroup.Kept.of(kept.get(jid)));
          }
        });
    write(
        List.copyOf(returns.values()),
        list -> new Batch(List.of(), distinct(list, STAYS), List.of(), List.of(), List.of()),
        (batch, list) -> {
          Map<ReturnKey, SelectKept.KeptReturn> kept =
              SelectKept.returns(connection, batch.returnKeys());
          for (ImportGroup<ReturnRow> group : list) {
            ReturnRow first = group.first();
            SelectKept.KeptReturn now = kept.get(first.key());
            group.count(
                counts,
                node,
                now == null
                    ? null
                    : new ImportGroup.Kept(
                        now.provenance(), now.hash(), now.source() == first.source()));
          }
        });
    for (Map<byte[], ImportGroup<EventEntry>> of : events.values()) {
      write(
          List.copyOf(of.values()),
          list ->
              new Batch(
                  List.of(),
                  List.of(),
                  distinct(list, Comparator.comparingLong(EventEntry::position).reversed()),
                  List.of(),
                  List.of()),
          (batch, list) -> {
            Map<ByteBuffer, SelectKept.Provenance> kept =
                SelectKept.events(connection, batch.events());
            for (ImportGroup<EventEntry> group : list) {
              ByteBuffer key = ByteBuffer.wrap(group.first().fired().key());
              group.count(counts, node, ImportGroup.Kept.of(kept.get(key)));
            }
          });
    }
    loads.clear();
    returns.clear();
    events.clear();
    rows = 0;
    bytes = 0;
  }

  /// The source's collation may take for one what are two here.
  private void remarkOnCase() {
    Set<String> seen = new HashSet<>();
    returns.forEach(
        (key, group) -> {
          String lower = (key.jid() + "/" + key.id()).toLowerCase(Locale.ROOT);
          if (!seen.add(lower) && group.isNew()) {
            counts
                .notes()
                .remark(
                    "differs from another id by case only: kept apart",
                    "job " + key.jid() + " minion " + key.id());
          }
        });
  }

  private interface Render<R> {
    Batch batch(List<ImportGroup<R>> groups);
  }

  private interface Count<R> {
    void count(Batch batch, List<ImportGroup<R>> groups) throws SQLException;
  }

  private static <R> List<R> distinct(List<ImportGroup<R>> groups, Comparator<R> best) {
    return groups.stream().flatMap(g -> g.distinct(best).stream()).toList();
  }

  /// Writes some groups; where the server refuses the data, half of them at a time, so that only
  /// the one it refuses is left out.
  private <R> void write(List<ImportGroup<R>> groups, Render<R> render, Count<R> count)
      throws SQLException {
    if (groups.isEmpty()) {
      return;
    }
    Batch batch = render.batch(groups);
    Savepoint before = connection.setSavepoint();
    try {
      new WriteBatch(connection, batch, node, means.states, means.statementBytesMax)
          .run(_ -> false);
    } catch (JobCacheRejectedException e) {
      throw new IllegalStateException("every row was looked at before", e);
    } catch (SQLException e) {
      if (!SqlErrors.rejected(e)) {
        throw e;
      }
      connection.rollback(before);
      if (groups.size() == 1) {
        groups.getFirst().refuse(counts, "the server refuses it: error " + e.getErrorCode());
        return;
      }
      int half = groups.size() / 2;
      write(groups.subList(0, half), render, count);
      write(groups.subList(half, groups.size()), render, count);
      return;
    }
    count.count(batch, groups);
  }
}
