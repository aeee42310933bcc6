package dev.saltern.returner;

import dev.saltern.spool.Letters;
import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolException;
import dev.saltern.wire.WireException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One that follows what is on disk: the drain, or what goes up to one MoM. Reading and advancing
/// are apart: what was read and not advanced over is read again after a restart. Confined to its
/// role's thread, but for [#backlog].
public final class JournalReader {
  private static final Logger log = LoggerFactory.getLogger(JournalReader.class);

  /// What was read: arrivals, and records that are none.
  ///
  /// @param last the last position this covers
  /// @param bytes what the records have together
  record Taken(List<JournalEntry> entries, List<Letters.Dead> undecodable, long last, long bytes) {
    boolean isEmpty() {
      return entries.isEmpty() && undecodable.isEmpty();
    }
  }

  private final Spool spool;
  private final RecentRecords recent;
  private final String name;
  private final Tide tide;

  /// Up to where this has advanced, has given out, and has looked.
  private long passed;

  private long given;
  private long seen;

  /// What is read from.
  record Source(Spool spool, RecentRecords recent, Tide tide) {}

  JournalReader(Source source, String name, long position) {
    this.spool = source.spool;
    this.recent = source.recent;
    this.name = name;
    this.tide = source.tide;
    this.passed = position;
    this.given = position;
    this.seen = position;
  }

  public String name() {
    return name;
  }

  /// The last position advanced over.
  public long position() {
    return passed;
  }

  /// The arrivals after those read before: up to `limit`, and up to `bytesMax` bytes but always
  /// one, oldest first. Waits for the first; empty where none came. A record that is no arrival is
  /// passed over here (the drain keeps it as a dead letter).
  public List<JournalEntry> next(int limit, long bytesMax, Duration wait)
      throws SpoolException, InterruptedException {
    Taken taken = take(limit, bytesMax, wait);
    for (Letters.Dead dead : taken.undecodable()) {
      log.atWarn()
          .addKeyValue("reader", name)
          .addKeyValue("position", dead.entry().position())
          .log("passed over a record that is no arrival: {}", dead.cause());
    }
    return taken.entries();
  }

  Taken take(int limit, long bytesMax, Duration wait) throws SpoolException, InterruptedException {
    Taken taken = look(limit, bytesMax);
    if (taken.isEmpty() && !wait.isZero()) {
      tide.await(seen, wait);
      taken = look(limit, bytesMax);
    }
    if (!taken.isEmpty()) {
      given = taken.last();
    } else if (passed >= given && seen > passed) {
      // Nothing is out, and what lies up to here is gone (damaged, dropped): no use holding on to
      // it.
      advance(seen);
    }
    return taken;
  }

  /// Waits for something behind what was read.
  void await(Duration wait) throws InterruptedException {
    tide.await(seen, wait);
  }

  /// How many positions are on disk behind what was read.
  long ahead() {
    return tide.position() - seen;
  }

  private Taken look(int limit, long bytesMax) throws SpoolException {
    long end = tide.position();
    List<Spool.Entry> found = recent.after(seen, limit, bytesMax);
    if (found.isEmpty()) {
      found = spool.read(seen, limit, bytesMax);
    }
    var entries = new ArrayList<JournalEntry>(found.size());
    var undecodable = new ArrayList<Letters.Dead>();
    long bytes = 0;
    for (Spool.Entry entry : found) {
      bytes += entry.bytes().length;
      try {
        entries.add(new JournalEntry(entry.position(), RecordCodec.decode(entry.bytes())));
      } catch (WireException e) {
        undecodable.add(new Letters.Dead(entry, "no arrival: " + e.getMessage(), 1));
      }
    }
    seen = found.isEmpty() ? Math.max(seen, end) : found.getLast().position();
    return new Taken(entries, undecodable, seen, bytes);
  }

  /// The record that bytes are; nothing where they are none, which whoever drains them tells.
  static Optional<JournalRecord> record(Spool.Entry entry) {
    try {
      return Optional.of(RecordCodec.decode(entry.bytes()));
    } catch (WireException _) {
      return Optional.empty();
    }
  }

  /// Remembers on disk that all up to `position` is done.
  public void advance(long position) throws SpoolException {
    advance(Spool.Step.to(position));
  }

  void advance(Spool.Step step) throws SpoolException {
    spool.advance(name, step);
    passed = Math.max(passed, step.position());
  }

  /// Reads again from the last position advanced over.
  public void rewind() {
    given = passed;
    seen = passed;
  }

  /// How many positions this has not advanced over. Thread-safe.
  public long backlog() throws SpoolException {
    Spool.Stats stats = spool.stats();
    Spool.Reader reader = stats.readers().get(name);
    return reader == null ? 0 : stats.lastPosition() - reader.position();
  }
}
