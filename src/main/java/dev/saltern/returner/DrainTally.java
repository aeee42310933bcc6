package dev.saltern.returner;

import dev.saltern.job.BusTime;
import dev.saltern.job.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/// What the [Drain] has done since the process began. Thread-safe.
final class DrainTally {
  private final Durations batches = new Durations();
  private final Map<Kind, Durations> lag = new EnumMap<>(Kind.class);
  private final LongAdder rows = new LongAdder();
  private final LongAdder unavailable = new LongAdder();
  private final LongAdder divided = new LongAdder();
  private final Map<String, LongAdder> skipped = new ConcurrentHashMap<>();

  DrainTally() {
    lag.put(Kind.RETURN, new Durations());
    lag.put(Kind.EVENT, new Durations());
  }

  /// A batch was committed.
  void wrote(int arrivals, Duration took) {
    batches.add(took);
    rows.add(arrivals);
  }

  /// An arrival is in the job cache now.
  void stored(JournalRecord record, Instant now) {
    Durations durations = lag.get(record.kind());
    if (durations != null) {
      shown(record).ifPresent(shown -> durations.add(Duration.between(shown, now)));
    }
  }

  /// When the bus showed it; what came another way was never shown.
  private static Optional<Instant> shown(JournalRecord record) {
    return switch (record) {
      case JournalRecord.Answer answer -> BusTime.parse(answer.told().stamp());
      case JournalRecord.Opened(Event event) -> BusTime.of(event.data());
      case JournalRecord.Opened _ -> Optional.empty();
    };
  }

  void unavailable() {
    unavailable.increment();
  }

  void divided() {
    divided.increment();
  }

  /// The filter left one out, for a reason.
  void skipped(String reason) {
    skipped.computeIfAbsent(reason, _ -> new LongAdder()).increment();
  }

  Drain.Counts counts() {
    var lags = new EnumMap<Kind, Durations.Counts>(Kind.class);
    lag.forEach((kind, durations) -> lags.put(kind, durations.counts()));
    var reasons = new java.util.TreeMap<String, Long>();
    skipped.forEach((reason, count) -> reasons.put(reason, count.sum()));
    return new Drain.Counts(
        batches.counts(),
        rows.sum(),
        lags,
        new Drain.Trouble(unavailable.sum(), divided.sum()),
        reasons);
  }
}
