package dev.saltern.jobcache.mysql;

import dev.saltern.job.Functions;
import dev.saltern.job.Jid;
import dev.saltern.job.Unverified;
import dev.saltern.jobcache.JobCacheRejectedException;
import dev.saltern.jobcache.ReturnKey;
import dev.saltern.jobcache.Stored;
import dev.saltern.jobcache.Written;
import dev.saltern.jobcache.mysql.SelectKept.KeptReturn;
import dev.saltern.jobcache.mysql.SelectKept.Provenance;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Keep: one transaction over all tables, always in this order: `jids`, `salt_returns`,
/// `salt_state_run` and `salt_state`, `salt_completion`, `salt_missing`, `salt_minion_set`,
/// `salt_expected_set`, `salt_events`, `salt_gaps`, `salt_job_dirty`. Confined to one thread.
final class WriteBatch {
  private static final Stored INSERTED = new Stored(1, 0, 0);
  private static final Stored IMPROVED = new Stored(0, 1, 0);
  private static final Stored UNCHANGED = new Stored(0, 0, 1);

  private final Connection connection;
  private final Batch batch;
  private final String node;
  private final StatesKept states;
  private final long bytesMax;
  private final List<ReturnKey> disputed = new ArrayList<>();

  WriteBatch(Connection connection, Batch batch, String node, StatesKept states, long bytesMax) {
    this.connection = connection;
    this.batch = batch;
    this.node = node;
    this.states = states;
    this.bytesMax = bytesMax;
  }

  /// Runs the statements, and counts what is ours after them; commits nothing.
  ///
  /// @param loaded jobs known to have a load that needs no look
  Written run(Predicate<Jid> loaded) throws SQLException, JobCacheRejectedException {
    UpsertLoads.run(connection, allLoads(loaded), node, bytesMax);
    Map<ReturnKey, KeptReturn> kept = writeReturns();
    for (ReturnRow row : batch.returns()) {
      if (!row.parts().isEmpty() && count(provenance(kept, row), row.position()).unchanged() == 0) {
        ReturnBodies.write(connection, row);
      }
    }
    writeStates(kept);
    SortedMap<Jid, Boolean> changed = changed(kept);
    Stored unverified = markUnverified(changed);
    UpsertCompletions.run(connection, batch.completions(), node, bytesMax);
    var expected = new UpsertExpected(connection, node, batch.loads());
    expected.run(bytesMax);
    long newEvents = UpsertEvents.insert(connection, batch.events(), node, bytesMax);
    UpsertGaps.run(connection, batch.gaps(), node, bytesMax);
    MinionsInLoads.run(connection, batch.loads(), bytesMax);
    MarkJobs.run(connection, changed, node, bytesMax);
    return new Written(
        countLoads(expected),
        countReturns(kept),
        countEvents(newEvents),
        countCompletions(),
        countGaps(),
        unverified);
  }

  /// Inserts the returns; where all are new, which is the rule, nothing is read back. Else what is
  /// not ours is merged by the rules, in whatever order copies come.
  ///
  /// @return what the rows hold then
  private Map<ReturnKey, KeptReturn> writeReturns() throws SQLException {
    List<ReturnRow> rows = batch.returns();
    if (UpsertReturns.insert(connection, rows, node, bytesMax) == rows.size()) {
      Map<ReturnKey, KeptReturn> inserted = new HashMap<>();
      rows.forEach(row -> inserted.put(row.key(), KeptReturn.inserted(row, node)));
      return inserted;
    }
    Map<ReturnKey, KeptReturn> kept = SelectKept.returns(connection, batch.returnKeys());
    List<ReturnRow> others =
        rows.stream()
            .filter(row -> count(provenance(kept, row), row.position()).unchanged() > 0)
            .toList();
    UpsertReturns.merge(connection, others, node, bytesMax);
    kept.putAll(
        SelectKept.returns(connection, others.stream().map(ReturnRow::key).distinct().toList()));
    disputed.addAll(new ReturnConflicts(connection, node).settle(others, kept));
    return kept;
  }

  /// The answers of which another was there, and which the directory of this node's master is to
  /// judge; those of the batch that was run.
  List<ReturnKey> disputed() {
    return List.copyOf(disputed);
  }

  /// Marks what the directory has nothing of. States of an answer that is replaced go: they are not
  /// those of the one that takes its place.
  ///
  /// @param changed the jobs to be counted again
  private Stored markUnverified(SortedMap<Jid, Boolean> changed) throws SQLException {
    Stored sum = Stored.NOTHING;
    for (Positioned<Unverified> row : batch.unverified()) {
      var key = new ReturnKey(row.arrival().jid(), row.arrival().minion());
      ReturnConflicts.Doubted doubted = new ReturnConflicts(connection, node).unverified(key);
      if (doubted == ReturnConflicts.Doubted.REPLACED) {
        WriteStates.drop(connection, key);
        changed.putIfAbsent(key.jid(), false);
      }
      sum = sum.plus(doubted == ReturnConflicts.Doubted.NOTHING ? UNCHANGED : IMPROVED);
    }
    return sum;
  }

  /// The jobs whose counts this batch may have changed, and whether a return of each was stored.
  /// Tool noise is not counted.
  private SortedMap<Jid, Boolean> changed(Map<ReturnKey, KeptReturn> kept) {
    SortedMap<Jid, Boolean> changed = new TreeMap<>();
    batch.loads().stream()
        .filter(row -> !row.internal())
        .forEach(row -> changed.put(row.jid(), false));
    batch.completions().forEach(row -> changed.put(row.arrival().jid(), false));
    for (ReturnRow row : batch.returns()) {
      boolean stored = count(provenance(kept, row), row.position()).unchanged() == 0;
      if (stored && !Functions.isToolNoise(row.fun())) {
        changed.put(row.jid(), true);
      }
    }
    return changed;
  }

  /// Of a row this batch did not write the states are there already, or are of another answer.
  private void writeStates(Map<ReturnKey, KeptReturn> kept) throws SQLException {
    List<ReturnRow> replaced = new ArrayList<>();
    List<StateRun> runs = new ArrayList<>();
    for (ReturnRow row : batch.returns()) {
      Provenance now = provenance(kept, row);
      if (now != null && now.is(node, row.position())) {
        if (now.revision() > 0) {
          replaced.add(row);
        }
        StateRun.of(row, states).ifPresent(runs::add);
      }
    }
    WriteStates.run(connection, replaced, runs, bytesMax);
  }

  /// The batch's loads and, as Salt's own job cache has them, one made for each job that nobody
  /// published here, of a schedule or of salt-call: without a load it would not be found.
  private List<LoadRow> allLoads(Predicate<Jid> loaded)
      throws SQLException, JobCacheRejectedException {
    List<Jid> unsure = batch.withoutLoad().stream().filter(j -> !loaded.test(j)).toList();
    Set<Jid> known = SelectKept.known(connection, unsure);
    List<LoadRow> loads = new ArrayList<>(batch.loads());
    loads.addAll(batch.madeLoads(unsure.stream().filter(j -> !known.contains(j)).toList()));
    Collections.sort(loads);
    return loads;
  }

  private Stored countLoads(UpsertExpected expected) throws SQLException {
    Map<Jid, Provenance> kept = SelectKept.loads(connection, batch.loads());
    Map<Boolean, List<LoadRow>> ours =
        batch.loads().stream()
            .collect(
                Collectors.partitioningBy(
                    row -> count(kept.get(row.jid()), row.position()).unchanged() == 0));
    // A load that is no better may still be the one that told of its minions.
    List<LoadRow> others = ours.getOrDefault(false, List.of());
    Set<Long> told = expected.first(others);
    Stored sum = Stored.NOTHING;
    for (LoadRow row : ours.getOrDefault(true, List.of())) {
      sum = sum.plus(count(kept.get(row.jid()), row.position()));
    }
    for (LoadRow row : others) {
      sum = sum.plus(told.contains(row.position()) ? IMPROVED : UNCHANGED);
    }
    return sum;
  }

  private Stored countReturns(Map<ReturnKey, KeptReturn> kept) {
    return batch.returns().stream()
        .map(row -> count(provenance(kept, row), row.position()))
        .reduce(Stored.NOTHING, Stored::plus);
  }

  private Stored countEvents(long inserted) throws SQLException {
    if (inserted == batch.events().size()) {
      return new Stored(batch.events().size(), 0, 0);
    }
    Map<ByteBuffer, Provenance> kept = SelectKept.events(connection, batch.events());
    return batch.events().stream()
        .map(row -> count(kept.get(ByteBuffer.wrap(row.fired().key())), row.position()))
        .reduce(Stored.NOTHING, Stored::plus);
  }

  private Stored countCompletions() throws SQLException {
    Map<Jid, Provenance> kept = SelectKept.completions(connection, batch.completions(), node);
    return batch.completions().stream()
        .map(row -> count(kept.get(row.arrival().jid()), row.position()))
        .reduce(Stored.NOTHING, Stored::plus);
  }

  private Stored countGaps() throws SQLException {
    Set<Long> ours = SelectKept.gaps(connection, batch.gaps(), node);
    return batch.gaps().stream()
        .map(row -> ours.contains(row.position()) ? INSERTED : UNCHANGED)
        .reduce(Stored.NOTHING, Stored::plus);
  }

  /// What the entry at `position` of our spool did to the row that is `kept`.
  private Stored count(@Nullable Provenance kept, long position) {
    if (kept == null || !kept.is(node, position)) {
      return UNCHANGED;
    }
    return kept.revision() == 0 ? INSERTED : IMPROVED;
  }

  private static @Nullable Provenance provenance(Map<ReturnKey, KeptReturn> kept, ReturnRow row) {
    KeptReturn found = kept.get(row.key());
    return found == null ? null : found.provenance();
  }
}
