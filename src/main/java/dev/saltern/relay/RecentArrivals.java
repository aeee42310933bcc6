package dev.saltern.relay;

import dev.saltern.job.Jid;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/// The returns and loads this process took a moment ago, so that what a gap is filled with is not
/// taken a second time. Holds the last [#GENERATION] at least and twice as many at most, as 64 bits
/// each; what it has forgotten costs one no-op at the job cache. Thread-safe.
///
/// The bits come from a multiplier of this process's own: nobody can choose an id so that another's
/// return counts as taken.
final class RecentArrivals {
  /// How many are surely remembered: a minute and more at a thousand a second.
  static final int GENERATION = 100_000;

  private static final String LOAD = "/";

  private final int generation;
  private final long multiplier;
  private Set<Long> young = new HashSet<>();
  private Set<Long> old = Set.of();

  RecentArrivals(int generation, Random random) {
    this.generation = generation;
    this.multiplier = random.nextLong() | 1;
  }

  /// A return was taken.
  void returned(Jid jid, String minion) {
    add(bits(jid, minion));
  }

  /// A job's load was taken.
  void loaded(Jid jid) {
    add(bits(jid, LOAD));
  }

  /// Forgets all: what was taken is lost.
  synchronized void clear() {
    young = new HashSet<>();
    old = Set.of();
  }

  /// Whether that return was taken a moment ago.
  boolean hasReturn(Jid jid, String minion) {
    return has(bits(jid, minion));
  }

  /// Whether that job's load was taken a moment ago.
  boolean hasLoad(Jid jid) {
    return has(bits(jid, LOAD));
  }

  private synchronized void add(long bits) {
    if (young.size() >= generation) {
      old = young;
      young = new HashSet<>();
    }
    young.add(bits);
  }

  private synchronized boolean has(long bits) {
    return young.contains(bits) || old.contains(bits);
  }

  private long bits(Jid jid, String who) {
    return mixed(mixed(multiplier, jid.text()), who);
  }

  private long mixed(long start, String text) {
    long bits = start ^ text.length();
    for (int i = 0; i < text.length(); i++) {
      bits = (bits ^ text.charAt(i)) * multiplier;
      bits ^= bits >>> 29;
    }
    return bits;
  }
}
