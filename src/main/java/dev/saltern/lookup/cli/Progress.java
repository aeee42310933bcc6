package dev.saltern.lookup.cli;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How far a job is, on stderr: a bar that is drawn over on a terminal, else a line when it has
/// changed, not more often than every few seconds. Confined to one thread.
final class Progress {
  /// How far apart two lines are at least.
  static final Duration LINES_APART = Duration.ofSeconds(5);

  private static final int BAR_WIDTH = 30;
  private static final String ERASE = "\r\u001b[K";

  /// What there is to show.
  record Counts(int expected, int returned, int failed) {
    String text() {
      String known = "%,d of %,d returned".formatted(returned, expected);
      return failed == 0 ? known : known + ", %,d failed".formatted(failed);
    }
  }

  private final PrintWriter err;
  private final boolean bar;
  private Optional<Counts> shown = Optional.empty();
  private Instant lastLine = Instant.MIN;
  private boolean drawn;

  /// @param bar whether it is a terminal
  Progress(PrintWriter err, boolean bar) {
    this.err = err;
    this.bar = bar;
  }

  /// Shows how far it is.
  void show(Counts counts, Duration since, Instant now) {
    if (bar) {
      err.print(ERASE + line(counts, since));
      err.flush();
      drawn = true;
    } else if (!shown.equals(Optional.of(counts))
        && !now.isBefore(lastLine.equals(Instant.MIN) ? now : lastLine.plus(LINES_APART))) {
      err.println(counts.text());
      err.flush();
      lastLine = now;
      shown = Optional.of(counts);
    }
  }

  /// Makes room for what is printed next.
  void clear() {
    if (drawn) {
      err.print(ERASE);
      err.flush();
      drawn = false;
    }
  }

  private static String line(Counts counts, Duration since) {
    int full =
        counts.expected() == 0
            ? 0
            : (int)
                ((long) BAR_WIDTH
                    * Math.min(counts.returned(), counts.expected())
                    / counts.expected());
    return "[%s%s] %s  %d:%02d"
        .formatted(
            "=".repeat(full),
            " ".repeat(BAR_WIDTH - full),
            counts.text(),
            since.toMinutes(),
            since.toSecondsPart());
  }
}
