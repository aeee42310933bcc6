package dev.saltern.simulator;

import dev.saltern.job.Data;
import java.time.Duration;

/// What a simulated minion does about a job. Immutable.
public sealed interface Reaction {
  /// It never answers.
  record Silence() implements Reaction {}

  /// It answers.
  ///
  /// @param value what the function returned
  /// @param retcode 0 where all went well
  /// @param out the outputter the function asks for; empty for none
  /// @param after how long it takes
  /// @param times how often the same return is sent
  record Return(Data value, int retcode, String out, Duration after, int times)
      implements Reaction {}

  /// A return that went well, at once.
  static Return of(Object value) {
    return new Return(Data.of(value), 0, "", Duration.ZERO, 1);
  }
}
