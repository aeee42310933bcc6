package dev.saltern.jobcache.mysql;

import dev.saltern.job.Data;
import dev.saltern.job.Functions;
import dev.saltern.jobcache.Outcome;
import dev.saltern.jobcache.mysql.StateRow.Result;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A row of `salt_state_run`, one minion's run of states in a job, with the rows of `salt_state`
/// that are kept of it. Immutable.
///
/// @param counts how many states ended how, kept or not
/// @param states those kept, in the order of the run
record StateRun(
    ReturnRow row, Map<Result, Integer> counts, BigDecimal millis, List<StateRow> states)
    implements Comparable<StateRun> {
  /// The most states of one run that are kept; failed ones are kept before others.
  static final int STATES_MAX = 10_000;

  private static final Comparator<StateRow> FAILED_FIRST =
      Comparator.comparing(state -> state.result() != Result.FAILED);

  StateRun {
    counts = Map.copyOf(counts);
    states = List.copyOf(states);
  }

  /// A state in a return.
  private record Found(String key, Data.Dict state) {
    private static final Comparator<Found> AS_RUN =
        Comparator.comparingLong((Found f) -> f.state.integer("__run_num__").orElse(Long.MAX_VALUE))
            .thenComparing(Found::key);
  }

  /// The run a return is of; nothing where it is of none, or nothing is to be kept.
  ///
  /// A run is a return with a state in it, or one of a function that runs states and failed before
  /// the first.
  static Optional<StateRun> of(ReturnRow row, StatesKept kept) {
    if (kept == StatesKept.NONE) {
      return Optional.empty();
    }
    Data value = row.entry().said().states().orElse(Data.Nil.NIL);
    List<Found> found = found(value);
    if (!found.isEmpty()) {
      return Optional.of(of(row, found, kept));
    }
    boolean failed =
        Functions.runsStates(row.entry().went().fun())
            && row.outcome() == Outcome.FAILED
            && !row.trimmed();
    return failed
        ? Optional.of(new StateRun(row, Map.of(), BigDecimal.ZERO, List.of(StateRow.notRun(value))))
        : Optional.empty();
  }

  private static List<Found> found(Data value) {
    List<Found> found = new ArrayList<>();
    if (value instanceof Data.Dict(Map<Data, Data> entries)) {
      for (Map.Entry<Data, Data> entry : entries.entrySet()) {
        if (entry.getKey() instanceof Data.Text(String key)
            && key.contains(StateRow.SEPARATOR)
            && entry.getValue() instanceof Data.Dict state
            && state.get("result").isPresent()) {
          found.add(new Found(key, state));
        }
      }
    }
    return found;
  }

  private static StateRun of(ReturnRow row, List<Found> found, StatesKept kept) {
    found.sort(Found.AS_RUN);
    Map<Result, Integer> counts = new EnumMap<>(Result.class);
    BigDecimal millis = BigDecimal.ZERO;
    List<StateRow> states = new ArrayList<>();
    for (int num = 0; num < found.size(); num++) {
      StateRow state = StateRow.of(found.get(num).key, found.get(num).state, num);
      counts.merge(state.result(), 1, Integer::sum);
      millis = millis.add(state.millis().orElse(BigDecimal.ZERO));
      if (kept.keeps(state.result())) {
        states.add(state);
      }
    }
    if (states.size() > STATES_MAX) {
      states.sort(FAILED_FIRST);
      states.subList(STATES_MAX, states.size()).clear();
      states.sort(Comparator.naturalOrder());
    }
    return new StateRun(row, counts, StateRow.atMost(millis), states);
  }

  int count(Result result) {
    return counts.getOrDefault(result, 0);
  }

  int total() {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /// In the order of the key.
  @Override
  public int compareTo(StateRun other) {
    return row.compareTo(other.row);
  }
}
