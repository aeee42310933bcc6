package dev.saltern.relay;

import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.upstream.JobReturns;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// What a stretch of the journal means for one MoM: events, and returns grouped by job, in the
/// order of the bus. Confined to its role's thread.
final class Outgoing {
  /// The fields of a return that a MoM gets, as stock salt-syndic sends them.
  private static final List<String> FIELDS = List.of("return", "retcode", "success", "fun_args");

  private final List<Event> events = new ArrayList<>();
  private final List<JobReturns> loads = new ArrayList<>();
  private final Map<Jid, Map<MinionId, Return>> returns = new LinkedHashMap<>();

  void event(Event event) {
    events.add(event);
  }

  /// @param known whether the MoM has the job's load; else it gets one, once in a while
  void returned(Return r, boolean known) {
    if (!known && !returns.containsKey(r.jid())) {
      loads.add(new JobReturns(r.jid(), fun(r), loadOf(r), "", masterId(r), Map.of()));
    }
    returns.computeIfAbsent(r.jid(), _ -> new LinkedHashMap<>()).put(r.minion(), r);
  }

  List<Event> events() {
    return List.copyOf(events);
  }

  /// What is to be sent as `_syndic_return`: loads the MoM does not know come first, by themselves,
  /// since one that cannot be saved there takes the rest of its message with it.
  List<List<JobReturns>> messages() {
    Stream<List<JobReturns>> first = loads.isEmpty() ? Stream.of() : Stream.of(List.copyOf(loads));
    List<JobReturns> jobs = returns.values().stream().map(Outgoing::group).toList();
    Stream<List<JobReturns>> rest = jobs.isEmpty() ? Stream.of() : Stream.of(jobs);
    return Stream.concat(first, rest).toList();
  }

  private static JobReturns group(Map<MinionId, Return> minions) {
    Return first = minions.values().iterator().next();
    var fields = new LinkedHashMap<MinionId, Data.Dict>();
    minions.forEach((id, r) -> fields.put(id, sent(r)));
    String out =
        minions.values().stream()
            .flatMap(r -> r.body().text("out").stream())
            .findFirst()
            .orElse("");
    return new JobReturns(first.jid(), fun(first), Data.Dict.EMPTY, out, masterId(first), fields);
  }

  private static Data.Dict sent(Return r) {
    Map<Data, Data> fields = new LinkedHashMap<>();
    for (String field : FIELDS) {
      r.body().get(field).ifPresent(value -> fields.put(new Data.Text(field), value));
    }
    return new Data.Dict(fields);
  }

  private static Data fun(Return r) {
    return r.body().get("fun").orElse(new Data.Text(""));
  }

  private static String masterId(Return r) {
    return r.body().text("master_id").orElse("");
  }

  /// The load of a job that nobody published here (a schedule, a salt-call): as the master itself
  /// makes one from the return.
  private static Data.Dict loadOf(Return r) {
    return Data.dict(
        "jid", r.jid(),
        "fun", fun(r),
        "arg", new Data.Seq(r.body().list("fun_args").orElse(List.of())),
        "tgt", r.minion(),
        "tgt_type", "glob",
        "ret", "",
        "user", r.body().text("user").orElse("root"));
  }
}
