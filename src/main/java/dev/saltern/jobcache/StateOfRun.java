package dev.saltern.jobcache;

import java.math.BigDecimal;
import java.util.Optional;

/// How one state of a minion's state run went, as kept (`store.states`). Immutable.
///
/// @param num its place in the run, from 0
/// @param result `failed`, `changed`, `pending` (a dry run's), `skipped` or `ok`
/// @param name which state it is; all empty where the run failed before its first
/// @param comment the first 1,000 characters
/// @param millis how long it took; nothing where it did not say
/// @param changes whether it changed something, or would have
public record StateOfRun(
    int num,
    String result,
    Name name,
    String comment,
    Optional<BigDecimal> millis,
    boolean changes) {
  /// Which state it is: `module.function` of `id` in `sls`, about `name`.
  public record Name(String sls, String id, String name, String module, String function) {}
}
