package dev.saltern.relay;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.job.Source;
import dev.saltern.returner.JournalRecord;
import dev.saltern.spool.Notes;
import dev.saltern.spool.SpoolException;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.WireException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The returns that the bus cut and whose whole has not been found yet. On disk as notes, so that a
/// kill -9 forgets none; what the bus showed of them waits there and not in memory. Thread-safe.
final class TrimmedReturns {
  /// How many are looked for at a time; beyond it the oldest are given up first.
  static final int MAX = 10_000;

  /// How many bytes may wait in memory for the disk; beyond it only what tells how a return went is
  /// kept of it.
  static final long UNSAVED_BYTES_MAX = 32L << 20;

  /// When the file is looked for, after the event; after the last look it is given up.
  static final List<Duration> SCHEDULE =
      List.of(
          Duration.ZERO,
          Duration.ofMillis(500),
          Duration.ofSeconds(2),
          Duration.ofSeconds(5),
          Duration.ofSeconds(10),
          Duration.ofSeconds(20),
          Duration.ofSeconds(40),
          Duration.ofSeconds(80),
          Duration.ofSeconds(120));

  private static final Logger log = LoggerFactory.getLogger(TrimmedReturns.class);
  private static final String WANTED = "gap/trimmed/";
  private static final String BODY = "gap/body/";

  /// One return that is looked for.
  ///
  /// @param since when the bus showed it
  /// @param looks how many looks there were
  record Wanted(Jid jid, MinionId minion, Instant since, int looks) {
    private String key() {
      return jid + "/" + minion;
    }

    private Instant due() {
      return since.plus(SCHEDULE.get(Math.min(looks, SCHEDULE.size() - 1)));
    }

    /// Whether the look that is due is the last one.
    boolean last(Instant now) {
      return looks >= SCHEDULE.size() - 1 || !now.isBefore(since.plus(SCHEDULE.getLast()));
    }
  }

  private final Map<String, Wanted> wanted = new LinkedHashMap<>();
  private final Map<String, byte[]> unsaved = new HashMap<>();
  private long unsavedBytes;

  /// The bus showed a return with something cut out.
  synchronized void add(JournalRecord.Answer cut, Instant now) {
    var one = new Wanted(cut.jid(), cut.minion(), now, 0);
    int bytes = cut.body().length();
    byte[] body =
        unsavedBytes + bytes > UNSAVED_BYTES_MAX || bytes > Notes.VALUE_BYTES_MAX
            ? DataCodec.encode(reduced(cut), DataCodec.Spec.NEW)
            : cut.body().bytes();
    unsavedBytes += body.length;
    wanted.put(one.key(), one);
    unsaved.put(one.key(), body);
  }

  private static Data.Dict reduced(JournalRecord.Answer cut) {
    JournalRecord.Told told = cut.told();
    Data.Dict less =
        Data.dict(
            "return", "VALUE_TRIMMED",
            "jid", cut.jid(),
            "id", cut.minion(),
            "fun", told.fun(),
            "retcode", told.retcode(),
            "success", told.success(),
            "_stamp", told.stamp());
    return told.masterId().isEmpty() ? less : less.with("master_id", Data.of(told.masterId()));
  }

  synchronized boolean has(Jid jid, MinionId minion) {
    return wanted.containsKey(jid + "/" + minion);
  }

  synchronized int size() {
    return wanted.size();
  }

  /// Those to be looked for now, the oldest beyond the bound among them; none that is not on disk.
  synchronized List<Wanted> due(Instant now) {
    var due = new ArrayList<Wanted>();
    int tooMany = wanted.size() - MAX;
    for (Wanted one : wanted.values()) {
      if (unsaved.containsKey(one.key())) {
        continue;
      }
      if (tooMany-- > 0) {
        due.add(new Wanted(one.jid, one.minion, one.since, SCHEDULE.size()));
      } else if (!now.isBefore(one.due())) {
        due.add(one);
      }
    }
    return due;
  }

  /// When the next look is due; nothing where none is.
  synchronized Optional<Instant> nextDue() {
    return wanted.values().stream().map(Wanted::due).min(Instant::compareTo);
  }

  /// It was looked for in vain.
  synchronized void lookedFor(Wanted one) {
    wanted.replace(one.key(), new Wanted(one.jid, one.minion, one.since, one.looks + 1));
  }

  /// What the bus showed of a return, as the second best there is of it.
  Return shown(Wanted one, Notes notes) throws SpoolException {
    Optional<byte[]> note = notes.get(BODY + one.key());
    Data.Dict body = Data.dict("jid", one.jid, "id", one.minion, "return", "VALUE_TRIMMED");
    try {
      body = note.isPresent() ? DataCodec.decodeDict(note.get()) : body;
    } catch (WireException e) {
      log.atWarn()
          .addKeyValue("jid", one.jid)
          .addKeyValue("minion", one.minion)
          .log("the note of a cut return is damaged: {}", e.getMessage());
    }
    return new Return(one.jid, one.minion, body, Source.BUS);
  }

  /// Puts on disk what is not there yet.
  void save(Notes notes) throws SpoolException {
    Map<String, byte[]> bodies;
    Map<String, byte[]> values = new HashMap<>();
    synchronized (this) {
      if (unsaved.isEmpty()) {
        return;
      }
      bodies = Map.copyOf(unsaved);
      for (var body : bodies.entrySet()) {
        Wanted one = wanted.get(body.getKey());
        if (one != null) {
          values.put(WANTED + body.getKey(), note(one));
          values.put(BODY + body.getKey(), body.getValue());
        }
      }
    }
    notes.put(values);
    synchronized (this) {
      bodies.forEach(
          (key, body) -> {
            if (unsaved.remove(key, body)) {
              unsavedBytes -= body.length;
            }
          });
    }
  }

  private static byte[] note(Wanted one) {
    return DataCodec.encode(
        Data.dict("jid", one.jid, "minion", one.minion, "since", one.since.toString()),
        DataCodec.Spec.NEW);
  }

  /// Forgets those that were found or given up.
  void forget(List<Wanted> done, Notes notes) throws SpoolException {
    var keys = new ArrayList<String>();
    for (Wanted one : done) {
      keys.add(WANTED + one.key());
      keys.add(BODY + one.key());
    }
    notes.forget(keys);
    synchronized (this) {
      done.forEach(one -> wanted.remove(one.key()));
    }
  }

  /// Takes up those of an earlier run.
  synchronized void read(Notes notes) throws SpoolException {
    for (byte[] note : notes.startingWith(WANTED, MAX).values()) {
      read(note).ifPresent(one -> wanted.put(one.key(), one));
    }
  }

  private static Optional<Wanted> read(byte[] note) {
    try {
      Data.Dict value = DataCodec.decodeDict(note);
      Instant since = Instant.parse(value.text("since").orElse(""));
      return value
          .text("jid")
          .flatMap(Jid::parse)
          .flatMap(
              jid ->
                  value
                      .text("minion")
                      .flatMap(MinionId::parse)
                      .map(minion -> new Wanted(jid, minion, since, 0)));
    } catch (WireException | DateTimeException e) {
      log.atWarn().log("the note of a cut return is damaged: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
