package dev.saltern.lookup.web;

import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.jobcache.OverviewLookup.Counts;
import dev.saltern.jobcache.OverviewLookup.Hour;
import dev.saltern.jobcache.OverviewLookup.Overview;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.JobFilter;
import dev.saltern.lookup.Lookup;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `/`: what failed, what never answered, what runs; in three seconds.
final class OverviewPage implements WebPage {
  private static final int JOBS_SHOWN = 10;
  private static final Comparator<JobSummary> FAILED_FIRST =
      Comparator.comparing((JobSummary job) -> job.failed() == 0)
          .thenComparing(JobSummary::jid, Comparator.reverseOrder());

  private final Lookup lookup;
  private final Clock clock;

  OverviewPage(Lookup lookup, Clock clock) {
    this.lookup = lookup;
    this.clock = clock;
  }

  /// One of the four figures.
  record Figure(Mark mark, String word, long number, String what, String href) {
    /// The class that colours it: nothing to worry about has no colour.
    String css() {
      return number > 0 ? mark.css() : "none";
    }
  }

  record HourLine(String shown, String iso, long epoch, long returned, long failed) {}

  record View(
      Shell shell,
      String jobs,
      Moment asOf,
      List<Figure> figures,
      List<JobLine> attention,
      String attentionHref,
      String chartLabel,
      List<HourLine> hours,
      List<JobLine> latest,
      @Nullable Empty empty) {}

  @Override
  public Answer answer(Ask ask) throws BadFilterException, JobCacheUnavailableException {
    ask.allow(List.of());
    Overview overview = lookup.overview();
    List<JobSummary> missing =
        jobs(Map.of("status", "missing", "since", "24h", "limit", Integer.toString(JOBS_SHOWN)));
    List<JobSummary> latest = jobs(Map.of("limit", Integer.toString(JOBS_SHOWN)));
    Counts hour = overview.lastHour();
    return Templates.page(
        "overview.jte",
        new View(
            Shell.of(
                    "Overview",
                    Area.OVERVIEW,
                    Links.with("/api/v1/jobs", Map.of("status", "failed")),
                    "saltern jobs --status failed")
                .withChart(),
            hour.jobs() == 1 ? "1 job" : Times.count(hour.jobs()) + " jobs",
            Moment.of(overview.asOf()),
            figures(hour),
            attention(overview.failures(), missing),
            Links.with("/jobs", Map.of("status", "failed")),
            label(overview.hours()),
            overview.hours().stream().map(OverviewPage::line).toList(),
            latest.stream().map(JobLine::of).toList(),
            latest.isEmpty() ? JobsPage.nothingYet() : null));
  }

  private List<JobSummary> jobs(Map<String, String> texts)
      throws BadFilterException, JobCacheUnavailableException {
    return lookup.jobs(JobFilter.parse(texts, clock), java.util.Optional.empty()).jobs();
  }

  private static List<Figure> figures(Counts hour) {
    return List.of(
        figure(Mark.FAILED, "Failed", hour.failed(), "returns that failed", "failed"),
        figure(Mark.MISSING, "Missing", hour.missing(), unanswered(hour), "missing"),
        figure(Mark.RUNNING, "Running", hour.running(), "jobs not complete", "running"),
        figure(Mark.OK, "Returned", hour.returned(), "returns in all", ""));
  }

  private static String unanswered(Counts hour) {
    return hour.running() > 0 ? "not answered, running jobs included" : "minions have not answered";
  }

  private static Figure figure(Mark mark, String word, long number, String what, String status) {
    Map<String, String> query = new java.util.LinkedHashMap<>();
    query.put("status", status);
    query.put("since", "1h");
    return new Figure(mark, word, number, what, Links.with("/jobs", query));
  }

  private static List<JobLine> attention(List<JobSummary> failed, List<JobSummary> missing) {
    return Stream.concat(failed.stream(), missing.stream())
        .filter(distinct())
        .sorted(FAILED_FIRST)
        .limit(JOBS_SHOWN)
        .map(JobLine::of)
        .toList();
  }

  private static java.util.function.Predicate<JobSummary> distinct() {
    var seen = new java.util.HashSet<dev.saltern.job.Jid>();
    return job -> seen.add(job.jid());
  }

  private static HourLine line(Hour hour) {
    return new HourLine(
        Times.shown(hour.start()).substring(0, 16),
        Times.iso(hour.start()),
        hour.start().getEpochSecond(),
        hour.returned(),
        hour.failed());
  }

  private static String label(List<Hour> hours) {
    long returned = hours.stream().mapToLong(Hour::returned).sum();
    long failed = hours.stream().mapToLong(Hour::failed).sum();
    return "Bar chart of the last 24 hours: %s returns, %s of them failed. The same as a table follows."
        .formatted(Times.count(returned), Times.count(failed));
  }
}
