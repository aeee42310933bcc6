package dev.saltern.jobcache.mysql;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What went, or would go. Confined to one thread.
public final class RetainReport {
  private static final int BLOCKS_MAX = 100;

  private final Map<Key, Amount> amounts =
      new TreeMap<>(Comparator.comparing(Key::day).thenComparing(Key::what).thenComparing(Key::by));
  private final List<String> blocks = new ArrayList<>();
  private int blocked;
  private boolean timeUp;

  RetainReport() {}

  /// By what means rows go.
  public enum Means {
    /// By keyed DELETEs.
    DELETE,
    /// With the day's partition.
    DROP
  }

  /// @param day the partition: `p` and the day, or `pfirst` or `pmax`; of gaps and sets nothing
  /// @param what the class of jobs, or `events`, `gaps`, `sets`
  private record Key(String day, String what, Means by) {}

  private record Amount(long jobs, long rows, long bytes) {
    Amount plus(Amount other) {
      return new Amount(jobs + other.jobs, rows + other.rows, bytes + other.bytes);
    }
  }

  /// What is the same in day, class and means.
  ///
  /// @param rows over all tables; of a day that was dropped the server's estimate
  /// @param bytes the server's estimate, indexes included
  public record Line(String day, String what, Means by, long jobs, long rows, long bytes) {}

  void add(String day, String what, Means by, long jobs, long rows, long bytes) {
    if (jobs == 0 && rows == 0) {
      return;
    }
    amounts.merge(new Key(day, what, by), new Amount(jobs, rows, bytes), Amount::plus);
  }

  /// What is counted of a day goes with its partition.
  void drops(String day) {
    for (Key key : List.copyOf(amounts.keySet())) {
      if (key.day.equals(day) && key.by == Means.DELETE && !key.what.equals("events")) {
        Amount amount = amounts.remove(key);
        if (amount != null) {
          amounts.put(new Key(day, key.what, Means.DROP), amount);
        }
      }
    }
  }

  void block(String text) {
    blocked++;
    if (blocks.size() < BLOCKS_MAX) {
      blocks.add(text);
    }
  }

  void endOfTime() {
    timeUp = true;
  }

  /// Oldest first.
  public List<Line> lines() {
    return amounts.entrySet().stream()
        .map(
            e -> {
              Key k = e.getKey();
              Amount a = e.getValue();
              return new Line(k.day, k.what, k.by, a.jobs, a.rows, a.bytes);
            })
        .toList();
  }

  /// What kept rows from going, a sentence each; the first of them.
  public List<String> blocks() {
    return List.copyOf(blocks);
  }

  /// How many there are of these.
  public int blocked() {
    return blocked;
  }

  /// Whether time was up before all was done: the next run goes on.
  public boolean timeUp() {
    return timeUp;
  }
}
