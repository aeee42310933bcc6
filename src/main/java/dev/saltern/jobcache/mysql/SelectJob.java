package dev.saltern.jobcache.mysql;

import static dev.saltern.jobcache.mysql.schema.Tables.JIDS;

import dev.saltern.job.Jid;
import dev.saltern.jobcache.JobSummary;
import java.util.List;
import java.util.Optional;
import org.jooq.DSLContext;

/// Find: one job and how it went.
final class SelectJob {
  private final DSLContext dsl;

  SelectJob(DSLContext dsl) {
    this.dsl = dsl;
  }

  Optional<JobSummary> run(Jid jid) {
    Optional<String> load =
        dsl.select(JIDS.LOAD).from(JIDS).where(JIDS.JID.eq(jid.text())).fetchOptional(JIDS.LOAD);
    SelectCounts.Known counts = new SelectCounts(dsl).of(List.of(jid)).get(jid.text());
    if (load.isEmpty() && counts == null) {
      return Optional.empty();
    }
    return Optional.of(SelectJobs.summary(jid, load.orElse("{}"), counts));
  }
}
