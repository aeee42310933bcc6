package dev.saltern.job;

import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// The text form of a `fun` field: one function, or the functions of a multi-function job joined by
/// commas.
public final class Functions {
  /// What Salt's tools ask of minions by themselves while a person waits. `test.ping` is not among
  /// them: who asks it wants to know who is missing.
  private static final Set<String> TOOL_NOISE =
      Set.of(
          "saltutil.find_job",
          "saltutil.running",
          "saltutil.is_running",
          "saltutil.find_cached_job",
          "sys.list_functions");

  /// Functions that run states: what they return is a list or a text where they could not begin.
  private static final Set<String> STATE_RUNS =
      Set.of(
          "state.apply",
          "state.highstate",
          "state.high",
          "state.low",
          "state.single",
          "state.sls",
          "state.sls_id",
          "state.template",
          "state.template_str",
          "state.top");

  private Functions() {}

  /// Whether a function is one that Salt's tools call by themselves: hidden from people, and nobody
  /// is expected to answer.
  public static boolean isToolNoise(String fun) {
    return TOOL_NOISE.contains(fun);
  }

  /// The functions that Salt's tools call by themselves.
  public static Set<String> toolNoise() {
    return TOOL_NOISE;
  }

  /// Whether what a function returns is a run of states, or says why there was none.
  public static boolean runsStates(String fun) {
    return STATE_RUNS.contains(fun);
  }

  /// That of the value under `fun`; empty where there is none.
  public static String joined(Optional<Data> fun) {
    return switch (fun.orElse(Data.Nil.NIL)) {
      case Data.Text(String name) -> name;
      case Data.Seq(var names) ->
          names.stream().flatMap(n -> n.asText().stream()).collect(Collectors.joining(","));
      case Data.Nil _, Data.Bool _, Data.Int _, Data.BigInt _, Data.Real _, Data.Bytes _ -> "";
      case Data.Dict _, Data.Ext _ -> "";
    };
  }
}
