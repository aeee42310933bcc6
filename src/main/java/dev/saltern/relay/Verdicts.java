package dev.saltern.relay;

import java.util.concurrent.atomic.LongAdder;

/// What was decided about the returns, for one MoM. Thread-safe.
public final class Verdicts {
  /// What became of them so far; probes of our own are not counted.
  ///
  /// @param up the MoM gets them
  /// @param standsIn the MoM gets them for another one that is down
  /// @param stays they are for the job cache alone: nobody there waits for them
  /// @param others they are another MoM's
  public record Counts(long up, long standsIn, long stays, long others) {}

  private final LongAdder up = new LongAdder();
  private final LongAdder standsIn = new LongAdder();
  private final LongAdder stays = new LongAdder();
  private final LongAdder others = new LongAdder();

  Verdicts() {}

  void up() {
    up.increment();
  }

  void standsIn() {
    standsIn.increment();
  }

  void stays() {
    stays.increment();
  }

  void others() {
    others.increment();
  }

  Counts counts() {
    return new Counts(up.sum(), standsIn.sum(), stays.sum(), others.sum());
  }
}
