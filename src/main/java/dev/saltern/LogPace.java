package dev.saltern;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.OptionalLong;

/// How often something that others can cause may be logged: so many lines in a time; what is held
/// back is counted and told with the next line. Thread-safe.
public final class LogPace {
  /// The lines of one cause in [#TIME].
  public static final int LINES_MAX = 10;

  /// The time that [#LINES_MAX] is for.
  public static final Duration TIME = Duration.ofMinutes(1);

  private final InstantSource clock;
  private Instant began = Instant.MIN;
  private int lines;
  private long heldBack;

  public LogPace(InstantSource clock) {
    this.clock = clock;
  }

  /// Whether a line may be logged now: how many were held back since the last one. Empty: this one
  /// is held back, too.
  public synchronized OptionalLong next() {
    Instant now = clock.instant();
    if (began.equals(Instant.MIN) || now.isBefore(began) || !now.isBefore(began.plus(TIME))) {
      began = now;
      lines = 0;
    }
    if (lines >= LINES_MAX) {
      heldBack++;
      return OptionalLong.empty();
    }
    lines++;
    long told = heldBack;
    heldBack = 0;
    return OptionalLong.of(told);
  }
}
