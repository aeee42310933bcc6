package dev.saltern.relay;

import dev.saltern.job.Data;
import dev.saltern.job.Gap;
import dev.saltern.localmaster.JobScan;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/// A window of time that the bus may have hidden from us, and how far it has been looked into.
/// Immutable; each step is the next window.
///
/// The bus event precedes the file, so a window is looked into again and again until nothing of it
/// can be written any more ([JobScan#AFTER]). Each look begins where the last one ended, less a
/// slack: what it came across before it does not read again.
///
/// @param from when the last event surely seen was fired
/// @param to when the bus was read again
/// @param reason why it is suspect
/// @param opened when we were told; the looks are counted from here
/// @param looks how many looks there were
/// @param covered until when the files of the window have been read
/// @param recovered what was found, so far
record GapWindow(
    Instant from,
    Instant to,
    Gap.Reason reason,
    Instant opened,
    int looks,
    Instant covered,
    long recovered) {
  /// When a window is looked into, after it was opened.
  static final List<Duration> SCHEDULE =
      List.of(
          Duration.ZERO,
          Duration.ofSeconds(2),
          Duration.ofSeconds(10),
          JobScan.AFTER.plusSeconds(5));

  /// How far before the end of the last look the next one begins: a return's directory is made
  /// first, its file a moment later, and files have coarse times.
  static final Duration SLACK = Duration.ofSeconds(10);

  /// Windows this near one another become one: a bus that breaks every few seconds makes one.
  private static final Duration NEAR = Duration.ofSeconds(10);

  /// A window shorter than this at the very first start has nothing in it.
  private static final Duration MOMENT = Duration.ofSeconds(1);

  static GapWindow of(Gap gap, Instant now) {
    return new GapWindow(gap.from(), gap.to(), gap.reason(), now, 0, gap.from(), gap.recovered());
  }

  /// When the next look is due; nothing where there were all of them.
  Optional<Instant> due() {
    return looks < SCHEDULE.size()
        ? Optional.of(opened.plus(SCHEDULE.get(looks)))
        : Optional.empty();
  }

  /// From when on the next look reads.
  Instant lookFrom() {
    Instant again = covered.minus(SLACK);
    return again.isAfter(from) ? again : from;
  }

  /// After a look that began at `began`.
  ///
  /// @param whole whether everything could be read; what could not is read again next time
  GapWindow looked(Instant began, boolean whole, long found) {
    Instant end = to.plus(JobScan.AFTER);
    Instant reached = began.isBefore(end) ? began : end;
    return new GapWindow(
        from, to, reason, opened, looks + 1, whole ? reached : covered, recovered + found);
  }

  /// With more that was found by a look that is otherwise not counted.
  GapWindow found(long more) {
    return new GapWindow(from, to, reason, opened, looks, covered, recovered + more);
  }

  /// Whether the two are to become one.
  boolean near(GapWindow other) {
    return !other.from.isAfter(to.plus(NEAR)) && !from.isAfter(other.to.plus(NEAR));
  }

  /// Both in one, for the reason of the longer. What this one has read stays read where the other
  /// begins later: then its looks were at all that was written since.
  GapWindow with(GapWindow other) {
    boolean first = !other.from.isBefore(from);
    return new GapWindow(
        first ? from : other.from,
        to.isAfter(other.to) ? to : other.to,
        length().compareTo(other.length()) >= 0 ? reason : other.reason,
        opened.isAfter(other.opened) ? opened : other.opened,
        0,
        first ? covered : other.from,
        recovered + other.recovered);
  }

  private Duration length() {
    return Duration.between(from, to);
  }

  /// Whether nothing can be missing: a node that starts for the first time, beside a master that
  /// runs.
  boolean isEmpty() {
    return reason == Gap.Reason.START && recovered == 0 && length().compareTo(MOMENT) < 0;
  }

  /// What is told of it in the end.
  Gap gap() {
    return new Gap(from, to, reason, recovered);
  }

  Data note() {
    return Data.dict(
        "from", from.toString(),
        "to", to.toString(),
        "reason", reason.name(),
        "opened", opened.toString(),
        "looks", looks,
        "covered", covered.toString(),
        "recovered", recovered);
  }

  /// The window that a note is; nothing where it is none.
  static Optional<GapWindow> read(Data note) {
    if (!(note instanceof Data.Dict d)) {
      return Optional.empty();
    }
    try {
      return Arrays.stream(Gap.Reason.values())
          .filter(r -> d.text("reason").equals(Optional.of(r.name())))
          .findFirst()
          .map(
              reason ->
                  new GapWindow(
                      instant(d, "from"),
                      instant(d, "to"),
                      reason,
                      instant(d, "opened"),
                      d.integer("looks").orElse(0L).intValue(),
                      instant(d, "covered"),
                      d.integer("recovered").orElse(0L)));
    } catch (DateTimeException _) {
      return Optional.empty();
    }
  }

  private static Instant instant(Data.Dict note, String key) {
    return Instant.parse(note.text(key).orElse(""));
  }
}
