package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.JIDS;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_JOB_DIRTY;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_JOB_SUMMARY;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_RETURNS;

import dev.saltern.jobcache.mysql.SelectCounts.Counts;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/// Keep: `salt_job_dirty > salt_job_summary`: counts marked jobs again, in the transaction of its
/// caller, and removes the marks it has seen. A mark is committed with what it tells of, so what is
/// counted after a mark was seen has all of it. Confined to one thread.
final class RecountJobs {
  /// How many jobs one transaction counts.
  static final int JOBS_MAX = 200;

  /// How many marks are looked at for these.
  private static final int MARKS_MAX = 5_000;

  private static final long ROW_BYTES = 900;

  private static final MultiRow UPSERT =
      new MultiRow(
          "INSERT INTO salt_job_summary (jid, internal, expected, returned, failed, unjudged, missing,"
              + " complete, any_failed, any_missing, first_stored, last_stored) VALUES ",
          "(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
          """
           ON DUPLICATE KEY UPDATE internal = VALUES(internal), expected = VALUES(expected),
            returned = VALUES(returned), failed = VALUES(failed), unjudged = VALUES(unjudged),
            missing = VALUES(missing), complete = VALUES(complete), any_failed = VALUES(any_failed),
            any_missing = VALUES(any_missing), first_stored = VALUES(first_stored),
            last_stored = VALUES(last_stored), counted_at = CURRENT_TIMESTAMP(6)""");

  private static final MultiRow REMOVE =
      new MultiRow("DELETE FROM salt_job_dirty WHERE id IN (", "?", ")");

  private static final MultiRow FORGET =
      new MultiRow("DELETE FROM salt_job_summary WHERE jid IN (", "?", ")");

  private final Connection connection;
  private final DSLContext dsl;

  RecountJobs(Connection connection, DSLContext dsl) {
    this.connection = connection;
    this.dsl = dsl;
  }

  /// From when to when returns were stored, as texts for the column.
  private record Stored(@Nullable String first, @Nullable String last) {
    static final Stored NEVER = new Stored(null, null);

    Stored with(Stored other) {
      return new Stored(earlier(first, other.first), later(last, other.last));
    }

    private static @Nullable String earlier(@Nullable String a, @Nullable String b) {
      return a == null || (b != null && b.compareTo(a) < 0) ? b : a;
    }

    private static @Nullable String later(@Nullable String a, @Nullable String b) {
      return a == null || (b != null && b.compareTo(a) > 0) ? b : a;
    }
  }

  private record Row(String jid, boolean internal, Counts counts, Stored stored) {}

  /// Counts up to [#JOBS_MAX] marked jobs, those first that have waited longest.
  ///
  /// @return how many it counted; fewer mean that no more are marked
  int run() throws SQLException {
    SortedMap<String, Stored> marked = new TreeMap<>();
    List<Long> seen = marks(marked);
    if (seen.isEmpty()) {
      return 0;
    }
    List<String> jids = List.copyOf(marked.keySet());
    Map<String, Counts> counts = new HashMap<>();
    var expected = new SettleExpected(dsl);
    new CountJobs(dsl)
        .each(
            jids,
            (jid, counted, job) -> {
              counts.put(jid, counted);
              job.ifPresent(its -> expected.add(jid, its));
            });
    expected.run();
    Map<String, Boolean> loaded = loaded(jids);
    Map<String, Stored> before = before(jids);
    List<Row> rows = new ArrayList<>();
    List<String> gone = new ArrayList<>();
    for (String jid : jids) {
      Counts c = counts.get(jid);
      if (c == null && !loaded.containsKey(jid)) {
        gone.add(jid);
      } else {
        Stored stored = marked.getOrDefault(jid, Stored.NEVER);
        rows.add(
            new Row(
                jid,
                loaded.getOrDefault(jid, false),
                c == null ? Counts.NONE : c,
                stored.with(before.getOrDefault(jid, Stored.NEVER))));
      }
    }
    UPSERT.update(connection, rows, RecountJobs::bind, _ -> ROW_BYTES, Long.MAX_VALUE);
    FORGET.update(connection, gone, RecountJobs::bindText, _ -> 1, Long.MAX_VALUE);
    REMOVE.update(
        connection,
        seen,
        (s, first, id) -> {
          s.setLong(first, id);
          return first + 1;
        },
        _ -> 1,
        Long.MAX_VALUE);
    return jids.size();
  }

  /// The marks that are looked at, and the jobs of them.
  private List<Long> marks(Map<String, Stored> marked) {
    Field<String> returnedAt = datetime(SALT_JOB_DIRTY.RETURNED_AT);
    List<Long> seen = new ArrayList<>();
    dsl.select(SALT_JOB_DIRTY.ID, SALT_JOB_DIRTY.JID, returnedAt)
        .from(SALT_JOB_DIRTY)
        .orderBy(SALT_JOB_DIRTY.ID)
        .limit(MARKS_MAX)
        .forEach(
            row -> {
              if (marked.size() < JOBS_MAX || marked.containsKey(row.value2())) {
                seen.add(row.value1());
                marked.merge(row.value2(), new Stored(row.value3(), row.value3()), Stored::with);
              }
            });
    return seen;
  }

  /// Whether each job that has a load is tool noise.
  private Map<String, Boolean> loaded(List<String> jids) {
    Map<String, Boolean> loaded = new HashMap<>();
    dsl.select(JIDS.JID, JIDS.INTERNAL)
        .from(JIDS)
        .where(JIDS.JID.in(jids))
        .forEach(row -> loaded.put(row.value1(), row.value2() != 0));
    return loaded;
  }

  /// What the summaries say so far; where there is none, what the returns themselves say. Later the
  /// marks tell, so that no return is read again.
  private Map<String, Stored> before(List<String> jids) {
    Map<String, Stored> before = new HashMap<>();
    Set<String> fresh = new HashSet<>(jids);
    dsl.select(
            SALT_JOB_SUMMARY.JID,
            datetime(SALT_JOB_SUMMARY.FIRST_STORED),
            datetime(SALT_JOB_SUMMARY.LAST_STORED))
        .from(SALT_JOB_SUMMARY)
        .where(SALT_JOB_SUMMARY.JID.in(jids))
        .forEach(
            row -> {
              fresh.remove(row.value1());
              before.put(row.value1(), new Stored(row.value2(), row.value3()));
            });
    if (!fresh.isEmpty()) {
      dsl.select(
              SALT_RETURNS.JID,
              datetime(DSL.min(SALT_RETURNS.STORED_AT)),
              datetime(DSL.max(SALT_RETURNS.STORED_AT)))
          .from(SALT_RETURNS)
          .where(SALT_RETURNS.JID.in(fresh))
          .groupBy(SALT_RETURNS.JID)
          .forEach(row -> before.put(row.value1(), new Stored(row.value2(), row.value3())));
    }
    return before;
  }

  private static Field<String> datetime(Field<?> time) {
    return DSL.field("DATE_FORMAT({0}, '%Y-%m-%d %H:%i:%s.%f')", String.class, time);
  }

  private static int bind(PreparedStatement s, int first, Row row) throws SQLException {
    Counts c = row.counts;
    int p = first;
    s.setString(p++, row.jid);
    s.setInt(p++, row.internal ? 1 : 0);
    s.setInt(p++, c.expected());
    s.setInt(p++, c.returned());
    s.setInt(p++, c.failed());
    s.setInt(p++, c.unjudged());
    s.setInt(p++, c.missing());
    Optional<Boolean> complete = c.complete();
    if (complete.isPresent()) {
      s.setInt(p++, complete.get() ? 1 : 0);
    } else {
      s.setNull(p++, Types.TINYINT);
    }
    s.setInt(p++, c.failed() > 0 ? 1 : 0);
    s.setInt(p++, c.missing() > 0 ? 1 : 0);
    s.setString(p++, row.stored.first);
    s.setString(p++, row.stored.last);
    return p;
  }

  private static int bindText(PreparedStatement s, int first, String text) throws SQLException {
    s.setString(first, text);
    return first + 1;
  }
}
