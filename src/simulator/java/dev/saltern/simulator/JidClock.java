package dev.saltern.simulator;

import dev.saltern.job.Jid;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// Makes jids of the time now, each later than the one before. Thread-safe.
final class JidClock {
  private final Clock clock;
  private Instant last = Instant.EPOCH;

  JidClock(Clock clock) {
    this.clock = clock;
  }

  synchronized Jid next() {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
    last = now.isAfter(last) ? now : last.plus(1, ChronoUnit.MICROS);
    return Jid.at(last);
  }
}
