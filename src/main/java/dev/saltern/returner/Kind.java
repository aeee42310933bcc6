package dev.saltern.returner;

import dev.saltern.job.Arrival;
import dev.saltern.job.Completion;
import dev.saltern.job.Event;
import dev.saltern.job.Gap;
import dev.saltern.job.Load;
import dev.saltern.job.Return;
import dev.saltern.job.Unverified;
import java.util.Locale;
import java.util.Optional;

/// What an arrival is, as the ledger counts it and the spool labels it. The label is on disk: it
/// never changes.
public enum Kind {
  LOAD(1),
  RETURN(2),
  EVENT(3),
  COMPLETION(4),
  GAP(5),
  UNVERIFIED(6);

  private final int label;

  Kind(int label) {
    this.label = label;
  }

  static Kind of(Arrival arrival) {
    return switch (arrival) {
      case Load _ -> LOAD;
      case Return _ -> RETURN;
      case Event _ -> EVENT;
      case Completion _ -> COMPLETION;
      case Gap _ -> GAP;
      case Unverified _ -> UNVERIFIED;
    };
  }

  /// The kind a label stands for; nothing where we gave no such label.
  static Optional<Kind> of(long label) {
    return label >= 1 && label <= values().length
        ? Optional.of(values()[(int) label - 1])
        : Optional.empty();
  }

  int label() {
    return label;
  }

  /// As metrics and counters name it.
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
