package dev.saltern.relay;

import dev.saltern.job.Completion;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.MinionState;
import dev.saltern.returner.JobNotes;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// A job that is not complete at this node: who has not returned, and what is known of them.
/// Confined to its role's thread.
final class OpenJob {
  /// How it stands with a minion that is to answer.
  enum Standing {
    RETURNED(Optional.empty()),
    /// Nothing is known.
    UNKNOWN(Optional.empty()),
    RUNNING(Optional.of(MinionState.RUNNING)),
    /// It did not answer once; it is asked again.
    SILENT(Optional.of(MinionState.NO_ANSWER)),
    NOT_RUNNING(Optional.of(MinionState.NOT_RUNNING)),
    NO_ANSWER(Optional.of(MinionState.NO_ANSWER)),
    NOT_ACCEPTED(Optional.of(MinionState.NOT_ACCEPTED));

    private final Optional<MinionState> state;

    Standing(Optional<MinionState> state) {
      this.state = state;
    }

    /// Whether nothing more is to come.
    boolean settled() {
      return switch (this) {
        case UNKNOWN, RUNNING, SILENT -> false;
        case RETURNED, NOT_RUNNING, NO_ANSWER, NOT_ACCEPTED -> true;
      };
    }
  }

  private final JobNotes.Note note;
  private final boolean restored;
  private final Map<MinionId, Standing> minions = new LinkedHashMap<>();
  private int open;
  private int unsettled;
  private long failed;
  private boolean noted;
  private boolean asking;
  private Instant due;

  /// What the digest last told, and when.
  private Optional<String> told = Optional.empty();

  private Instant toldAt;

  /// @param due when its minions are to be asked
  /// @param restored whether it was open before we started, so that some returns were not seen
  OpenJob(JobNotes.Note note, Instant due, boolean restored) {
    this.note = note;
    this.due = due;
    this.restored = restored;
    this.noted = restored;
    this.toldAt = note.since();
  }

  Jid jid() {
    return note.jid();
  }

  JobNotes.Note note() {
    return note;
  }

  /// Minions that are to answer, besides those known.
  void expect(Collection<MinionId> ids) {
    for (MinionId id : ids) {
      if (minions.putIfAbsent(id, Standing.UNKNOWN) == null) {
        open++;
        unsettled++;
      }
    }
  }

  /// A minion has returned.
  void returned(MinionId id, boolean success) {
    if (standing(id) != Standing.RETURNED) {
      failed += success ? 0 : 1;
      set(id, Standing.RETURNED);
    }
  }

  /// What is now known of a minion; of one that has returned there is no more to know.
  void set(MinionId id, Standing now) {
    Standing before = standing(id);
    if (before != Standing.RETURNED) {
      minions.put(id, now);
      open -= now == Standing.RETURNED ? 1 : 0;
      unsettled += (before.settled() ? 1 : 0) - (now.settled() ? 1 : 0);
    }
  }

  /// How it stands with a minion; one that nobody expects counts as returned.
  Standing standing(MinionId id) {
    return minions.getOrDefault(id, Standing.RETURNED);
  }

  /// Those of whom something may yet come.
  List<MinionId> unsettled() {
    return minions.entrySet().stream()
        .filter(e -> !e.getValue().settled())
        .map(Map.Entry::getKey)
        .toList();
  }

  /// All that are expected.
  Set<MinionId> minions() {
    return minions.keySet();
  }

  boolean isSettled() {
    return unsettled == 0;
  }

  /// How many have not returned.
  int openCount() {
    return open;
  }

  int unsettledCount() {
    return unsettled;
  }

  int expected() {
    return minions.size();
  }

  /// The returns that tell of a failure; nothing where not all were seen.
  Optional<Long> failed() {
    return restored ? Optional.empty() : Optional.of(failed);
  }

  /// What is known of it.
  Completion completion(Instant asked, boolean complete) {
    var states = new HashMap<MinionId, MinionState>();
    minions.forEach((id, standing) -> standing.state.ifPresent(state -> states.put(id, state)));
    return new Completion(jid(), asked, expected(), complete, states);
  }

  boolean isDue(Instant now) {
    return !asking && !now.isBefore(due);
  }

  /// Its minions have been asked; it is not due before they have had time to answer.
  void asked() {
    asking = true;
  }

  /// How long a job of that age is left alone: a tenth of its age, within bounds.
  void dueAgain(Instant now, Duration min, Duration max) {
    asking = false;
    Duration tenth = Duration.between(note.since(), now).dividedBy(10);
    Duration pause = tenth.compareTo(min) < 0 ? min : tenth.compareTo(max) > 0 ? max : tenth;
    due = now.plus(pause);
  }

  /// Returns of it still come: who has not returned yet is not asked before then.
  void waitUntil(Instant quiet) {
    due = quiet.isAfter(due) ? quiet : due;
  }

  /// Its minions could not be asked now.
  void postpone(Instant until) {
    due = until;
  }

  Duration age(Instant now) {
    return Duration.between(note.since(), now);
  }

  boolean isNoted() {
    return noted;
  }

  void setNoted() {
    noted = true;
  }

  /// Whether a digest of this text is due: it says something new, and the last one is old enough.
  boolean tells(String text, Instant now, Duration every) {
    if (told.filter(text::equals).isPresent() || now.isBefore(toldAt.plus(every))) {
      return false;
    }
    told = Optional.of(text);
    toldAt = now;
    return true;
  }
}
