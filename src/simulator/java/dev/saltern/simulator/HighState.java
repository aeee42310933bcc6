package dev.saltern.simulator;

import dev.saltern.job.Data;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/// Returns of state runs as minions send them: a map of states, each with its outcome.
final class HighState {
  private static final List<String> NAMES =
      List.of("nginx", "postgresql", "chrony", "openssh", "rsyslog", "haproxy", "redis", "motd");

  private HighState() {}

  /// A run of so many states; with `fails`, one of them failed and the next was not run for it.
  static Data.Dict random(Random random, int states, boolean fails) {
    int failing = fails ? random.nextInt(states) : states;
    Data.Dict run = Data.Dict.EMPTY;
    for (int i = 0; i < states; i++) {
      String name = NAMES.get(random.nextInt(NAMES.size())) + "-" + i;
      boolean failed = i == failing || i == failing + 1;
      run =
          switch (i % 3) {
            case 0 -> run.with("pkg_|-" + name + "_|-" + name + "_|-installed", pkg(name, failed));
            case 1 ->
                run.with("file_|-" + name + "_|-" + path(name) + "_|-managed", file(name, failed));
            default ->
                run.with("service_|-" + name + "_|-" + name + "_|-running", service(name, failed));
          };
      String key = run.entries().keySet().stream().reduce((_, b) -> b).orElseThrow().asText().get();
      run = run.with(key, timed(run.dict(key).orElseThrow(), random, name, i));
    }
    return run;
  }

  private static Data.Dict pkg(String name, boolean failed) {
    return failed
        ? state(name, false, "E: Unable to locate package " + name, Data.Dict.EMPTY)
        : state(
            name,
            true,
            "The following packages were installed/updated: " + name,
            Data.dict(name, Data.dict("new", "1.22.1-9", "old", "")));
  }

  private static Data.Dict file(String name, boolean failed) {
    String path = path(name);
    return failed
        ? state(path, false, "Source file salt://" + name + " not found", Data.Dict.EMPTY)
        : state(
            path,
            true,
            "File " + path + " updated",
            Data.dict(
                "diff",
                "--- \n+++ \n@@ -1,2 +1,2 @@\n-worker_processes 1;\n+worker_processes 4;\n"));
  }

  private static Data.Dict service(String name, boolean failed) {
    return failed
        ? state(name, false, "One or more requisite failed: base." + name, Data.Dict.EMPTY)
        : state(name, true, "The service " + name + " is already running", Data.Dict.EMPTY);
  }

  private static Data.Dict state(String name, boolean result, String comment, Data changes) {
    return Data.dict("name", name, "changes", changes, "result", result, "comment", comment);
  }

  private static Data.Dict timed(Data.Dict state, Random random, String id, int number) {
    String start =
        String.format(
            Locale.ROOT, "%02d:%02d:%02d.%06d", 12, 0, number % 60, random.nextInt(1_000_000));
    return state
        .with("__sls__", Data.of("base"))
        .with("__run_num__", Data.of(number))
        .with("start_time", Data.of(start))
        .with("duration", Data.of(random.nextInt(2_000_000) / 1000.0))
        .with("__id__", Data.of(id));
  }

  private static String path(String name) {
    return "/etc/" + name + ".conf";
  }
}
