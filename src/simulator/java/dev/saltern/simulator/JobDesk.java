package dev.saltern.simulator;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Tag;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/// What a syndic-level master does with jobs: publishes one from its own client, takes a minion's
/// return, and keeps both in its local_cache. Thread-safe.
final class JobDesk {
  private static final List<String> PUBLISHED_EXTRAS =
      List.of("ret_config", "metadata", "module_executors", "executor_opts", "ret_kwargs");

  private final LocalCache cache;
  private final KeyRing ring;
  private final BiConsumer<Tag, Data.Dict> bus;
  private final JidClock jids;
  private final List<Consumer<Data.Dict>> listeners = new CopyOnWriteArrayList<>();

  /// @param load what goes out
  /// @param matched who is expected to answer
  /// @param answer what the client hears
  record Published(Data.Dict load, List<MinionId> matched, Data.Dict answer) {}

  JobDesk(LocalCache cache, KeyRing ring, BiConsumer<Tag, Data.Dict> bus, Clock clock) {
    this.cache = cache;
    this.ring = ring;
    this.bus = bus;
    this.jids = new JidClock(clock);
  }

  /// Takes a `publish` that has proven its key: announces it, keeps it, and says what to publish;
  /// nothing but an answer where nobody matches.
  synchronized Published publish(Data.Dict request, boolean orderMasters) throws IOException {
    Data.Dict extra = request.dict("kwargs").orElse(Data.Dict.EMPTY);
    Data target = request.get("tgt").orElse(Data.of(""));
    String type = request.text("tgt_type").orElse("glob");
    Targets.Match match = Targets.match(target, type, ring.accepted());
    if (match.minions().isEmpty() && !orderMasters) {
      String error =
          "Master could not resolve minions for target "
              + target.asText().orElseGet(() -> Targets.names(target).toString());
      var load = Data.dict("jid", null, "minions", List.of(), "error", error);
      return new Published(Data.Dict.EMPTY, List.of(), load);
    }
    Jid jid = request.text("jid").flatMap(Jid::parse).orElseGet(jids::next);
    cache.prepare(jid, extra.bool("nocache").orElse(false));
    Data minions = Data.of(match.minions());
    bus.accept(new Tag(jid.text()), Data.dict("minions", minions));
    Data.Dict announced = Data.dict("jid", jid, "tgt_type", type, "tgt", target);
    for (String key : List.of("user", "fun", "arg")) {
      announced = announced.with(key, request.get(key).orElse(Data.Nil.NIL));
    }
    announced = announced.with("minions", minions).with("missing", Data.of(match.missing()));
    bus.accept(new Tag("salt/job/" + jid + "/new"), announced);
    Data.Dict kept = request.without("key").with("jid", Data.of(jid));
    if (extra.get("auth_list").isPresent()) {
      kept = kept.with("kwargs", extra.without("auth_list"));
    }
    cache.saveLoad(jid, kept, match.minions());
    var answer = Data.dict("jid", jid, "minions", minions, "missing", match.missing());
    Data.Dict load = publication(request, jid);
    load = orderMasters ? withAuthList(load, extra) : load;
    return new Published(load, match.minions(), answer);
  }

  /// What a master with syndics below adds: what the user is allowed to do.
  static Data.Dict withAuthList(Data.Dict load, Data.Dict extra) {
    return load.with("auth_list", extra.get("auth_list").orElse(Data.of(List.of())));
  }

  /// What is published of a `publish` request; the serial is added last.
  static Data.Dict publication(Data.Dict request, Jid jid) {
    Data.Dict extra = request.dict("kwargs").orElse(Data.Dict.EMPTY);
    Data.Dict load = Data.Dict.EMPTY;
    for (String key : List.of("fun", "arg", "tgt")) {
      load = load.with(key, request.get(key).orElse(Data.Nil.NIL));
    }
    load = load.with("jid", Data.of(jid)).with("ret", request.get("ret").orElse(Data.of("")));
    load = copied(load, extra, List.of("master_id", "id"));
    if (!extra.text("delimiter").orElse(":").equals(":")) {
      load = copied(load, extra, List.of("delimiter"));
    }
    load = copied(load, request, List.of("tgt_type", "to"));
    load = copied(load, extra, PUBLISHED_EXTRAS);
    return copied(load, request, List.of("user"));
  }

  private static Data.Dict copied(Data.Dict to, Data.Dict from, List<String> keys) {
    Data.Dict more = to;
    for (String key : keys) {
      Optional<Data> value = from.get(key);
      more = value.isPresent() ? more.with(key, value.get()) : more;
    }
    return more;
  }

  /// Tells `listener` of each return of a known job, as the bus is about to have it.
  void onReturn(Consumer<Data.Dict> listener) {
    listeners.add(listener);
  }

  /// Takes a minion's `_return`: on the bus first, then into the cache, as a stock master does.
  /// What is no return is passed over. True where it was kept.
  synchronized boolean takeReturn(Data.Dict sent) throws IOException {
    Optional<MinionId> minion = sent.text("id").flatMap(MinionId::parse);
    Optional<String> named = sent.text("jid");
    if (minion.isEmpty() || named.isEmpty() || sent.get("return").isEmpty()) {
      return false;
    }
    Data.Dict load = sent;
    Optional<Jid> known = Jid.parse(named.get());
    if (named.get().equals("req")) {
      known = Optional.of(jids.next());
      load = ownJob(sent, minion.get(), known.get());
      cache.prepare(known.get(), false);
      cache.saveLoad(known.get(), load, List.of(minion.get()));
    } else if (known.isPresent()) {
      cache.prepare(known.get(), false);
    }
    String jid = known.map(Jid::text).orElse(named.get());
    if (known.isPresent()) {
      Data.Dict taken = load;
      listeners.forEach(listener -> listener.accept(taken));
    }
    bus.accept(new Tag("salt/job/" + jid + "/ret/" + minion.get()), load);
    load = FailedStates.fire(load, bus);
    if (known.isEmpty()) {
      return false;
    }
    if (cache.load(known.get()).isEmpty()) {
      cache.saveLoad(known.get(), load, List.of());
    }
    return cache.saveReturn(known.get(), minion.get(), load);
  }

  /// The load of a job that a minion started by itself.
  private static Data.Dict ownJob(Data.Dict sent, MinionId minion, Jid jid) {
    Data arg = sent.get("arg").or(() -> sent.get("fun_args")).orElse(Data.of(List.of()));
    return sent.with("jid", Data.of(jid))
        .with("arg", arg)
        .with("tgt_type", Data.of("glob"))
        .with("tgt", Data.of(minion));
  }
}
