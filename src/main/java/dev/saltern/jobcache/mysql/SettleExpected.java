package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.SALT_EXPECTED_SET;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_MISSING;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import org.jooq.DSLContext;

/// Keep: `salt_expected_set.open` and `salt_missing` of jobs that were counted: whether somebody is
/// missing whom no node has found missing, and no row of somebody who has returned. Confined to one
/// thread.
final class SettleExpected {
  /// How many minions one DELETE names.
  private static final int IDS_MAX = 500;

  private static final byte OPEN = 1;
  private static final byte CLOSED = 0;

  private final DSLContext dsl;
  private final List<String> opened = new ArrayList<>();
  private final List<String> closed = new ArrayList<>();
  private final SortedMap<String, SortedSet<String>> late = new TreeMap<>();

  SettleExpected(DSLContext dsl) {
    this.dsl = dsl;
  }

  /// Takes a job after it was counted.
  void add(String jid, ExpectedJob job) {
    boolean open = job.isOpen();
    if (open && job.wasClosed()) {
      opened.add(jid);
    }
    if (!open && job.wasOpen()) {
      closed.add(jid);
    }
    if (!job.late().isEmpty()) {
      late.put(jid, job.late());
    }
  }

  /// Writes what is not so yet. A set that is told of meanwhile comes with a mark of its own, and
  /// is looked at with that.
  void run() {
    late.forEach(this::remove);
    set(opened, CLOSED, OPEN);
    set(closed, OPEN, CLOSED);
  }

  private void remove(String jid, SortedSet<String> ids) {
    List<String> all = List.copyOf(ids);
    for (int from = 0; from < all.size(); from += IDS_MAX) {
      dsl.deleteFrom(SALT_MISSING)
          .where(SALT_MISSING.JID.eq(jid))
          .and(SALT_MISSING.ID.in(all.subList(from, Math.min(all.size(), from + IDS_MAX))))
          .execute();
    }
  }

  private void set(List<String> jids, byte from, byte to) {
    if (!jids.isEmpty()) {
      dsl.update(SALT_EXPECTED_SET)
          .set(SALT_EXPECTED_SET.OPEN, to)
          .where(SALT_EXPECTED_SET.JID.in(jids))
          .and(SALT_EXPECTED_SET.OPEN.eq(from))
          .execute();
    }
  }
}
