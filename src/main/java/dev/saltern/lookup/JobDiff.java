package dev.saltern.lookup;

import dev.saltern.job.Data;
import dev.saltern.job.Glob;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.JobCacheUnavailableException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Two jobs side by side, minion by minion in the order of their ids, without those that are the
/// same in both: two pages of each are in memory. Confined to one thread.
public final class JobDiff {
  private final JobRows before;
  private final JobRows after;
  private Optional<JobRow> left = Optional.empty();
  private Optional<JobRow> right = Optional.empty();
  private boolean started;
  private long same;

  /// A state whose result is another one.
  ///
  /// @param state as people call it: `pkg.installed: nginx`
  /// @param before `ok`, `failed`, `pending` (what a dry run says) or `none`
  public record StateChange(String state, String before, String after) {}

  /// A minion that is not the same in both.
  ///
  /// @param before `ok`, `failed`, `missing`, or `none` where the job is not for it
  /// @param states those that changed result, or are in one run only
  /// @param otherReturn whether it returned something else: never said of state runs, whose
  ///   durations always differ
  public record Row(
      MinionId minion, String before, String after, List<StateChange> states, boolean otherReturn) {
    public Row {
      states = List.copyOf(states);
    }

    boolean isSame() {
      return before.equals(after) && states.isEmpty() && !otherReturn;
    }
  }

  /// Reads nothing yet.
  ///
  /// @param minion only minions whose id matches
  JobDiff(Lookup lookup, Jid before, Jid after, Optional<Glob> minion) {
    this.before = lookup.everyone(before, minion, JobRows.Order.BY_MINION);
    this.after = lookup.everyone(after, minion, JobRows.Order.BY_MINION);
  }

  /// The next minion that differs; nothing at the end.
  public Optional<Row> next() throws JobCacheUnavailableException {
    if (!started) {
      started = true;
      left = before.next();
      right = after.next();
    }
    while (left.isPresent() || right.isPresent()) {
      Row row = step();
      if (!row.isSame()) {
        return Optional.of(row);
      }
      same++;
    }
    return Optional.empty();
  }

  /// How many were the same so far.
  public long same() {
    return same;
  }

  private Row step() throws JobCacheUnavailableException {
    int order =
        left.isEmpty()
            ? 1
            : right.isEmpty() ? -1 : left.get().minion().compareTo(right.get().minion());
    Optional<JobRow> a = order <= 0 ? left : Optional.empty();
    Optional<JobRow> b = order >= 0 ? right : Optional.empty();
    if (order <= 0) {
      left = before.next();
    }
    if (order >= 0) {
      right = after.next();
    }
    return row(a, b);
  }

  private static Row row(Optional<JobRow> a, Optional<JobRow> b) {
    MinionId minion = a.or(() -> b).orElseThrow().minion();
    Data.Dict statesBefore = states(a);
    Data.Dict statesAfter = states(b);
    boolean both =
        a.filter(JobRow.Answered.class::isInstance).isPresent()
            && b.filter(JobRow.Answered.class::isInstance).isPresent();
    boolean stateRun = !statesBefore.entries().isEmpty() || !statesAfter.entries().isEmpty();
    return new Row(
        minion,
        outcome(a),
        outcome(b),
        both ? changes(statesBefore, statesAfter) : List.of(),
        both && !stateRun && !value(a).equals(value(b)));
  }

  private static String outcome(Optional<JobRow> row) {
    return row.map(
            r ->
                switch (r) {
                  case JobRow.Answered(var stored) -> stored.failed() ? "failed" : "ok";
                  case JobRow.Absent _ -> "missing";
                })
        .orElse("none");
  }

  private static Data value(Optional<JobRow> row) {
    return row.get() instanceof JobRow.Answered(var stored) ? stored.value() : Data.Nil.NIL;
  }

  /// The states of a state run: `module_|-id_|-name_|-function` to a map; else empty.
  private static Data.Dict states(Optional<JobRow> row) {
    if (row.isPresent()
        && value(row) instanceof Data.Dict dict
        && !dict.entries().isEmpty()
        && dict.entries().keySet().stream()
            .allMatch(key -> key instanceof Data.Text(String text) && text.contains("_|-"))) {
      return dict;
    }
    return Data.Dict.EMPTY;
  }

  private static List<StateChange> changes(Data.Dict before, Data.Dict after) {
    Set<Data> keys = new LinkedHashSet<>(before.entries().keySet());
    keys.addAll(after.entries().keySet());
    return keys.stream()
        .map(
            key ->
                new StateChange(
                    called(key.asText().orElse("")), result(before, key), result(after, key)))
        .filter(change -> !change.before().equals(change.after()))
        .toList();
  }

  private static String result(Data.Dict states, Data key) {
    if (!(states.entries().get(key) instanceof Data.Dict state)) {
      return "none";
    }
    return state.bool("result").map(ok -> ok ? "ok" : "failed").orElse("pending");
  }

  private static String called(String key) {
    String[] parts = key.split("_\\|-", -1);
    return parts.length == 4 ? parts[0] + "." + parts[3] + ": " + parts[1] : key;
  }
}
