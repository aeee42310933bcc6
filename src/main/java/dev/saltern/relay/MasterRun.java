package dev.saltern.relay;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.job.Tag;
import dev.saltern.localmaster.KeptReturn;
import dev.saltern.wire.Packed;
import dev.saltern.wire.PackedFields;
import dev.saltern.wire.WireException;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// What a master ran itself: a runner (`salt-run`, an orchestration) or a wheel function. It has a
/// jid, and no minion: Salt keeps its result under the master's own id (`low` in
/// salt/client/mixins.py, `store_job` in salt/utils/job.py), as `{fun, jid, user, fun_args, return,
/// success, [retcode]}` in `return`. So do we, and put what tells how it went beside it, where
/// every return has it. The time stamp inside goes: the bus and the job cache directory have two
/// different ones. Immutable.
final class MasterRun {
  private static final Set<String> CLIENTS = Set.of("run", "wheel");
  private static final List<String> BESIDE =
      List.of("fun", "fun_args", "user", "success", "retcode");

  private static final PackedFields.Names VALUE = PackedFields.Names.of("return");
  private static final PackedFields.Names RESULT = PackedFields.Names.of("fun", "jid");

  private MasterRun() {}

  /// The run a `salt/run/<jid>/<what>` or `salt/wheel/<jid>/<what>` tag is about.
  static Optional<Jid> jid(Tag tag, String what) {
    List<String> parts = tag.parts();
    boolean matches =
        parts.size() == 4
            && parts.get(0).equals("salt")
            && CLIENTS.contains(parts.get(1))
            && parts.get(3).equals(what);
    return matches ? Jid.parse(parts.get(2)) : Optional.empty();
  }

  /// The load of a run, from its event `new`. Nobody is expected to answer but the master itself.
  static Load load(Jid jid, Data.Dict event, MinionId master) {
    Data.Dict body = Data.dict("jid", jid);
    for (String key : List.of("fun", "user")) {
      body = copied(event, key, body);
    }
    body = body.with("arg", event.get("fun_args").orElse(new Data.Seq(List.of())));
    body = body.with("tgt", Data.of(master)).with("tgt_type", Data.of("glob"));
    return new Load(jid, body, "", List.of(), Source.BUS);
  }

  /// The result of a run, from its event `ret`.
  static Return result(Jid jid, Data.Dict event, MinionId master, Source source) {
    Data.Dict body = Data.dict("jid", jid, "id", master, "tgt", master, "return", event);
    Data.Dict lifted = lifted(new Return(jid, master, body, source)).body();
    return new Return(jid, master, copied(event, "_stamp", lifted), source);
  }

  /// As [#lifted(Return)], of what the directory keeps; nothing but a run is opened.
  static Packed lifted(KeptReturn r) throws WireException {
    Optional<Packed> value = r.body().fields(VALUE).get("return");
    if (value.isEmpty() || !value.get().isMap()) {
      return r.body();
    }
    PackedFields result = value.get().fields(RESULT);
    boolean run = is(result.text("fun").orElse(""), result.text("jid"), r.jid());
    return run ? Packed.of(lifted(r.open()).body()) : r.body();
  }

  /// A return from the job cache directory, which of a run keeps `return` alone, as the bus would
  /// have shown it; any other as it is.
  static Return lifted(Return r) {
    if (!is(r) || !(r.value() instanceof Data.Dict result)) {
      return r;
    }
    Data.Dict body = r.body().with("return", result.without("_stamp"));
    for (String key : BESIDE) {
      body = copied(result, key, body);
    }
    return new Return(r.jid(), r.minion(), body, r.source());
  }

  /// Whether a return is the result of a run.
  static boolean is(Return r) {
    return r.value() instanceof Data.Dict result
        && is(result.text("fun").orElse(""), result.text("jid"), r.jid());
  }

  private static boolean is(String fun, Optional<String> itsJid, Jid jid) {
    return (fun.startsWith("runner.") || fun.startsWith("wheel."))
        && itsJid.equals(Optional.of(jid.text()));
  }

  private static Data.Dict copied(Data.Dict from, String key, Data.Dict to) {
    return from.get(key).map(value -> to.with(key, value)).orElse(to);
  }
}
