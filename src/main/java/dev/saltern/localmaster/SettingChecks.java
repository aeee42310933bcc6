package dev.saltern.localmaster;

import dev.saltern.Check;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What the stock master must be set to so that nothing is lost (docs/decisions): beside a
/// syndic-level master its own job cache is the source of every gap; beside a MoM it must not
/// delete what the nodes store.
final class SettingChecks {
  private final MasterConfig config;
  private final Duration outageMax;
  private final List<Check> checks = new ArrayList<>();

  SettingChecks(MasterConfig config, Duration outageMax) {
    this.config = config;
    this.outageMax = outageMax;
  }

  List<Check> all() {
    transport();
    if (config.upper().upward().isTop()) {
      top();
    } else {
      below();
    }
    return List.copyOf(checks);
  }

  private void transport() {
    String local = config.publishing().transport();
    require(
        "transport",
        local.equals("zeromq"),
        local,
        "set `transport: zeromq` in the master's file: Saltern speaks no other yet, no job would"
            + " reach this master");
    String upper = config.publishing().upperTransport();
    if (!config.upper().upward().isTop()) {
      require(
          "transport (minion)",
          upper.equals("zeromq"),
          upper,
          "set `transport: zeromq` in the minion's file: Saltern speaks no other yet, no MoM would"
              + " be reached");
    }
  }

  private void below() {
    LocalJobCache cache = config.jobCache();
    require(
        "master_job_cache",
        cache.returner().equals("local_cache"),
        cache.returner(),
        "set `master_job_cache: local_cache`: it is where returns over max_event_size and those of a"
            + " time the node was down are read from; they would be lost");
    require(
        "job_cache",
        cache.storesReturns(),
        Boolean.toString(cache.storesReturns()),
        "set `job_cache: True`: without it the master stores no returns, and those of a time the"
            + " node was down would be lost");
    require(
        "ext_job_cache",
        cache.external().isEmpty(),
        cache.external(),
        "remove `ext_job_cache`: with it the master stores no returns, and those of a time the node"
            + " was down would be lost");
    boolean forever = cache.keep().isZero();
    require(
        "keep_jobs_seconds",
        forever || cache.keep().compareTo(outageMax) > 0,
        Long.toString(cache.keep().toSeconds()),
        "set `keep_jobs_seconds` above "
            + outageMax.toSeconds()
            + ": returns older than that are deleted before a node that was down for so long has"
            + " read them");
    eventReturn("here");
  }

  private void top() {
    LocalJobCache cache = config.jobCache();
    boolean orders = config.publishing().orderMasters();
    checks.add(
        Check.ok(
            "order_masters",
            orders
                ? "true"
                : "false: fine without syndics below; a MoM needs `order_masters: True`"));
    if (!cache.returner().equals("mysql")) {
      checks.add(
          Check.ok(
              "master_job_cache",
              cache.returner()
                  + ": salt-run jobs.* on this MoM shows only what went up to it; with `mysql` it"
                  + " reads what the nodes wrote"));
    } else {
      require(
          "keep_jobs_seconds",
          cache.keep().isZero(),
          Long.toString(cache.keep().toSeconds()),
          "set `keep_jobs_seconds: 0` on this MoM: its maintenance deletes every row older than that"
              + " from the three tables");
      require(
          "job_cache",
          !cache.storesReturns(),
          Boolean.toString(cache.storesReturns()),
          "set `job_cache: False` on this MoM: else it writes each return a second time, and fails"
              + " with error 1062 where ours was first");
    }
    eventReturn("on this MoM");
  }

  private void eventReturn(String where) {
    require(
        "event_return",
        !config.eventFilter().returners().contains("mysql"),
        String.join(", ", config.eventFilter().returners()),
        "remove `event_return: mysql` "
            + where
            + ": the node stores the events, each would be stored twice");
  }

  private void require(String key, boolean ok, String found, String otherwise) {
    checks.add(ok ? Check.ok(key, found) : Check.failed(key, "is '" + found + "'; " + otherwise));
  }
}
