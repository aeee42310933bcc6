package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.SALT_JOB_DIRTY;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_JOB_SUMMARY;

import dev.saltern.job.Jid;
import dev.saltern.jobcache.JobSummary.Progress;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record;
import org.jooq.impl.DSL;

/// Find: the counts of some jobs at once: the summaries, and counted now ([CountJobs]) where one is
/// behind, or where there is none because only a stock writer knows the job.
final class SelectCounts {
  private static final Field<String> LAST_STORED = Times.iso(SALT_JOB_SUMMARY.LAST_STORED);
  private static final Field<String> COUNTED_AT = Times.iso(SALT_JOB_SUMMARY.COUNTED_AT);

  private final DSLContext dsl;

  SelectCounts(DSLContext dsl) {
    this.dsl = dsl;
  }

  /// A job's counts.
  ///
  /// @param expected how many minions a node expects
  /// @param failed how many returns failed; of those of stock writers, by their JSON
  /// @param unjudged how many returns only a stock writer stored
  /// @param missing how many of the expected have not returned
  /// @param complete whether nothing more is to come; nothing where nobody is expected
  record Counts(
      int expected,
      int returned,
      int failed,
      int unjudged,
      int missing,
      Optional<Boolean> complete) {
    static final Counts NONE = new Counts(0, 0, 0, 0, 0, Optional.empty());
  }

  /// Counts, and as of when.
  record Known(Counts counts, Progress progress) {
    static final Known NONE = new Known(Counts.NONE, Progress.UNKNOWN);

    /// Counted just now.
    private static Known now(Counts counts, Optional<Instant> lastStored) {
      return new Known(counts, new Progress(counts.complete, lastStored, Optional.empty()));
    }
  }

  /// What is known of those jobs that anything but a load is there of.
  Map<String, Known> of(List<Jid> jids) {
    Map<String, Known> known = new HashMap<>();
    if (jids.isEmpty()) {
      return known;
    }
    List<String> texts = jids.stream().map(Jid::text).toList();
    Map<String, Optional<Instant>> behind = new HashMap<>();
    Field<Boolean> marked =
        DSL.field(
            DSL.exists(
                DSL.selectOne()
                    .from(SALT_JOB_DIRTY)
                    .where(SALT_JOB_DIRTY.JID.eq(SALT_JOB_SUMMARY.JID))));
    dsl.select(SALT_JOB_SUMMARY.fields())
        .select(LAST_STORED, COUNTED_AT, marked)
        .from(SALT_JOB_SUMMARY)
        .where(SALT_JOB_SUMMARY.JID.in(texts))
        .forEach(
            row -> {
              String jid = row.get(SALT_JOB_SUMMARY.JID);
              Optional<Instant> lastStored = Times.maybe(row.get(LAST_STORED));
              if (row.get(marked)) {
                behind.put(jid, lastStored);
              } else {
                known.put(jid, known(row, lastStored));
              }
            });
    List<String> rest = texts.stream().filter(jid -> !known.containsKey(jid)).toList();
    new CountJobs(dsl)
        .of(rest)
        .forEach(
            (jid, counts) ->
                known.put(jid, Known.now(counts, behind.getOrDefault(jid, Optional.empty()))));
    return known;
  }

  private static Known known(Record row, Optional<Instant> lastStored) {
    Byte complete = row.get(SALT_JOB_SUMMARY.COMPLETE);
    Counts counts =
        new Counts(
            row.get(SALT_JOB_SUMMARY.EXPECTED),
            row.get(SALT_JOB_SUMMARY.RETURNED),
            row.get(SALT_JOB_SUMMARY.FAILED),
            row.get(SALT_JOB_SUMMARY.UNJUDGED),
            row.get(SALT_JOB_SUMMARY.MISSING),
            complete == null ? Optional.empty() : Optional.of(complete != 0));
    return new Known(
        counts, new Progress(counts.complete, lastStored, Times.maybe(row.get(COUNTED_AT))));
  }
}
