package dev.saltern.jobcache.mysql;

import dev.saltern.job.Data;
import dev.saltern.job.Event;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.JobCacheRejectedException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;

/// A row of `salt_events` as we would have it.
///
/// @param key what makes two the same event
/// @param time when it was fired; part of what makes two the same, since the table is partitioned
///   by it, and therefore never the time it is stored at
record EventRow(String tag, String json, byte[] key, Instant time, long position)
    implements Comparable<EventRow> {
  private static final Comparator<EventRow> BY_KEY =
      Comparator.comparing(EventRow::key, Arrays::compareUnsigned);

  static EventRow of(Event event, String masterId, long position) throws JobCacheRejectedException {
    String tag = event.tag().text();
    String json = Column.json(event.data(), "the event " + Column.cut(tag, Column.NAME_MAX));
    Optional<Jid> returned = event.tag().job("ret");
    if (returned.isPresent()) {
      // The copies of a minion's two masters differ in what each adds; the tag tells it all.
      return new EventRow(
          tag, json, CanonicalHash.of(new Data.Text(tag)), Stamps.of(returned.get()), position);
    }
    byte[] key =
        CanonicalHash.of(
            new Data.Text(masterId),
            new Data.Text(tag),
            new Data.Text(event.stamp()),
            event.data());
    Instant time =
        Stamps.parse(event.stamp()).map(utc -> utc.toInstant(ZoneOffset.UTC)).orElse(Stamps.NONE);
    return new EventRow(tag, json, key, time, position);
  }

  /// The same, at the time a stock writer inserted it where it tells none itself.
  EventRow since(Instant inserted) {
    return time.equals(Stamps.NONE) ? new EventRow(tag, json, key, inserted, position) : this;
  }

  long bytes() {
    return 300L + 4L * Math.min(tag.length(), Column.TAG_MAX) + Column.utf8Bytes(json);
  }

  @Override
  public int compareTo(EventRow other) {
    return BY_KEY.compare(this, other);
  }
}
