package dev.saltern.jobcache.mysql;

import dev.saltern.job.Data;
import dev.saltern.wire.JsonText;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/// A row of `salt_state`: how one state of a run went. Immutable.
///
/// @param num its place in the run, from 0
/// @param millis how long it took; nothing where it did not say
/// @param changes whether it changed something, or would have
record StateRow(
    int num, Result result, Name name, String comment, Optional<BigDecimal> millis, boolean changes)
    implements Comparable<StateRow> {
  /// What separates the four parts of a state's key.
  static final String SEPARATOR = "_|-";

  /// The characters of `comment`: what fails says why in its first lines, what compiles prints all.
  static final int COMMENT_MAX = 1_000;

  /// The most a `decimal(14,3)` holds.
  private static final BigDecimal MILLIS_MAX = new BigDecimal("99999999999.999");

  /// How a state ended.
  enum Result {
    OK,
    CHANGED,
    FAILED,
    /// A dry run's: it would change something.
    PENDING,
    /// Not run, for a requisite or a condition, which is no failure.
    SKIPPED;

    String text() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Which state it is: `module.function` of `id` in `sls`, about `name`.
  record Name(String sls, String id, String name, String module, String function) {
    static final Name NONE = new Name("", "", "", "", "");

    private static Name of(String key, Data.Dict state) {
      // An id or a name may have the separator in it; module and function never do.
      String module = key.substring(0, key.indexOf(SEPARATOR));
      String function = key.substring(key.lastIndexOf(SEPARATOR) + SEPARATOR.length());
      String[] parts = key.split("_\\|-", 4);
      String id = state.text("__id__").orElse(parts.length > 1 ? parts[1] : "");
      String name = state.text("name").orElse(parts.length > 2 ? parts[2] : "");
      return new Name(
          cut(state.text("__sls__").orElse("")), cut(id), cut(name), cut(module), cut(function));
    }

    private static String cut(String text) {
      return Column.cut(text, Column.NAME_MAX);
    }
  }

  /// @param key what the run has it under: `module_|-id_|-name_|-function`
  static StateRow of(String key, Data.Dict state, int num) {
    boolean changes = state.get("changes").filter(StateRow::isTrue).isPresent();
    return new StateRow(
        num,
        result(state, changes),
        Name.of(key, state),
        comment(state.get("comment").orElse(Data.Nil.NIL)),
        millis(state.get("duration").orElse(Data.Nil.NIL)),
        changes);
  }

  /// The row of a run that failed before its first state.
  static StateRow notRun(Data why) {
    return new StateRow(0, Result.FAILED, Name.NONE, comment(why), Optional.empty(), false);
  }

  private static Result result(Data.Dict state, boolean changes) {
    Data result = state.get("result").orElse(Data.Nil.NIL);
    if (result instanceof Data.Nil) {
      return Result.PENDING;
    }
    if (result instanceof Data.Bool(boolean ok) && !ok) {
      return Result.FAILED;
    }
    if (changes) {
      return Result.CHANGED;
    }
    boolean ran = state.bool("__state_ran__").orElse(true);
    return !ran || state.bool("skip_watch").orElse(false) ? Result.SKIPPED : Result.OK;
  }

  private static boolean isTrue(Data value) {
    return switch (value) {
      case Data.Nil _ -> false;
      case Data.Bool(boolean b) -> b;
      case Data.Int(long i) -> i != 0;
      case Data.Text(String s) -> !s.isEmpty();
      case Data.Seq(var items) -> !items.isEmpty();
      case Data.Dict(var entries) -> !entries.isEmpty();
      case Data.BigInt _, Data.Real _, Data.Bytes _, Data.Ext _ -> true;
    };
  }

  private static String comment(Data comment) {
    String text =
        switch (comment) {
          case Data.Nil _ -> "";
          case Data.Text(String s) -> s;
          case Data.Seq(List<Data> lines) ->
              lines.stream().map(StateRow::comment).collect(Collectors.joining("\n"));
          case Data.Bool _, Data.Int _, Data.BigInt _, Data.Real _ -> JsonText.write(comment);
          case Data.Bytes _, Data.Dict _, Data.Ext _ -> JsonText.write(comment);
        };
    return Column.cut(text, COMMENT_MAX);
  }

  /// A number of milliseconds; minions before 2014 said `12.3 ms`.
  private static Optional<BigDecimal> millis(Data duration) {
    return switch (duration) {
      case Data.Int(long ms) -> millis(BigDecimal.valueOf(ms));
      case Data.Real(double ms) when Double.isFinite(ms) -> millis(BigDecimal.valueOf(ms));
      case Data.Text(String s) when s.matches("\\d{1,11}(\\.\\d{1,9})?( ms)?") ->
          millis(new BigDecimal(s.replace(" ms", "")));
      case Data.Nil _, Data.Bool _, Data.BigInt _, Data.Real _, Data.Text _ -> Optional.empty();
      case Data.Bytes _, Data.Seq _, Data.Dict _, Data.Ext _ -> Optional.empty();
    };
  }

  private static Optional<BigDecimal> millis(BigDecimal ms) {
    return ms.signum() < 0 ? Optional.empty() : Optional.of(atMost(ms));
  }

  /// What the column takes.
  static BigDecimal atMost(BigDecimal ms) {
    return ms.min(MILLIS_MAX).setScale(3, RoundingMode.HALF_UP);
  }

  /// About how many bytes it takes in a statement.
  long bytes() {
    return 2_400L + 4L * comment.length();
  }

  /// In the order of the run.
  @Override
  public int compareTo(StateRow other) {
    return Integer.compare(num, other.num);
  }
}
