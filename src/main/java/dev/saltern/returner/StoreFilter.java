package dev.saltern.returner;

import dev.saltern.wire.WireException;

/// What of the arrivals goes into the job cache, and in which form: event filters, "never stored",
/// redaction. It belongs to the drain alone; what goes up to a MoM is as it came. Thread-safe.
@FunctionalInterface
public interface StoreFilter {
  /// All as it came.
  StoreFilter ALL = Verdict.Keep::new;

  /// Whether a record is stored, and as what.
  sealed interface Verdict {
    /// Store it; redaction may have changed it, but not what it is about.
    record Keep(JournalRecord record) implements Verdict {}

    /// Do not store it.
    ///
    /// @param reason a few words without anything of the arrival, as the metrics name it
    record Skip(String reason) implements Verdict {}
  }

  /// What to do with a record.
  ///
  /// @throws WireException where it must be opened for that and cannot be
  Verdict judge(JournalRecord record) throws WireException;
}
