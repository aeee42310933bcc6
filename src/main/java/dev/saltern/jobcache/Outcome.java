package dev.saltern.jobcache;

import dev.saltern.job.Data;
import dev.saltern.job.Return;
import java.util.Optional;

/// How a return went, as an operator means it: minions of many versions set the exit code, the
/// success flag, both or neither, and a state run that failed may carry neither.
///
/// Failed is a return with an exit code other than 0 (for a job of several functions, any), with a
/// success flag that is false (any), or with a state whose `result` is false. `result: null` is
/// what a dry run says and no failure.
public enum Outcome {
  OK,
  FAILED;

  /// How `body`, a return load, went.
  public static Outcome of(Return answer) {
    Data.Dict body = answer.body();
    return of(body.get("retcode"), body.get("success"), Optional.of(answer.value()));
  }

  /// How a return went that has these under `retcode` and `success`.
  ///
  /// @param states what it returned, where that may be of a run of states
  public static Outcome of(Optional<Data> retcode, Optional<Data> success, Optional<Data> states) {
    boolean failed =
        retcode.filter(Outcome::isBadCode).isPresent()
            || success.filter(Outcome::isFalse).isPresent()
            || states.filter(Outcome::hasFailedState).isPresent();
    return failed ? FAILED : OK;
  }

  /// The exit code to show: that of a job of several functions is its first bad one.
  public static Optional<Long> retcode(Return answer) {
    return retcode(answer.body().get("retcode"));
  }

  /// As [#retcode(Return)], of what is under `retcode`.
  public static Optional<Long> retcode(Optional<Data> retcode) {
    return retcode.flatMap(Outcome::code);
  }

  private static Optional<Long> code(Data retcode) {
    return switch (retcode) {
      case Data.Int(long code) -> Optional.of(code);
      case Data.Bool(boolean code) -> Optional.of(code ? 1L : 0L);
      case Data.Dict(var codes) ->
          codes.values().stream().flatMap(c -> code(c).stream()).reduce((a, b) -> a == 0 ? b : a);
      case Data.Nil _, Data.BigInt _, Data.Real _, Data.Text _, Data.Bytes _ -> Optional.empty();
      case Data.Seq _, Data.Ext _ -> Optional.empty();
    };
  }

  private static boolean isBadCode(Data retcode) {
    return code(retcode).filter(c -> c != 0).isPresent();
  }

  private static boolean isFalse(Data success) {
    return switch (success) {
      case Data.Bool(boolean flag) -> !flag;
      case Data.Dict(var flags) -> flags.values().stream().anyMatch(Outcome::isFalse);
      case Data.Nil _, Data.Int _, Data.BigInt _, Data.Real _, Data.Text _, Data.Bytes _ -> false;
      case Data.Seq _, Data.Ext _ -> false;
    };
  }

  /// State returns are maps from `module_|-id_|-name_|-function` to a map with `result`.
  private static boolean hasFailedState(Data value) {
    return value instanceof Data.Dict(var states)
        && states.entrySet().stream()
            .anyMatch(
                state ->
                    state.getKey() instanceof Data.Text(String name)
                        && name.contains("_|-")
                        && state.getValue() instanceof Data.Dict chunk
                        && chunk.bool("result").filter(result -> !result).isPresent());
  }
}
