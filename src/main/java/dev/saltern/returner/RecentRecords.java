package dev.saltern.returner;

import dev.saltern.spool.Spool;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/// The newest records on disk, in memory as well: a reader that is not far behind need not read
/// from disk what was written a moment ago. Bounded in bytes. Thread-safe.
final class RecentRecords {
  /// What a record takes besides its bytes.
  private static final long ENTRY_BYTES = 100;

  private final long bytesMax;
  private final TreeMap<Long, Spool.Entry> entries = new TreeMap<>();
  private long bytes;

  RecentRecords(long bytesMax) {
    this.bytesMax = bytesMax;
  }

  /// Records are on disk.
  ///
  /// @param last the position of the last of them
  synchronized void appended(List<Spool.Item> items, long last) {
    long position = last - items.size();
    if (!entries.isEmpty() && entries.lastKey() != position) {
      // Others appended between (a dead letter that is tried again): only what follows is whole.
      entries.clear();
      bytes = 0;
    }
    for (Spool.Item item : items) {
      position++;
      entries.put(position, new Spool.Entry(position, item.label(), item.bytes()));
      bytes += weight(item.bytes());
    }
    while (bytes > bytesMax) {
      bytes -= weight(entries.pollFirstEntry().getValue().bytes());
    }
  }

  private static long weight(byte[] record) {
    return record.length + ENTRY_BYTES;
  }

  /// The records after a position, as [Spool#read] has them; none where the first of them is not
  /// here.
  synchronized List<Spool.Entry> after(long position, int limit, long readBytesMax) {
    if (entries.isEmpty() || entries.firstKey() > position + 1) {
      return List.of();
    }
    var found = new ArrayList<Spool.Entry>();
    long sum = 0;
    for (Spool.Entry entry : entries.tailMap(position, false).values()) {
      sum += entry.bytes().length;
      if (found.size() == limit || (sum > readBytesMax && !found.isEmpty())) {
        break;
      }
      found.add(entry);
    }
    return found;
  }
}
