package dev.saltern.relay;

import dev.saltern.LogPace;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Unverified;
import dev.saltern.localmaster.JobDirectory;
import dev.saltern.localmaster.KeptReturn;
import dev.saltern.returner.Journal;
import dev.saltern.spool.Notes;
import dev.saltern.spool.SpoolException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `JobDirectory > AnswerCheck > Journal`: whether the minion itself gave the answers that the bus
/// shows. Anybody with a key may fire `salt/job/<jid>/ret/<another>`; only what a minion returned
/// is a file of the master's job cache.
///
/// A moment after the bus showed an answer its file is looked for. Where it is missing it is looked
/// for again, for two minutes, and then the answer is [Unverified]. Where two answers of one minion
/// differ, that of the directory is journaled, and stands over the other. [#saw] and [#differ] are
/// thread-safe, everything else is confined to the filler's thread.
final class AnswerCheck {
  /// How long after its event a return's file is first looked for.
  static final Duration FIRST_LOOK = Duration.ofSeconds(2);

  /// How many answers may wait for their first look; beyond it the oldest has none, and is counted.
  static final int WAITING_MAX = 50_000;

  /// How many jobs are remembered as told of.
  private static final int TOLD_MAX = 1000;

  private static final Logger log = LoggerFactory.getLogger(AnswerCheck.class);

  private record Seen(Jid jid, MinionId minion, Instant at) {}

  private final Journal journal;
  private final Notes notes;
  private final InstantSource clock;
  private final LogPace pace;
  private final Doubts doubts = new Doubts();
  private final Deque<Seen> waiting = new ArrayDeque<>();
  private final AtomicLong conflicts = new AtomicLong();
  private final AtomicLong unverified = new AtomicLong();
  private final AtomicLong unchecked = new AtomicLong();
  private final Map<Jid, Boolean> told =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Jid, Boolean> eldest) {
          return size() > TOLD_MAX;
        }
      };

  AnswerCheck(Journal journal, Notes notes, InstantSource clock) {
    this.journal = journal;
    this.notes = notes;
    this.clock = clock;
    this.pace = new LogPace(clock);
  }

  GapFiller.Checked counts() {
    return new GapFiller.Checked(conflicts.get(), unverified.get(), unchecked.get(), doubts.size());
  }

  /// The bus showed an answer, and it is accepted.
  void saw(Jid jid, MinionId minion) {
    synchronized (waiting) {
      waiting.add(new Seen(jid, minion, clock.instant()));
      if (waiting.size() > WAITING_MAX) {
        waiting.remove();
        unchecked.incrementAndGet();
      }
    }
  }

  /// Another answer of that minion to that job is there already.
  void differ(Jid jid, MinionId minion) {
    conflicts.incrementAndGet();
    doubt(jid, minion, true, clock.instant());
    tell(jid, minion, "gave two different answers; the master's job cache directory judges");
  }

  private void doubt(Jid jid, MinionId minion, boolean differs, Instant now) {
    if (!doubts.add(jid, minion, differs, now)) {
      unchecked.incrementAndGet();
    }
  }

  void read() throws SpoolException {
    doubts.read(notes);
  }

  void save() throws SpoolException {
    doubts.save(notes);
  }

  Optional<Instant> nextDue() {
    return doubts.nextDue();
  }

  /// Looks for what is due; says what could not be read, which stays due.
  ///
  /// @param flush how long the journal may take to have on disk what was found
  Optional<String> look(JobDirectory directory, Instant now, Duration flush)
      throws SpoolException, InterruptedException {
    Optional<String> trouble = Optional.empty();
    for (Seen seen = due(now); seen != null; seen = due(now)) {
      if (!directory.hasReturn(seen.jid, seen.minion)) {
        doubt(seen.jid, seen.minion, false, now);
      }
    }
    doubts.save(notes);
    var done = new ArrayList<Doubts.Doubt>();
    for (Doubts.Doubt one : doubts.due(now)) {
      try {
        if (settle(directory, one, now)) {
          done.add(one);
        } else {
          doubts.lookedFor(one);
        }
      } catch (IOException e) {
        trouble = Optional.of(String.valueOf(e));
      }
    }
    if (!done.isEmpty() && journal.flush(flush)) {
      doubts.forget(done, notes);
    }
    return trouble;
  }

  private @org.jspecify.annotations.Nullable Seen due(Instant now) {
    synchronized (waiting) {
      Seen oldest = waiting.peek();
      boolean due = oldest != null && !now.isBefore(oldest.at.plus(FIRST_LOOK));
      return due ? waiting.remove() : null;
    }
  }

  private boolean settle(JobDirectory directory, Doubts.Doubt one, Instant now)
      throws IOException, InterruptedException {
    Optional<KeptReturn> found = directory.keptReturn(one.jid(), one.minion());
    if (found.isPresent()) {
      if (one.differs()) {
        journal.accept(GapLook.bestThereIs(found.get()));
      }
      return true;
    }
    if (!one.last(now)) {
      return false;
    }
    if (directory.keeps(one.jid())) {
      unverified(one.jid(), one.minion());
    }
    return true;
  }

  /// The directory has nothing of that minion.
  void unverified(Jid jid, MinionId minion) throws InterruptedException {
    journal.accept(new Unverified(jid, minion));
    unverified.incrementAndGet();
    tell(jid, minion, "did not return what the bus shows of it: its answer is unverified");
  }

  private void tell(Jid jid, MinionId minion, String what) {
    synchronized (told) {
      if (told.put(jid, true) != null) {
        return;
      }
    }
    OptionalLong heldBack = pace.next();
    if (heldBack.isPresent()) {
      log.atWarn()
          .addKeyValue("jid", jid)
          .addKeyValue("minion", minion)
          .addKeyValue("jobs_not_told", heldBack.getAsLong())
          .log("a minion of this job {}", what);
    }
  }
}
