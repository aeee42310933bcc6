package dev.saltern.relay;

import dev.saltern.job.Arrival;
import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.Source;
import dev.saltern.job.Tag;
import dev.saltern.returner.JournalRecord;
import dev.saltern.wire.BusEvent;
import dev.saltern.wire.PackedFields;
import dev.saltern.wire.Trimming;
import dev.saltern.wire.WireException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// `localmaster.EventTap > ArrivalSorter > returner.Journal`: what an event of the bus is to us.
/// Knows the tags of protocol page section 5. Immutable.
///
/// A return (`salt/job/<jid>/ret/<id>` with `return` in its data) is a [Return]; a list of expected
/// minions (`<jid>` or `salt/job/<jid>/new`) is a [Load] and an [Event], since a MoM wants the
/// event as it was; what the master runs itself is a [Load] and a [Return] ([MasterRun]), and the
/// events as well; anything else is an [Event].
public final class ArrivalSorter {
  /// What an event was sorted into.
  ///
  /// @param records what must be kept of it
  /// @param refused why it is kept as nothing, for one that claims to be a return and is none
  public record Sorted(List<JournalRecord> records, Optional<String> refused) {
    static Sorted of(Arrival... arrivals) {
      return new Sorted(Stream.of(arrivals).map(JournalRecord::of).toList(), Optional.empty());
    }

    static Sorted refused(String why) {
      return new Sorted(List.of(), Optional.of(why));
    }
  }

  private final Optional<MinionId> master;

  /// @param masterId the local master's own id: the results of what it runs itself are kept under
  ///   it, where it is one that a minion might have; Salt keeps no others either
  public ArrivalSorter(String masterId) {
    this.master = MinionId.parse(masterId);
  }

  /// Sorts one event. A return is not opened for it.
  public Sorted sort(BusEvent event) {
    if (event.head().has("__peer_id")) {
      return Sorted.of();
    }
    try {
      Optional<Jid> returned = event.tag().job("ret");
      return returned.isPresent() && event.head().has("return")
          ? sortReturn(returned.get(), event)
          : sort(event.tag(), event.data().openDict());
    } catch (WireException e) {
      return Sorted.refused("an event that cannot be opened (" + e.getMessage() + ")");
    }
  }

  private Sorted sort(Tag tag, Data.Dict data) {
    var event = new Event(tag, data);
    Optional<Arrival> run = run(tag, data);
    if (run.isPresent()) {
      return Sorted.of(run.get(), event);
    }
    Optional<Jid> published = tag.job("new");
    if (published.isPresent()) {
      Data.Dict body = data.without("minions").without("missing").without("_stamp");
      return Sorted.of(new Load(published.get(), body, "", minions(data), Source.BUS), event);
    }
    Optional<Jid> listed = Jid.parse(tag.text());
    if (listed.isPresent() && data.get("minions").isPresent()) {
      return Sorted.of(
          new Load(listed.get(), Data.Dict.EMPTY, "", minions(data), Source.BUS), event);
    }
    return Sorted.of(event);
  }

  private Optional<Arrival> run(Tag tag, Data.Dict data) {
    Optional<Arrival> begun =
        master.flatMap(id -> MasterRun.jid(tag, "new").map(jid -> MasterRun.load(jid, data, id)));
    return begun.or(
        () ->
            master
                .filter(_ -> data.get("return").isPresent())
                .flatMap(
                    id ->
                        MasterRun.jid(tag, "ret")
                            .map(jid -> MasterRun.result(jid, data, id, source(data)))));
  }

  private static Sorted sortReturn(Jid jid, BusEvent event) throws WireException {
    PackedFields head = event.head();
    if (!head.text("jid").equals(Optional.of(jid.text()))) {
      return Sorted.refused("a return whose jid is not that of its tag");
    }
    Optional<MinionId> id = head.text("id").flatMap(MinionId::parse);
    if (id.isEmpty()) {
      return Sorted.refused("a return whose id no master would accept");
    }
    if (!event.tag().text().equals("salt/job/" + jid + "/ret/" + id.get())) {
      return Sorted.refused("a return of " + id.get() + " under another minion's tag");
    }
    var answer =
        new JournalRecord.Answer(
            jid,
            id.get(),
            Trimming.isCut(event.data()) ? Source.TRIMMED : Source.BUS,
            JournalRecord.Told.of(head),
            event.data());
    return new Sorted(List.of(answer), Optional.empty());
  }

  private static List<MinionId> minions(Data.Dict data) {
    return data.list("minions").orElse(List.of()).stream()
        .flatMap(m -> m.asText().flatMap(MinionId::parse).stream())
        .toList();
  }

  private static Source source(Data.Dict data) {
    return Trimming.isCut(data) ? Source.TRIMMED : Source.BUS;
  }
}
