package dev.saltern.returner;

import dev.saltern.job.Jid;
import dev.saltern.spool.Notes;
import dev.saltern.spool.SpoolException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Which job someone waits for at which MoM, and until when. All of it is on disk before a call
/// returns, and in memory; bounded. Thread-safe.
public final class WatchList {
  /// The most pairs that are watched at a time; beyond, the one that ends first gives way.
  public static final int WATCHES_MAX = 50_000;

  private static final Logger log = LoggerFactory.getLogger(WatchList.class);
  private static final String PREFIX = "watch/";

  /// Someone waits for a job at a MoM.
  public record Watch(Jid jid, String mom, Instant until) {}

  private record Pair(Jid jid, String mom) {
    String key() {
      return PREFIX + jid + "/" + mom;
    }

    /// A jid has no slash.
    static Optional<Pair> parse(String key) {
      int slash = key.indexOf('/', PREFIX.length());
      return slash < 0
          ? Optional.empty()
          : Jid.parse(key.substring(PREFIX.length(), slash))
              .map(jid -> new Pair(jid, key.substring(slash + 1)));
    }
  }

  private final Notes notes;
  private final InstantSource clock;
  private final int watchesMax;
  private final Map<Pair, Instant> watches = new HashMap<>();

  WatchList(Notes notes, InstantSource clock, int watchesMax) {
    this.notes = notes;
    this.clock = clock;
    this.watchesMax = watchesMax;
  }

  /// The list as it was left.
  public static WatchList open(Notes notes, InstantSource clock) throws SpoolException {
    var list = new WatchList(notes, clock, WATCHES_MAX);
    for (var note : notes.startingWith(PREFIX, 2 * WATCHES_MAX).entrySet()) {
      Optional<Pair> pair = Pair.parse(note.getKey());
      if (pair.isPresent() && note.getValue().length == Long.BYTES) {
        long until = ByteBuffer.wrap(note.getValue()).getLong();
        list.watches.put(pair.get(), Instant.ofEpochMilli(until));
      } else {
        log.atWarn().addKeyValue("key", note.getKey()).log("a note of the watch list is damaged");
        notes.forget(List.of(note.getKey()));
      }
    }
    list.sweep();
    return list;
  }

  /// Watches a job for a MoM until then; never shorter than it was.
  public synchronized void watch(Jid jid, String mom, Instant until) throws SpoolException {
    var pair = new Pair(jid, mom);
    Instant old = watches.get(pair);
    if (old != null && !old.isBefore(until)) {
      return;
    }
    if (old == null && watches.size() >= watchesMax) {
      makeRoom();
    }
    byte[] millis = ByteBuffer.allocate(Long.BYTES).putLong(until.toEpochMilli()).array();
    notes.put(Map.of(pair.key(), millis));
    watches.put(pair, until);
  }

  private void makeRoom() throws SpoolException {
    sweep();
    if (watches.size() >= watchesMax) {
      Pair first =
          watches.entrySet().stream().min(Map.Entry.comparingByValue()).orElseThrow().getKey();
      forget(List.of(first));
      log.atWarn()
          .addKeyValue("jid", first.jid)
          .addKeyValue("mom", first.mom)
          .log("more than {} jobs are watched; this one no longer is", watchesMax);
    }
  }

  /// Whether someone waits for the job at the MoM now.
  public synchronized boolean watched(Jid jid, String mom) {
    Instant until = watches.get(new Pair(jid, mom));
    return until != null && until.isAfter(clock.instant());
  }

  /// Nobody waits any more.
  public synchronized void unwatch(Jid jid, String mom) throws SpoolException {
    var pair = new Pair(jid, mom);
    if (watches.containsKey(pair)) {
      forget(List.of(pair));
    }
  }

  private void forget(List<Pair> pairs) throws SpoolException {
    notes.forget(pairs.stream().map(Pair::key).toList());
    pairs.forEach(watches::remove);
  }

  /// All that are watched now, the one that ends first first.
  public synchronized List<Watch> watches() {
    Instant now = clock.instant();
    return watches.entrySet().stream()
        .filter(w -> w.getValue().isAfter(now))
        .map(w -> new Watch(w.getKey().jid, w.getKey().mom, w.getValue()))
        .sorted(Comparator.comparing(Watch::until).thenComparing(Watch::jid))
        .toList();
  }

  /// Forgets those that have ended.
  public synchronized void sweep() throws SpoolException {
    Instant now = clock.instant();
    forget(
        watches.entrySet().stream()
            .filter(w -> !w.getValue().isAfter(now))
            .map(Map.Entry::getKey)
            .toList());
  }
}
