package dev.saltern.relay;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.Return;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// One job's release to one MoM: what has returned already, message by message. The master shows a
/// return on its bus a moment before the file is there, so this looks again. Confined to its role's
/// thread.
final class Release {
  /// When it looks, after it was asked for.
  static final List<Duration> LOOKS =
      List.of(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(3));

  /// The most returns one message is made of.
  static final int RETURNS_MAX = 1000;

  private final Jid jid;
  private final Deque<MinionId> left = new ArrayDeque<>();
  private Instant asked;
  private int looked;
  private boolean late;
  private boolean failed;
  private PastReturns.@Nullable Job job;

  Release(Jid jid, Instant asked) {
    this.jid = jid;
    this.asked = asked;
  }

  Jid jid() {
    return jid;
  }

  /// It is asked for once more: all the looks again, after what is on its way.
  void again(Instant now) {
    if (looked > 0) {
      asked = now;
      looked = 0;
    }
  }

  /// When there is something to do.
  Instant due() {
    return left.isEmpty() ? asked.plus(LOOKS.get(Math.min(looked, LOOKS.size() - 1))) : asked;
  }

  /// Whether all that had returned when it was asked for has been given out.
  boolean isThrough() {
    return looked > 0 && left.isEmpty() && !failed;
  }

  /// Whether there is nothing more to come.
  boolean isOver() {
    return looked == LOOKS.size() && left.isEmpty();
  }

  /// Whether it has been late.
  boolean isLate() {
    return late;
  }

  /// True once, where it is not through and was asked for longer ago than that.
  boolean becomesLate(Instant now, Duration max) {
    boolean becomes = !late && !isThrough() && now.isAfter(asked.plus(max));
    late |= becomes;
    return becomes;
  }

  /// The next returns, of those that the MoM has not got yet: up to so many bytes, but always one
  /// while there are any.
  ///
  /// @throws IOException where they cannot be read; the next call looks again, later
  List<Return> next(PastReturns past, Sent sent, long bytesMax) throws IOException {
    if (left.isEmpty()) {
      look(past, sent);
    }
    var found = new ArrayList<Return>();
    long bytes = 0;
    while (job != null && !left.isEmpty() && found.size() < RETURNS_MAX && bytes < bytesMax) {
      MinionId minion = left.remove();
      try {
        Optional<Return> one = job.returnOf(minion);
        if (one.isPresent()) {
          found.add(one.get());
          bytes += Weight.of(one.get().body());
        }
      } catch (IOException e) {
        failed = true;
        if (found.isEmpty()) {
          throw e;
        }
        left.addFirst(minion);
        break;
      }
    }
    return found;
  }

  private void look(PastReturns past, Sent sent) throws IOException {
    looked++;
    failed = true;
    job = past.job(jid);
    job.minions().stream().filter(minion -> !sent.contains(jid, minion)).forEach(left::add);
    failed = false;
  }
}
