package dev.saltern.returner;

import dev.saltern.job.Arrival;

/// What of the arrivals goes into the job cache, and in which form: event filters, "never stored",
/// redaction. It belongs to the drain alone; what goes up to a MoM is as it came. Thread-safe.
@FunctionalInterface
public interface StoreFilter {
  /// All as it came.
  StoreFilter ALL = Verdict.Keep::new;

  /// What to do with an arrival.
  sealed interface Verdict {
    /// Store it; redaction may have changed it, but not what it is about.
    record Keep(Arrival arrival) implements Verdict {}

    /// Do not store it.
    ///
    /// @param reason a few words without anything of the arrival, as the metrics name it
    record Skip(String reason) implements Verdict {}
  }

  Verdict judge(Arrival arrival);
}
