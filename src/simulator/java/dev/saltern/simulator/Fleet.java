package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// What the minions of a fleet do about a job, whichever master and wire it came by. A minion below
/// two masters does the same for both: the same return goes to each. Thread-safe.
final class Fleet {
  /// How many jobs are told apart; the oldest is forgotten first.
  static final int JOBS_MAX = 10_000;

  private static final List<String> ECHOED =
      List.of("metadata", "master_id", "ret_config", "ret_kwargs");

  private final long seed;
  private final Set<Working> working = ConcurrentHashMap.newKeySet();
  private final Map<Jid, Integer> numbers =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Jid, Integer> eldest) {
          return size() > JOBS_MAX;
        }
      };

  private volatile Behaviours behaviours;
  private int jobs;

  private record Working(MinionId minion, Jid jid) {}

  /// A return that is to be sent.
  ///
  /// @param load the `_return` load
  /// @param after when, from now
  /// @param times how often
  record Due(MinionId minion, Jid jid, Data.Dict load, Duration after, int times) {}

  Fleet(Behaviours behaviours, long seed) {
    this.behaviours = behaviours;
    this.seed = seed;
  }

  void behave(Behaviours other) {
    behaviours = other;
  }

  /// What `minion` sends about a publication, if anything.
  Optional<Due> react(MinionId minion, Data.Dict publication) {
    Optional<Jid> jid = publication.text("jid").flatMap(Jid::parse);
    if (jid.isEmpty()) {
      return Optional.empty();
    }
    String fun = publication.text("fun").orElse("");
    var random = new Random(seed ^ (31L * numberOf(jid.get()) + minion.text().hashCode()) << 7);
    var order =
        new Behaviour.Order(
            publication, random, asked -> working.contains(new Working(minion, asked)));
    return switch (behaviours.of(fun).react(minion, order)) {
      case Reaction.Silence _ -> Optional.empty();
      case Reaction.Return r -> {
        working.add(new Working(minion, jid.get()));
        Data.Dict load = load(minion, publication, r);
        yield Optional.of(new Due(minion, jid.get(), load, r.after(), r.times()));
      }
    };
  }

  /// A return has been sent: its minion works on that job no more.
  void sent(Due due) {
    working.remove(new Working(due.minion(), due.jid()));
  }

  private synchronized int numberOf(Jid jid) {
    return numbers.computeIfAbsent(jid, _ -> jobs++);
  }

  private static Data.Dict load(MinionId minion, Data.Dict publication, Reaction.Return r) {
    Data.Dict load =
        Data.dict("cmd", "_return", "id", minion, "success", r.retcode() == 0)
            .with("return", r.value())
            .with("retcode", Data.of(r.retcode()));
    for (String key : List.of("jid", "fun")) {
      load = load.with(key, publication.get(key).orElse(Data.Nil.NIL));
    }
    load = load.with("fun_args", arguments(publication));
    load = load.with("user", publication.get("user").orElse(Data.of("root")));
    load = r.out().isEmpty() ? load : load.with("out", Data.of(r.out()));
    for (String key : ECHOED) {
      Optional<Data> value = publication.get(key);
      load = value.isPresent() ? load.with(key, value.get()) : load;
    }
    return load;
  }

  /// The arguments as a minion shows them: keyword arguments without their mark.
  private static Data arguments(Data.Dict publication) {
    return Data.of(
        publication.list("arg").orElse(List.of()).stream()
            .map(arg -> arg instanceof Data.Dict kwargs ? kwargs.without("__kwarg__") : arg)
            .toList());
  }
}
