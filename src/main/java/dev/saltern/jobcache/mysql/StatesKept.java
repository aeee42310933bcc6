package dev.saltern.jobcache.mysql;

/// Which states of a state run are rows of `salt_state`.
public enum StatesKept {
  /// Every one, for who asks how long each takes.
  ALL,
  /// Those that changed something, would have, or failed.
  CHANGED,
  /// None, and no `salt_state_run` either.
  NONE;

  /// The one a configuration names: `all`, `changed` or `none`.
  public static StatesKept named(String name) {
    return switch (name) {
      case "all" -> ALL;
      case "changed" -> CHANGED;
      case "none" -> NONE;
      default ->
          throw new IllegalArgumentException(
              "store.states: expected all, changed or none, found " + name);
    };
  }

  boolean keeps(StateRow.Result result) {
    return switch (this) {
      case ALL -> true;
      case CHANGED ->
          switch (result) {
            case CHANGED, FAILED, PENDING -> true;
            case OK, SKIPPED -> false;
          };
      case NONE -> false;
    };
  }
}
