package dev.saltern.lookup.web;

import dev.saltern.job.Data;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// A state run as a table: a line for each state in the order they ran, and what they come to.
///
/// @param lines up to [#LINES_MAX], failed ones always among them while there is room
/// @param total how many states there are
/// @param duration what they took together
record StateTable(List<Line> lines, List<Count> counts, long total, String duration, boolean cut) {
  /// How many states a page shows.
  static final int LINES_MAX = 1_000;

  private static final int COMMENT_MAX = 4_000;
  private static final int CHANGES_CHARACTERS_MAX = 8_000;
  private static final int CHANGES_LINES_MAX = 200;
  private static final String SEPARATOR = "_|-";

  /// A state.
  ///
  /// @param changes what it changed, as text; empty where nothing
  record Line(
      long number,
      Mark mark,
      String id,
      String function,
      String name,
      String comment,
      String changes,
      String took) {}

  /// How many states ended so.
  record Count(Mark mark, long number, String word) {}

  private record State(String key, Data.Dict chunk) {}

  /// The table of a return's value; nothing where it is no state run.
  static Optional<StateTable> of(Data value) {
    List<State> states = states(value);
    if (states.isEmpty()) {
      return Optional.empty();
    }
    Map<Mark, Long> counts = new EnumMap<>(Mark.class);
    double millis = 0;
    List<Line> lines = new ArrayList<>();
    int failedLeft = (int) states.stream().filter(s -> mark(s.chunk) == Mark.FAILED).count();
    for (int i = 0; i < states.size(); i++) {
      State state = states.get(i);
      Mark mark = mark(state.chunk);
      counts.merge(mark, 1L, Long::sum);
      millis += millis(state.chunk).orElse(0.0);
      failedLeft -= mark == Mark.FAILED ? 1 : 0;
      boolean room = lines.size() + failedLeft < LINES_MAX;
      if (room || (mark == Mark.FAILED && lines.size() < LINES_MAX)) {
        lines.add(line(state, mark, i + 1L));
      }
    }
    List<Count> each =
        counts.entrySet().stream()
            .map(c -> new Count(c.getKey(), c.getValue(), c.getKey().word()))
            .toList();
    return Optional.of(
        new StateTable(lines, each, states.size(), took(millis), lines.size() < states.size()));
  }

  private static List<State> states(Data value) {
    if (!(value instanceof Data.Dict(Map<Data, Data> entries))) {
      return List.of();
    }
    return entries.entrySet().stream()
        .flatMap(
            e ->
                e.getKey() instanceof Data.Text(String key)
                        && key.contains(SEPARATOR)
                        && e.getValue() instanceof Data.Dict chunk
                        && chunk.get("result").isPresent()
                    ? java.util.stream.Stream.of(new State(key, chunk))
                    : java.util.stream.Stream.empty())
        .sorted(
            Comparator.comparingLong(
                    (State s) -> s.chunk.integer("__run_num__").orElse(Long.MAX_VALUE))
                .thenComparing(State::key))
        .toList();
  }

  private static Line line(State state, Mark mark, long number) {
    String key = state.key;
    String[] parts = key.split("_\\|-", 4);
    String module = key.substring(0, key.indexOf(SEPARATOR));
    String function = key.substring(key.lastIndexOf(SEPARATOR) + SEPARATOR.length());
    String id = state.chunk.text("__id__").orElse(parts.length > 1 ? parts[1] : key);
    String name = state.chunk.text("name").orElse(parts.length > 2 ? parts[2] : "");
    return new Line(
        number,
        mark,
        PlainText.of(JobLine.cut(id, 300)),
        PlainText.of(JobLine.cut(module + "." + function, 300)),
        name.equals(id) ? "" : PlainText.of(JobLine.cut(name, 500)),
        JobLine.cut(
            PlainText.of(comment(state.chunk.get("comment").orElse(Data.Nil.NIL))), COMMENT_MAX),
        changes(state.chunk.get("changes").orElse(Data.Nil.NIL)),
        millis(state.chunk).map(StateTable::took).orElse(""));
  }

  private static Mark mark(Data.Dict chunk) {
    Data result = chunk.get("result").orElse(Data.Nil.NIL);
    if (result instanceof Data.Nil) {
      return Mark.PENDING;
    }
    if (result instanceof Data.Bool(boolean ok) && !ok) {
      return Mark.FAILED;
    }
    if (chunk.get("changes").filter(StateTable::isSomething).isPresent()) {
      return Mark.CHANGED;
    }
    boolean ran = chunk.bool("__state_ran__").orElse(true);
    return ran && !chunk.bool("skip_watch").orElse(false) ? Mark.OK : Mark.SKIPPED;
  }

  private static boolean isSomething(Data changes) {
    return switch (changes) {
      case Data.Dict(var entries) -> !entries.isEmpty();
      case Data.Seq(var items) -> !items.isEmpty();
      case Data.Text(String text) -> !text.isEmpty();
      case Data.Bool(boolean yes) -> yes;
      case Data.Nil _ -> false;
      case Data.Int _, Data.BigInt _, Data.Real _, Data.Bytes _, Data.Ext _ -> true;
    };
  }

  private static String comment(Data comment) {
    return switch (comment) {
      case Data.Nil _ -> "";
      case Data.Seq(var parts) ->
          parts.stream().map(StateTable::comment).collect(Collectors.joining("\n"));
      case Data other -> NestedText.scalar(other);
    };
  }

  private static String changes(Data changes) {
    if (!isSomething(changes)) {
      return "";
    }
    Pruned pruned = Pruned.of(changes, CHANGES_CHARACTERS_MAX, CHANGES_LINES_MAX);
    return NestedText.text(pruned.value()) + (pruned.cut() ? "\n…" : "");
  }

  /// A duration is a number, or from old minions a text such as `1.5 ms`.
  private static Optional<Double> millis(Data.Dict chunk) {
    String text = chunk.get("duration").map(NestedText::scalar).orElse("");
    String number = text.replaceFirst(" ms$", "");
    return number.matches("\\d{1,12}(\\.\\d{1,12})?")
        ? Optional.of(Double.parseDouble(number))
        : Optional.empty();
  }

  private static String took(double millis) {
    return millis < 1_000
        ? String.format(Locale.ROOT, "%.1f ms", millis)
        : Times.exact(Duration.ofMillis(Math.round(millis)));
  }
}
