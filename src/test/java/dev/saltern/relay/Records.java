package dev.saltern.relay;

import dev.saltern.job.Arrival;
import dev.saltern.job.Data;
import dev.saltern.job.Tag;
import dev.saltern.returner.JournalEntry;
import dev.saltern.returner.JournalRecord;
import dev.saltern.wire.BusEvent;
import dev.saltern.wire.Packed;
import dev.saltern.wire.WireException;
import java.util.List;

/// Records and events made from what they hold, and opened again.
final class Records {
  private Records() {}

  static BusEvent event(Tag tag, Data.Dict data) {
    try {
      return BusEvent.of(tag, Packed.of(data));
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }

  static Arrival opened(JournalRecord record) {
    try {
      return record.open();
    } catch (WireException e) {
      throw new AssertionError(e);
    }
  }

  static List<Arrival> opened(List<JournalEntry> entries) {
    return entries.stream().map(entry -> opened(entry.record())).toList();
  }

  static List<Arrival> arrivals(ArrivalSorter.Sorted sorted) {
    return sorted.records().stream().map(Records::opened).toList();
  }
}
