package dev.saltern.simulator;

import dev.saltern.job.Data;
import java.util.List;
import java.util.Map;

/// A job as a `salt` command line asks for it. Immutable.
///
/// @param target a pattern, or a list of ids
/// @param timeoutSeconds how long the command means to wait (`-t`)
/// @param kwargs what the command sends beside: `metadata`, `ret_config`, `delimiter`, ..
public record Job(Data fun, Data arg, Target target, int timeoutSeconds, Data.Dict kwargs) {
  private static final int TIMEOUT_DEFAULT_SECONDS = 5;

  /// @param type `glob`, `list`, `pcre`, `compound`, ..
  record Target(Data value, String type) {}

  /// A function with its arguments, for the minions a glob means.
  public static Job of(String fun, String glob, Object... args) {
    return new Job(
        Data.of(fun),
        Data.of(List.of(args)),
        new Target(Data.of(glob), "glob"),
        TIMEOUT_DEFAULT_SECONDS,
        Data.Dict.EMPTY);
  }

  /// The same for the minions of a list (`-L`).
  public Job onList(List<String> ids) {
    return on(Data.of(ids), "list");
  }

  /// The same for another target.
  public Job on(Data value, String type) {
    return new Job(fun, arg, new Target(value, type), timeoutSeconds, kwargs);
  }

  /// The same with another time to wait.
  public Job waiting(int seconds) {
    return new Job(fun, arg, target, seconds, kwargs);
  }

  /// The same with one more keyword, such as `metadata`.
  public Job with(String key, Data value) {
    return new Job(fun, arg, target, timeoutSeconds, kwargs.with(key, value));
  }

  /// The clear load of the request a client makes of it, without its key.
  Data.Dict request() {
    Data.Dict all = Data.dict("show_timeout", true, "show_jid", false, "delimiter", ":");
    for (Map.Entry<Data, Data> more : kwargs.entries().entrySet()) {
      all = all.with(more.getKey().asText().orElseThrow(), more.getValue());
    }
    return Data.dict(
        "cmd",
        "publish",
        "tgt",
        target.value,
        "fun",
        fun,
        "arg",
        arg,
        "tgt_type",
        target.type,
        "ret",
        "",
        "timeout",
        timeoutSeconds,
        "jid",
        "",
        "kwargs",
        all,
        "user",
        "root");
  }
}
