package dev.saltern.relay;

import dev.saltern.returner.Outage;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// How often jobs are asked about: so many a minute, and none for a while after the local master
/// could not be asked. Confined to its role's thread.
final class AskPace {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final int perMinute;
  private final Outage asking;
  private Instant minute = Instant.EPOCH;
  private int askedThisMinute;
  private Instant askAfter = Instant.EPOCH;

  AskPace(int perMinute, Outage asking) {
    this.perMinute = perMinute;
    this.asking = asking;
  }

  /// Whether a job may be asked about now.
  boolean mayAsk(Instant now) {
    if (!now.isBefore(minute.plus(MINUTE))) {
      minute = now;
      askedThisMinute = 0;
    }
    return askedThisMinute < perMinute && !now.isBefore(askAfter);
  }

  /// A job was asked about.
  ///
  /// @param trouble why the local master could not be asked
  void asked(Optional<String> trouble, Instant now) {
    askedThisMinute++;
    trouble.ifPresentOrElse(why -> askAfter = now.plus(asking.failed(why)), asking::over);
  }
}
