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

/// What a stretch of the journal means for one MoM: events, and returns grouped by job, in the
/// order of the bus, cut into messages. Confined to its role's thread.
final class Outgoing {
  /// The fields of a return that a MoM gets, as stock salt-syndic sends them.
  private static final List<String> FIELDS = List.of("return", "retcode", "success", "fun_args");

  /// What a message is made of at most: `bytes` of returns or events, but always one; and `count`
  /// of them.
  record Cut(long bytes, int count) {}

  /// One return on its way.
  private record Sending(Return origin, Data.Dict fields, long weight) {}

  private final Cut cut;
  private final List<Event> events = new ArrayList<>();
  private final List<JobReturns> loads = new ArrayList<>();
  private final Map<Jid, Map<MinionId, Sending>> returns = new LinkedHashMap<>();

  Outgoing(Cut cut) {
    this.cut = cut;
  }

  void event(Event event) {
    events.add(event);
  }

  /// @param known whether the MoM has the job's load; else it gets one, once in a while
  void returned(Return r, boolean known) {
    if (!known && !returns.containsKey(r.jid())) {
      loads.add(new JobReturns(r.jid(), fun(r), loadOf(r), "", masterId(r), Map.of()));
    }
    Data.Dict fields = sent(r);
    returns
        .computeIfAbsent(r.jid(), _ -> new LinkedHashMap<>())
        .put(
            r.minion(), new Sending(r, fields, Weight.of(fields) + Weight.of(Data.of(r.minion()))));
  }

  /// The events, a list a message.
  List<List<Event>> events() {
    var pieces = new Pieces<Event>(cut);
    for (Event event : events) {
      pieces.add(event, Weight.of(event.data()) + event.tag().text().length());
    }
    return pieces.all();
  }

  /// What is to be sent as `_syndic_return`: loads the MoM does not know come first, by themselves,
  /// since one that cannot be saved there takes the rest of its message with it.
  List<List<JobReturns>> messages() {
    var first = new Pieces<JobReturns>(cut);
    loads.forEach(load -> first.add(load, Weight.of(load.load())));
    var pieces = new Pieces<Sending>(cut);
    for (Map<MinionId, Sending> job : returns.values()) {
      job.values().forEach(one -> pieces.add(one, one.weight()));
    }
    var messages = new ArrayList<>(first.all());
    pieces.all().forEach(piece -> messages.add(grouped(piece)));
    return messages;
  }

  /// A message of these: an entry a job.
  private static List<JobReturns> grouped(List<Sending> piece) {
    Map<Jid, List<Sending>> jobs = new LinkedHashMap<>();
    piece.forEach(one -> jobs.computeIfAbsent(one.origin.jid(), _ -> new ArrayList<>()).add(one));
    return jobs.values().stream().map(Outgoing::job).toList();
  }

  private static JobReturns job(List<Sending> returns) {
    Return first = returns.getFirst().origin;
    var fields = new LinkedHashMap<MinionId, Data.Dict>();
    returns.forEach(one -> fields.put(one.origin.minion(), one.fields));
    String out =
        returns.stream()
            .flatMap(one -> one.origin.body().text("out").stream())
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
