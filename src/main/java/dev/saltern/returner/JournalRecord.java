package dev.saltern.returner;

import dev.saltern.job.Arrival;
import dev.saltern.job.Functions;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.wire.Packed;
import dev.saltern.wire.PackedFields;
import dev.saltern.wire.WireException;
import java.util.Optional;

/// What the journal keeps and its readers get. A return stays packed: most readers ask for no more
/// than its header, and who needs its inside opens it. Anything else is rare and small, and is
/// opened. Immutable.
public sealed interface JournalRecord {
  /// The arrival itself.
  ///
  /// @throws WireException where its body is damaged, or takes too much memory
  Arrival open() throws WireException;

  Kind kind();

  /// A return.
  ///
  /// @param body the whole return load as it came
  record Answer(Jid jid, MinionId minion, Source source, Told told, Packed body)
      implements JournalRecord {
    public static Answer of(Return r) {
      Told told =
          new Told(
              r.fun(), r.retcode(), r.success(), r.body().text("master_id").orElse(""), r.stamp());
      return new Answer(r.jid(), r.minion(), r.source(), told, Packed.of(r.body()));
    }

    /// One whose body nobody has looked into yet.
    ///
    /// @throws WireException where it is no map
    public static Answer of(Jid jid, MinionId minion, Packed body, Source source)
        throws WireException {
      return new Answer(jid, minion, source, Told.of(body.fields(Told.NAMES)), body);
    }

    @Override
    public Return open() throws WireException {
      return new Return(jid, minion, body.openDict(), source);
    }

    @Override
    public Kind kind() {
      return Kind.RETURN;
    }
  }

  /// What the body of a return says of itself, as [Return] tells it.
  ///
  /// @param fun the function, comma-joined for a job of several; empty where there is none
  /// @param masterId the master it names; empty where it names none
  /// @param stamp the bus time stamp; empty where it was not on the bus
  record Told(String fun, long retcode, boolean success, String masterId, String stamp) {
    private static final PackedFields.Names NAMES =
        PackedFields.Names.of("fun", "retcode", "success", "master_id", "_stamp");

    /// That of a body of which `fun`, `retcode`, `success`, `master_id` and `_stamp` were looked
    /// for.
    public static Told of(PackedFields fields) throws WireException {
      return new Told(
          fun(fields.get("fun")),
          fields.integer("retcode").orElse(0L),
          fields.bool("success").orElse(true),
          fields.text("master_id").orElse(""),
          fields.text("_stamp").orElse(""));
    }

    private static String fun(Optional<Packed> value) throws WireException {
      if (value.isEmpty()) {
        return "";
      }
      Optional<String> one = value.get().text();
      return one.isPresent() ? one.get() : Functions.joined(Optional.of(value.get().open()));
    }
  }

  /// Any other arrival.
  record Opened(Arrival arrival) implements JournalRecord {
    @Override
    public Arrival open() {
      return arrival;
    }

    @Override
    public Kind kind() {
      return Kind.of(arrival);
    }
  }

  static JournalRecord of(Arrival arrival) {
    return arrival instanceof Return r ? Answer.of(r) : new Opened(arrival);
  }
}
