package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.SALT_JOB_SUMMARY;

import dev.saltern.job.Jid;
import dev.saltern.jobcache.JobQuery;
import dev.saltern.jobcache.JobStatus;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.jobcache.OverviewLookup.Counts;
import dev.saltern.jobcache.OverviewLookup.Hour;
import dev.saltern.jobcache.OverviewLookup.Overview;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/// Find: how things stand as a whole.
final class SelectOverview {
  private static final int HOURS = 24;

  /// The hour in a jid: `YYYYmmddHH`.
  private static final int HOUR_DIGITS = 10;

  private static final Field<String> NOW =
      Times.iso(DSL.field("UTC_TIMESTAMP(6)", LocalDateTime.class));

  private final DSLContext dsl;

  SelectOverview(DSLContext dsl) {
    this.dsl = dsl;
  }

  Overview run(int failures) {
    Instant now = Times.instant(dsl.select(NOW).fetchSingle().value1());
    Instant first = now.truncatedTo(ChronoUnit.HOURS).minus(HOURS - 1, ChronoUnit.HOURS);
    return new Overview(
        lastHour(now.minus(Duration.ofHours(1))), failures(first, failures), hours(first), now);
  }

  /// Counts and sums of the jobs since then, of those that are counted: all but those of the last
  /// half second, and those only a stock writer knows.
  private static Condition jobsSince(Instant since) {
    return SALT_JOB_SUMMARY
        .INTERNAL
        .eq((byte) 0)
        .and(SALT_JOB_SUMMARY.JID.ge(Jid.at(since).text()))
        .and(SALT_JOB_SUMMARY.JID.lt(SelectJobs.NO_DATE));
  }

  private Counts lastHour(Instant since) {
    Field<Integer> running =
        DSL.count(DSL.when(SALT_JOB_SUMMARY.COMPLETE.eq((byte) 0), DSL.inline(1)));
    var row =
        dsl.select(
                DSL.count(),
                running,
                DSL.sum(SALT_JOB_SUMMARY.RETURNED),
                DSL.sum(SALT_JOB_SUMMARY.FAILED),
                DSL.sum(SALT_JOB_SUMMARY.MISSING))
            .from(SALT_JOB_SUMMARY)
            .where(jobsSince(since))
            .fetchSingle();
    return new Counts(
        row.value1(),
        row.value2(),
        number(row.value3()),
        number(row.value4()),
        number(row.value5()));
  }

  private List<JobSummary> failures(Instant since, int limit) {
    JobQuery newest = JobQuery.newest(limit);
    return new SelectJobs(dsl)
        .run(
            new JobQuery(
                newest.fun(),
                newest.minion(),
                newest.tgt(),
                newest.user(),
                Optional.of(since),
                newest.until(),
                false,
                Optional.of(JobStatus.FAILED),
                newest.internal(),
                newest.before(),
                limit))
        .jobs();
  }

  private List<Hour> hours(Instant first) {
    Field<String> hour = DSL.left(SALT_JOB_SUMMARY.JID, DSL.inline(HOUR_DIGITS)).as("hour_started");
    Map<String, Hour> found = new HashMap<>();
    dsl.select(hour, DSL.sum(SALT_JOB_SUMMARY.RETURNED), DSL.sum(SALT_JOB_SUMMARY.FAILED))
        .from(SALT_JOB_SUMMARY)
        .where(jobsSince(first))
        .groupBy(hour)
        .forEach(
            row ->
                found.put(
                    row.value1(),
                    new Hour(Instant.EPOCH, number(row.value2()), number(row.value3()))));
    List<Hour> hours = new ArrayList<>(HOURS);
    for (int i = 0; i < HOURS; i++) {
      Instant start = first.plus(i, ChronoUnit.HOURS);
      Hour counts =
          found.getOrDefault(Jid.at(start).text().substring(0, HOUR_DIGITS), new Hour(start, 0, 0));
      hours.add(new Hour(start, counts.returned(), counts.failed()));
    }
    return hours;
  }

  private static long number(@Nullable BigDecimal sum) {
    return sum == null ? 0 : sum.longValue();
  }
}
