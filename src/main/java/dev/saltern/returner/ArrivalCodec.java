package dev.saltern.returner;

import dev.saltern.job.Arrival;
import dev.saltern.job.Completion;
import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Gap;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.MinionState;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.job.Tag;
import dev.saltern.job.Unverified;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.WireException;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Arrivals as records of version 1: one byte of version, then a msgpack list that begins with the
/// kind. What Salt sent is a msgpack value of its own inside: it may be as deep as any value may
/// be. A newer Saltern reads what an older one wrote. Thread-safe.
///
/// - load: `[1, jid, body, mom, [minion, ..], source]`
/// - return: `[2, jid, minion, body, source]`
/// - event: `[3, tag, data]`
/// - completion: `[4, jid, asked, expected, complete, {minion: state, ..}]`
/// - gap: `[5, from, to, reason, recovered]`
/// - unverified: `[6, jid, minion]`
///
/// Times are ISO 8601 text in UTC.
final class ArrivalCodec {
  private static final byte VERSION = 1;

  /// The largest value the wire room lets in, and what stands around it.
  private static final DataCodec.Limits LIMITS =
      new DataCodec.Limits(
          DataCodec.Limits.DEFAULT.bytesMax() + (16 << 20), DataCodec.Limits.DEFAULT.depthMax());

  private ArrivalCodec() {}

  static byte[] encode(Arrival arrival) {
    Data.Seq fields =
        switch (arrival) {
          case Load l ->
              seq(Kind.LOAD, l.jid(), packed(l.body()), l.mom(), l.expected(), l.source().name());
          case Return r ->
              seq(Kind.RETURN, r.jid(), r.minion(), packed(r.body()), r.source().name());
          case Event e -> seq(Kind.EVENT, e.tag().text(), packed(e.data()));
          case Completion c ->
              seq(
                  Kind.COMPLETION,
                  c.jid(),
                  c.asked().toString(),
                  c.expected(),
                  c.complete(),
                  states(c.open()));
          case Gap g ->
              seq(
                  Kind.GAP,
                  g.from().toString(),
                  g.to().toString(),
                  g.reason().name(),
                  g.recovered());
          case Unverified u -> seq(Kind.UNVERIFIED, u.jid(), u.minion());
        };
    byte[] packed = DataCodec.encode(fields, DataCodec.Spec.NEW);
    byte[] bytes = new byte[packed.length + 1];
    bytes[0] = VERSION;
    System.arraycopy(packed, 0, bytes, 1, packed.length);
    return bytes;
  }

  private static Data.Bytes packed(Data.Dict body) {
    return new Data.Bytes(DataCodec.encode(body, DataCodec.Spec.NEW));
  }

  private static Data.Dict states(Map<MinionId, MinionState> open) {
    Map<Data, Data> states = new LinkedHashMap<>();
    open.forEach((id, state) -> states.put(Data.of(id), Data.of(state.name())));
    return new Data.Dict(states);
  }

  private static Data.Seq seq(Kind kind, Object... fields) {
    var items = new ArrayList<Data>();
    items.add(new Data.Int(kind.label()));
    for (Object field : fields) {
      items.add(Data.of(field));
    }
    return new Data.Seq(items);
  }

  /// The arrival that `bytes` are.
  ///
  /// @throws WireException where they are none, or of a version we do not know
  static Arrival decode(byte[] bytes) throws WireException {
    if (bytes.length < 2 || bytes[0] != VERSION) {
      throw new WireException(
          "expected a record of version 1 or 2, found "
              + (bytes.length == 0 ? "nothing" : "version " + bytes[0]));
    }
    Data packed = DataCodec.decode(Arrays.copyOfRange(bytes, 1, bytes.length), LIMITS);
    if (!(packed instanceof Data.Seq(List<Data> fields))) {
      throw new WireException("expected a list, found " + packed.getClass().getSimpleName());
    }
    return arrival(new Fields(fields));
  }

  private static Arrival arrival(Fields f) throws WireException {
    Kind kind = Kind.of(f.integer(0)).orElseThrow(() -> f.wrong(0, "a kind"));
    return switch (kind) {
      case LOAD -> {
        f.expect(6);
        yield new Load(f.jid(1), f.dict(2), f.text(3), f.minions(4), f.source(5));
      }
      case RETURN -> {
        f.expect(5);
        yield new Return(f.jid(1), f.minion(2), f.dict(3), f.source(4));
      }
      case EVENT -> {
        f.expect(3);
        yield new Event(new Tag(f.text(1)), f.dict(2));
      }
      case COMPLETION -> {
        f.expect(6);
        try {
          yield new Completion(f.jid(1), f.instant(2), (int) f.integer(3), f.bool(4), f.states(5));
        } catch (IllegalArgumentException e) {
          throw new WireException(String.valueOf(e.getMessage()));
        }
      }
      case UNVERIFIED -> {
        f.expect(3);
        yield new Unverified(f.jid(1), f.minion(2));
      }
      case GAP -> {
        f.expect(5);
        try {
          yield new Gap(f.instant(1), f.instant(2), f.named(3, Gap.Reason.values()), f.integer(4));
        } catch (IllegalArgumentException e) {
          throw new WireException(String.valueOf(e.getMessage()));
        }
      }
    };
  }

  /// The fields of the list, each as what it must be.
  private record Fields(List<Data> items) {
    void expect(int count) throws WireException {
      if (items.size() != count) {
        throw new WireException("expected " + count + " fields, found " + items.size());
      }
    }

    WireException wrong(int i, String expected) {
      String found = i < items.size() ? items.get(i).getClass().getSimpleName() : "nothing";
      return new WireException("expected " + expected + " as field " + i + ", found " + found);
    }

    Data at(int i) throws WireException {
      if (i >= items.size()) {
        throw wrong(i, "a value");
      }
      return items.get(i);
    }

    long integer(int i) throws WireException {
      return at(i).asLong().orElseThrow(() -> wrong(i, "an integer"));
    }

    String text(int i) throws WireException {
      return at(i).asText().orElseThrow(() -> wrong(i, "text"));
    }

    Data.Dict dict(int i) throws WireException {
      return DataCodec.decodeDict(at(i).asBytes().orElseThrow(() -> wrong(i, "packed bytes")));
    }

    Jid jid(int i) throws WireException {
      return Jid.parse(text(i)).orElseThrow(() -> wrong(i, "a jid"));
    }

    MinionId minion(int i) throws WireException {
      return MinionId.parse(text(i)).orElseThrow(() -> wrong(i, "a minion id"));
    }

    Source source(int i) throws WireException {
      return named(i, Source.values());
    }

    <E extends Enum<E>> E named(int i, E[] values) throws WireException {
      String name = text(i);
      return Arrays.stream(values)
          .filter(s -> s.name().equals(name))
          .findFirst()
          .orElseThrow(() -> wrong(i, "one of " + Arrays.toString(values)));
    }

    boolean bool(int i) throws WireException {
      if (at(i) instanceof Data.Bool(boolean value)) {
        return value;
      }
      throw wrong(i, "true or false");
    }

    Instant instant(int i) throws WireException {
      try {
        return Instant.parse(text(i));
      } catch (DateTimeParseException _) {
        throw wrong(i, "a time");
      }
    }

    Map<MinionId, MinionState> states(int i) throws WireException {
      if (!(at(i) instanceof Data.Dict(Map<Data, Data> entries))) {
        throw wrong(i, "states of minions");
      }
      var states = new LinkedHashMap<MinionId, MinionState>();
      for (var entry : entries.entrySet()) {
        MinionId id =
            entry
                .getKey()
                .asText()
                .flatMap(MinionId::parse)
                .orElseThrow(() -> wrong(i, "minion ids"));
        states.put(id, new Fields(List.of(entry.getValue())).named(0, MinionState.values()));
      }
      return states;
    }

    List<MinionId> minions(int i) throws WireException {
      if (!(at(i) instanceof Data.Seq(List<Data> ids))) {
        throw wrong(i, "a list of minion ids");
      }
      var minions = new ArrayList<MinionId>();
      for (Data id : ids) {
        minions.add(id.asText().flatMap(MinionId::parse).orElseThrow(() -> wrong(i, "minion ids")));
      }
      return minions;
    }
  }
}
