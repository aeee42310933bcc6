package dev.saltern.jobcache;

/// What a batch did to the job cache, by kind.
public record Written(
    Stored loads,
    Stored returns,
    Stored events,
    Stored completions,
    Stored gaps,
    Stored unverified) {
  public static final Written NOTHING =
      new Written(
          Stored.NOTHING,
          Stored.NOTHING,
          Stored.NOTHING,
          Stored.NOTHING,
          Stored.NOTHING,
          Stored.NOTHING);

  /// All kinds together: as many as the batch had entries.
  public Stored total() {
    return loads.plus(returns).plus(events).plus(completions).plus(gaps).plus(unverified);
  }
}
