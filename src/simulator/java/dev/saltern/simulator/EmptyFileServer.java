package dev.saltern.simulator;

import dev.saltern.job.Data;
import java.util.List;
import java.util.Optional;

/// What a master without a single file, pillar or mine answers to those who ask for one: enough for
/// a real minion or syndic to start.
final class EmptyFileServer {
  private EmptyFileServer() {}

  /// The answer to `cmd`; nothing for a command that is none of these.
  static Optional<Answer> answer(String cmd, Data.Dict load) {
    return switch (cmd) {
      case "_pillar" -> Optional.of(new Answer.Private("pillar", Data.Dict.EMPTY));
      case "_file_envs" -> sealed(Data.of(List.of("base")));
      case "_file_list", "_file_list_emptydirs", "_dir_list" -> sealed(Data.of(List.of()));
      case "_symlink_list", "_master_tops", "_mine_get", "_file_hash" -> sealed(Data.Dict.EMPTY);
      case "_mine", "_mine_delete", "_mine_flush" -> sealed(Data.of(true));
      case "_file_hash_and_stat" -> sealed(Data.of(List.of(Data.Dict.EMPTY, Data.Nil.NIL)));
      case "_file_find" -> sealed(Data.dict("path", "", "rel", ""));
      case "_serve_file" -> sealed(Data.dict("data", "", "dest", ""));
      case "_master_opts" -> sealed(options(load));
      default -> Optional.empty();
    };
  }

  private static Data options(Data.Dict load) {
    Data.Dict options =
        Data.dict(
            "file_roots",
            Data.dict("base", List.of()),
            "top_file_merging_strategy",
            "merge",
            "env_order",
            List.of(),
            "default_top",
            "base");
    return load.bool("env_only").orElse(false)
        ? options
        : options
            .with("renderer", Data.of("jinja|yaml"))
            .with("failhard", Data.of(false))
            .with("state_top", Data.of("top.sls"))
            .with("state_top_saltenv", Data.Nil.NIL)
            .with("nodegroups", Data.Dict.EMPTY)
            .with("state_auto_order", Data.of(true))
            .with("state_events", Data.of(false))
            .with("state_aggregate", Data.of(false))
            .with("jinja_env", Data.Dict.EMPTY)
            .with("jinja_sls_env", Data.Dict.EMPTY)
            .with("jinja_lstrip_blocks", Data.of(false))
            .with("jinja_trim_blocks", Data.of(false));
  }

  private static Optional<Answer> sealed(Data value) {
    return Optional.of(new Answer.Sealed(value));
  }
}
