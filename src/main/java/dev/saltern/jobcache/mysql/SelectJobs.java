package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.JIDS;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_JOB_SUMMARY;
import static dev.saltern.jobcache.mysql.schema.Tables.SALT_RETURNS;

import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.jobcache.JobPage;
import dev.saltern.jobcache.JobQuery;
import dev.saltern.jobcache.JobStatus;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.wire.JsonText;
import dev.saltern.wire.WireException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jooq.Condition;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.Record2;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jspecify.annotations.Nullable;

/// Find: a page of jobs, newest first. Jids that are no date, and would stand before all others for
/// ever, are found by their jid only.
final class SelectJobs {
  /// Above every date, as text.
  static final String NO_DATE = "3";

  private static final String STOCK_NOISE = "%\"fun\": \"saltutil.find_job\"%";

  private static final byte YES = 1;
  private static final byte NO = 0;

  /// How far the clock of a master may be ahead of ours.
  private static final Duration AHEAD_MAX = Duration.ofDays(1);

  private final DSLContext dsl;

  SelectJobs(DSLContext dsl) {
    this.dsl = dsl;
  }

  JobPage run(JobQuery query) {
    List<Record2<String, String>> rows =
        dsl.select(JIDS.JID, JIDS.LOAD)
            .from(from(query))
            .where(condition(query))
            .orderBy(key(query).desc())
            .limit(query.limit() + 1)
            .fetch();
    boolean more = rows.size() > query.limit();
    List<Record2<String, String>> page = more ? rows.subList(0, query.limit()) : rows;
    List<Jid> jids = page.stream().flatMap(r -> Jid.parse(r.value1()).stream()).toList();
    Map<String, SelectCounts.Known> counts = new SelectCounts(dsl).of(jids);
    List<JobSummary> jobs = new ArrayList<>(page.size());
    for (Record2<String, String> row : page) {
      Jid.parse(row.value1())
          .map(jid -> summary(jid, row.value2(), counts.get(jid.text())))
          .ifPresent(jobs::add);
    }
    Optional<Jid> next = more && !jids.isEmpty() ? Optional.of(jids.getLast()) : Optional.empty();
    return new JobPage(jobs, next);
  }

  /// The newest jid alone, without its counts. One that is still to come, which anybody may make
  /// up, is the newest only where there is no other.
  Optional<Jid> latest(JobQuery query, Instant now) {
    Condition come = key(query).lt(Jid.at(now.plus(AHEAD_MAX)).text());
    return newest(query, come).or(() -> newest(query, DSL.noCondition()));
  }

  private Optional<Jid> newest(JobQuery query, Condition which) {
    return dsl.select(JIDS.JID)
        .from(from(query))
        .where(condition(query))
        .and(which)
        .orderBy(key(query).desc())
        .limit(1)
        .fetchOptional(JIDS.JID)
        .flatMap(Jid::parse);
  }

  static JobSummary summary(Jid jid, String load, SelectCounts.@Nullable Known known) {
    SelectCounts.Known k = known == null ? SelectCounts.Known.NONE : known;
    int returned = k.counts().returned();
    return new JobSummary(
        jid,
        read(load),
        returned + k.counts().missing(),
        returned,
        k.counts().failed(),
        k.progress());
  }

  private static Data.Dict read(String load) {
    try {
      return JsonText.read(load) instanceof Data.Dict dict ? dict : Data.Dict.EMPTY;
    } catch (WireException _) {
      return Data.Dict
          .EMPTY; // a stock writer's text that is no JSON: the job is there all the same
    }
  }

  private static boolean looksAtCounts(JobQuery query) {
    return query.failedOnly() || query.status().isPresent();
  }

  /// What lets few jobs through goes first, each in the order of an index: the returns of one
  /// minion, then a filter on counts.
  private static Table<?> from(JobQuery query) {
    Table<?> first =
        query.minion().isPresent()
            ? SALT_RETURNS.forceIndex("salt_returns_id")
            : looksAtCounts(query) ? SALT_JOB_SUMMARY : JIDS;
    Field<String> jid = key(query);
    if (query.minion().isPresent() && looksAtCounts(query)) {
      first = first.straightJoin(SALT_JOB_SUMMARY).on(SALT_JOB_SUMMARY.JID.eq(jid));
    }
    return jid.equals(JIDS.JID) ? first : first.straightJoin(JIDS).on(JIDS.JID.eq(jid));
  }

  /// The column that the list is in the order of.
  private static Field<String> key(JobQuery query) {
    if (query.minion().isPresent()) {
      return SALT_RETURNS.JID;
    }
    return looksAtCounts(query) ? SALT_JOB_SUMMARY.JID : JIDS.JID;
  }

  private static Condition condition(JobQuery query) {
    Condition c = key(query).lt(NO_DATE);
    if (query.before().isPresent()) {
      c = c.and(key(query).lt(query.before().get().text()));
    }
    if (query.since().isPresent()) {
      c = c.and(key(query).ge(Jid.at(query.since().get()).text()));
    }
    if (query.until().isPresent()) {
      c = c.and(key(query).lt(Jid.at(query.until().get()).text()));
    }
    if (query.fun().isPresent()) {
      c = c.and(told(JIDS.FUN, "$.fun", query.fun().get()));
    }
    if (query.tgt().isPresent()) {
      c = c.and(told(JIDS.TGT, "$.tgt", query.tgt().get()));
    }
    if (query.user().isPresent()) {
      c = c.and(told(JIDS.USER, "$.user", query.user().get()));
    }
    if (!query.internal()) {
      c =
          c.and(JIDS.INTERNAL.eq((byte) 0))
              .and(JIDS.FUN.isNotNull().or(JIDS.LOAD.notLike(STOCK_NOISE)));
    }
    if (query.minion().isPresent()) {
      c = c.and(SALT_RETURNS.ID.eq(query.minion().get().text()));
    }
    if (query.failedOnly()) {
      c = c.and(standsSo(JobStatus.FAILED));
    }
    if (query.status().isPresent()) {
      c = c.and(standsSo(query.status().get()));
    }
    return c;
  }

  /// As the summary has it, which is behind by two seconds at the most.
  private static Condition standsSo(JobStatus status) {
    return switch (status) {
      case RUNNING -> SALT_JOB_SUMMARY.COMPLETE.eq(NO);
      case COMPLETE -> SALT_JOB_SUMMARY.COMPLETE.eq(YES);
      case MISSING -> SALT_JOB_SUMMARY.ANY_MISSING.eq(YES);
      case FAILED -> SALT_JOB_SUMMARY.ANY_FAILED.eq(YES);
    };
  }

  /// A glob over our column, or, in a row only a stock writer wrote, over its JSON.
  private static Condition told(Field<String> column, String path, String glob) {
    Field<String> json =
        DSL.field(
            "IF(JSON_VALID({0}), JSON_UNQUOTE(JSON_EXTRACT({0}, {1})), NULL)",
            String.class, JIDS.LOAD, DSL.inline(path));
    return Globs.matches(column, glob)
        .or(JIDS.FUN.isNull().and(column.isNull()).and(Globs.matches(json, glob)));
  }
}
