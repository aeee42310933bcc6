package dev.saltern.job;

import java.util.Optional;
import java.util.stream.Collectors;

/// The text form of a `fun` field: one function, or the functions of a multi-function job joined by
/// commas.
public final class Functions {
  private Functions() {}

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
