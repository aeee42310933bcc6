package dev.saltern.relay;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.spool.Notes;
import dev.saltern.spool.SpoolException;
import dev.saltern.wire.DataCodec;
import dev.saltern.wire.WireException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The answers that the master's job cache directory is asked about: of each minion with two
/// different ones, and of each whose file was not there. On disk as notes, so that a kill -9
/// forgets none. Thread-safe.
final class Doubts {
  /// How many are looked for at a time; beyond it the oldest have their last look first, and beyond
  /// twice as many, where the directory cannot be read, no more are taken.
  static final int MAX = 10_000;

  private static final Logger log = LoggerFactory.getLogger(Doubts.class);
  private static final String PREFIX = "gap/doubt/";

  /// One answer in doubt.
  ///
  /// @param differs whether another answer is there, so that the directory is to judge between them
  /// @param looks how many looks there were
  record Doubt(Jid jid, MinionId minion, boolean differs, Instant since, int looks) {
    private String key() {
      return PREFIX + jid + "/" + minion;
    }

    private Instant due() {
      var schedule = TrimmedReturns.SCHEDULE;
      return since.plus(schedule.get(Math.min(looks, schedule.size() - 1)));
    }

    /// Whether the look that is due is the last one.
    boolean last(Instant now) {
      var schedule = TrimmedReturns.SCHEDULE;
      return looks >= schedule.size() - 1 || !now.isBefore(since.plus(schedule.getLast()));
    }
  }

  private final Map<String, Doubt> open = new LinkedHashMap<>();
  private final Set<String> unsaved = new HashSet<>();

  /// An answer is in doubt; false where there is no room for it.
  synchronized boolean add(Jid jid, MinionId minion, boolean differs, Instant now) {
    var fresh = new Doubt(jid, minion, differs, now, 0);
    Doubt known = open.get(fresh.key());
    if (known == null && open.size() >= 2 * MAX) {
      return false;
    }
    if (known == null || (differs && !known.differs)) {
      open.put(fresh.key(), fresh);
      unsaved.add(fresh.key());
    }
    return true;
  }

  synchronized int size() {
    return open.size();
  }

  /// Those to be looked for now; none that is not on disk.
  synchronized List<Doubt> due(Instant now) {
    var due = new ArrayList<Doubt>();
    int tooMany = open.size() - MAX;
    for (Doubt one : open.values()) {
      if (unsaved.contains(one.key())) {
        continue;
      }
      if (tooMany-- > 0) {
        due.add(
            new Doubt(one.jid, one.minion, one.differs, one.since, TrimmedReturns.SCHEDULE.size()));
      } else if (!now.isBefore(one.due())) {
        due.add(one);
      }
    }
    return due;
  }

  /// When the next look is due; nothing where none is.
  synchronized Optional<Instant> nextDue() {
    return open.values().stream().map(Doubt::due).min(Instant::compareTo);
  }

  /// It was looked for in vain.
  synchronized void lookedFor(Doubt one) {
    open.replace(one.key(), new Doubt(one.jid, one.minion, one.differs, one.since, one.looks + 1));
  }

  /// Puts on disk what is not there yet.
  void save(Notes notes) throws SpoolException {
    Map<String, byte[]> values = new HashMap<>();
    synchronized (this) {
      for (String key : unsaved) {
        Doubt one = open.get(key);
        if (one != null) {
          values.put(key, note(one));
        }
      }
    }
    if (values.isEmpty()) {
      return;
    }
    notes.put(values);
    synchronized (this) {
      unsaved.removeAll(values.keySet());
    }
  }

  private static byte[] note(Doubt one) {
    return DataCodec.encode(
        Data.dict(
            "jid", one.jid,
            "minion", one.minion,
            "differs", one.differs,
            "since", one.since.toString()),
        DataCodec.Spec.NEW);
  }

  /// Forgets those that are settled.
  void forget(List<Doubt> done, Notes notes) throws SpoolException {
    notes.forget(done.stream().map(Doubt::key).toList());
    synchronized (this) {
      done.forEach(one -> open.remove(one.key()));
    }
  }

  /// Takes up those of an earlier run.
  synchronized void read(Notes notes) throws SpoolException {
    for (byte[] note : notes.startingWith(PREFIX, MAX).values()) {
      read(note).ifPresent(one -> open.put(one.key(), one));
    }
  }

  private static Optional<Doubt> read(byte[] note) {
    try {
      Data.Dict value = DataCodec.decodeDict(note);
      Instant since = Instant.parse(value.text("since").orElse(""));
      Optional<Jid> jid = value.text("jid").flatMap(Jid::parse);
      Optional<MinionId> minion = value.text("minion").flatMap(MinionId::parse);
      boolean differs = value.bool("differs").orElse(false);
      return jid.flatMap(j -> minion.map(m -> new Doubt(j, m, differs, since, 0)));
    } catch (WireException | DateTimeException e) {
      log.atWarn().log("the note of an answer in doubt is damaged: {}", e.getMessage());
      return Optional.empty();
    }
  }
}
