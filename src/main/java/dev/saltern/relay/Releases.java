package dev.saltern.relay;

import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import dev.saltern.spool.SpoolException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What goes up to one MoM because somebody there waits for it. [#ask] is called by whoever learns
/// of it, [#counts] and [#overdue] by anybody; the rest is confined to the thread of the MoM's
/// role.
final class Releases {
  /// What was released so far.
  ///
  /// @param returns how many returns the MoM has got by a release
  /// @param late how many releases took longer than `watched.release`, or never ended
  record Counts(long returns, long late) {}

  private static final Logger log = LoggerFactory.getLogger(Releases.class);

  /// How many jobs are remembered whose returns were passed over before it was known for whom the
  /// job was.
  private static final int PASSED_OVER_MAX = 10_000;

  private final String mom;
  private final Watcher watcher;
  private final Sent sent = new Sent(Sent.IDS_MAX);
  private final Map<Jid, Release> pending = new LinkedHashMap<>();
  private final Set<Jid> passedOver = new LinkedHashSet<>();

  /// Asked for and not yet taken up; guarded by itself.
  private final Map<Jid, Instant> asked = new LinkedHashMap<>();

  /// Asked for and not yet through; guarded by [#asked].
  private final Map<Jid, Instant> open = new HashMap<>();

  private final AtomicLong released = new AtomicLong();
  private final AtomicLong late = new AtomicLong();

  Releases(String mom, Watcher watcher) {
    this.mom = mom;
    this.watcher = watcher;
  }

  /// Releases what has returned of a job. Thread-safe.
  void ask(Jid jid) {
    Instant now = watcher.now();
    synchronized (asked) {
      asked.put(jid, now);
      open.putIfAbsent(jid, now);
    }
  }

  Counts counts() {
    return new Counts(released.get(), late.get());
  }

  /// How many releases should be through by now and are not. Thread-safe.
  long overdue() {
    Instant before = watcher.now().minus(watcher.releaseMax());
    synchronized (asked) {
      return open.values().stream().filter(since -> since.isBefore(before)).count();
    }
  }

  /// Takes up again what was watched when the node ended.
  void resume() {
    watcher.watched(mom).forEach(this::ask);
  }

  /// Whether a return of a job that the MoM published is awaited there, and not there yet.
  boolean awaits(Jid jid, MinionId minion) throws SpoolException {
    if (sent.contains(jid, minion)) {
      return false;
    }
    if (watcher.awaits(mom, jid)) {
      return true;
    }
    if (watcher.isUndecided(jid)) {
      passedOver.add(jid);
      if (passedOver.size() > PASSED_OVER_MAX) {
        passedOver.remove(passedOver.iterator().next());
      }
    }
    return false;
  }

  /// It is known now for whom a job is: what was passed over meanwhile goes up where they are few.
  void expected(Load load) throws SpoolException {
    watcher.expect(load.jid(), load.expected());
    if (passedOver.remove(load.jid()) && watcher.isSmall(load.jid())) {
      ask(load.jid());
    }
  }

  /// The MoM has got a return.
  void sent(Jid jid, MinionId minion) {
    sent.add(jid, minion);
  }

  /// The MoM has got returns by a release.
  void released(List<Return> returns) {
    returns.forEach(r -> sent(r.jid(), r.minion()));
    released.addAndGet(returns.size());
    List<Jid> through =
        pending.values().stream().filter(Release::isThrough).map(Release::jid).toList();
    synchronized (asked) {
      for (Jid jid : through) {
        Instant again = asked.get(jid);
        if (again == null) {
          open.remove(jid);
        } else {
          open.put(jid, again);
        }
      }
    }
    pending.values().removeIf(Release::isOver);
  }

  /// How long there is nothing to do, and at most so long.
  Duration pause(Duration max) {
    takeUp();
    Instant now = watcher.now();
    return pending.values().stream()
        .map(release -> Duration.between(now, release.due()))
        .map(wait -> wait.isNegative() ? Duration.ZERO : wait)
        .filter(wait -> wait.compareTo(max) < 0)
        .min(Duration::compareTo)
        .orElse(max);
  }

  /// What is to be sent next, to be told by [#released] when it is sent (nothing, too): one message
  /// of one job, so that many jobs take turns.
  List<Return> next(long bytesMax) throws SpoolException {
    takeUp();
    Instant now = watcher.now();
    pending.values().stream()
        .filter(release -> release.becomesLate(now, watcher.releaseMax()))
        .forEach(release -> late(release, "is late"));
    for (Release release : List.copyOf(pending.values())) {
      if (!watcher.awaits(mom, release.jid())) {
        drop(release);
      } else if (!release.due().isAfter(now)) {
        // To the end of the line.
        pending.remove(release.jid());
        pending.put(release.jid(), release);
        return read(release, bytesMax);
      }
    }
    return List.of();
  }

  private List<Return> read(Release release, long bytesMax) {
    try {
      return release.next(watcher.past(), sent, bytesMax);
    } catch (IOException e) {
      log.atWarn()
          .addKeyValue("jid", release.jid())
          .addKeyValue("mom", mom)
          .log("what has returned cannot be read to be released: {}", e.toString());
      return List.of();
    }
  }

  private void takeUp() {
    synchronized (asked) {
      Iterator<Map.Entry<Jid, Instant>> each = asked.entrySet().iterator();
      while (each.hasNext()) {
        Map.Entry<Jid, Instant> one = each.next();
        each.remove();
        Release known = pending.get(one.getKey());
        if (known == null) {
          pending.put(one.getKey(), new Release(one.getKey(), one.getValue()));
        } else {
          known.again(one.getValue());
        }
      }
    }
  }

  /// Nobody waits any more.
  private void drop(Release release) {
    pending.remove(release.jid());
    synchronized (asked) {
      open.remove(release.jid());
    }
    if (!release.isThrough() && !release.isLate()) {
      late(release, "was not through when nobody waited any more");
    }
  }

  private void late(Release release, String how) {
    late.incrementAndGet();
    log.atWarn()
        .addKeyValue("jid", release.jid())
        .addKeyValue("mom", mom)
        .log("a release {}: asked for more than {} ago", how, watcher.releaseMax());
  }
}
