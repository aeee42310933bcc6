package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.Tag;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;

/// The events a master makes of the failed states in a return of `state.sls` or `state.highstate`
/// (not of `state.apply`).
final class FailedStates {
  private static final Set<String> FUNCTIONS = Set.of("state.highstate", "state.sls");
  private static final String SEPARATOR = "_|-";

  private FailedStates() {}

  /// Fires `<state>.<function>` and `salt/job/<jid>/sub/<id>/error/<fun>` for each failed state.
  ///
  /// @return the return as a stock master keeps it after that: it writes `retcode` into every
  ///   state, and the job into the failed ones, so its job cache has more than its bus had
  static Data.Dict fire(Data.Dict load, BiConsumer<Tag, Data.Dict> bus) {
    String fun = load.text("fun").orElse("");
    long retcode = load.integer("retcode").orElse(0L);
    if (retcode == 0 || !FUNCTIONS.contains(fun) || load.dict("return").isEmpty()) {
      return load;
    }
    Map<Data, Data> kept = new LinkedHashMap<>();
    load.dict("return")
        .get()
        .entries()
        .forEach(
            (name, state) -> {
              Data known = state;
              if (state instanceof Data.Dict result) {
                Data.Dict coded = result.with("retcode", Data.of(retcode));
                boolean failed = !coded.bool("result").orElse(true);
                known = failed ? fired(coded, name.asText().orElse(""), load, bus) : coded;
              }
              kept.put(name, known);
            });
    return load.with("return", new Data.Dict(kept));
  }

  private static Data.Dict fired(
      Data.Dict state, String name, Data.Dict load, BiConsumer<Tag, Data.Dict> bus) {
    String fun = load.text("fun").orElse("");
    String first = name.contains(SEPARATOR) ? name.substring(0, name.indexOf(SEPARATOR)) : name;
    int last = name.lastIndexOf(SEPARATOR);
    String what = first + "." + (last < 0 ? name : name.substring(last + SEPARATOR.length()));
    bus.accept(new Tag(what), state);
    Data.Dict told = state;
    for (String key : new String[] {"jid", "id"}) {
      told = told.with(key, load.get(key).orElse(Data.Nil.NIL));
    }
    told = told.with("success", Data.of(false)).with("return", Data.of("Error: " + what));
    told = told.with("fun", Data.of(fun));
    told = load.get("user").isPresent() ? told.with("user", load.get("user").get()) : told;
    String jid = load.text("jid").orElse("");
    String id = load.text("id").orElse("");
    bus.accept(new Tag("salt/job/" + jid + "/sub/" + id + "/error/" + fun), told);
    return told;
  }
}
