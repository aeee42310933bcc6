package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What minions can do: a behaviour a function. Immutable.
public final class Behaviours {
  private final Map<String, Behaviour> byFunction;

  private Behaviours(Map<String, Behaviour> byFunction) {
    this.byFunction = Map.copyOf(byFunction);
  }

  /// What the demo's minions do: `test.ping`, `test.echo`, `test.arg`, `cmd.run`, `state.apply`
  /// (one in ten fails), `state.highstate`, `grains.items`, `test.sleep`, `saltutil.find_job`, ..
  public static Behaviours standard() {
    Map<String, Behaviour> all = new HashMap<>();
    all.put("test.ping", Behaviour.value(true));
    all.put("test.echo", (_, order) -> Reaction.of(order.argument(0)));
    all.put("test.version", Behaviour.value("3006.18"));
    all.put(
        "test.arg",
        (_, order) -> Reaction.of(Data.dict("args", order.arguments(), "kwargs", Data.Dict.EMPTY)));
    all.put("cmd.run", Behaviour.text(300));
    all.put("state.apply", Behaviour.states(12, 10));
    all.put("state.highstate", Behaviour.states(40, 10));
    all.put(
        "test.sleep",
        (_, order) -> {
          Data seconds = order.arguments().isEmpty() ? Data.of(1) : order.arguments().getFirst();
          return new Reaction.Return(
              Data.of(true), 0, "", Duration.ofSeconds(seconds.asLong().orElse(1L)), 1);
        });
    all.put(
        "grains.items",
        (minion, _) ->
            Reaction.of(
                Data.dict("id", minion, "os", "Debian", "osmajorrelease", 12, "kernel", "Linux")));
    all.put("saltutil.find_job", Behaviours::findJob);
    all.put("saltutil.running", Behaviour.value(List.of()));
    all.put("saltutil.is_running", Behaviour.value(List.of()));
    return new Behaviours(all);
  }

  /// The same with another behaviour for a function.
  public Behaviours with(String fun, Behaviour behaviour) {
    Map<String, Behaviour> more = new HashMap<>(byFunction);
    more.put(fun, behaviour);
    return new Behaviours(more);
  }

  /// The behaviour for `fun`; what no minion has answers as Salt does for it, with retcode 254.
  Behaviour of(String fun) {
    return byFunction.getOrDefault(
        fun,
        (_, _) ->
            new Reaction.Return(
                Data.of("'" + fun + "' is not available."), 254, "nested", Duration.ZERO, 1));
  }

  private static Reaction findJob(dev.saltern.job.MinionId minion, Behaviour.Order order) {
    String jid = order.argument(0);
    boolean running = Jid.parse(jid).filter(order.running()).isPresent();
    return Reaction.of(
        running ? Data.dict("jid", jid, "pid", 4711, "tgt", minion, "ret", "") : Data.Dict.EMPTY);
  }
}
