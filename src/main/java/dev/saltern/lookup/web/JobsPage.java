package dev.saltern.lookup.web;

import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.JobFilter;
import dev.saltern.lookup.JobList;
import dev.saltern.lookup.Lookup;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// `/jobs`: newest first, filtered.
final class JobsPage implements WebPage {
  private static final String STATUS = "status";

  private final Lookup lookup;
  private final Clock clock;

  JobsPage(Lookup lookup, Clock clock) {
    this.lookup = lookup;
    this.clock = clock;
  }

  record Field(String name, String label, String value, String hint) {}

  record Check(String name, String value, String label, boolean checked) {}

  record Tab(String word, @Nullable Mark mark, String css, String href, boolean current) {}

  record View(
      Shell shell,
      List<Tab> tabs,
      List<Field> fields,
      List<Check> checks,
      String status,
      boolean filtered,
      String problem,
      String caption,
      List<JobLine> jobs,
      Pager pager,
      @Nullable Empty empty) {}

  @Override
  public Answer answer(Ask ask) throws JobCacheUnavailableException {
    boolean filtered = !ask.without(Ask.AFTER, "limit").isEmpty();
    try {
      JobFilter filter = JobFilter.parse(ask.without(Ask.AFTER), clock);
      JobList found = lookup.jobs(filter, ask.after());
      List<JobLine> jobs = found.jobs().stream().map(JobLine::of).toList();
      Pager pager =
          new Pager(
              jobs.size() + (ask.after().isPresent() ? " jobs, older ones" : " jobs, newest first"),
              ask.after().isPresent() ? ask.firstPage() : "",
              found.next().map(ask::page).orElse(""));
      return Templates.page(
          "jobs.jte", view(ask, filtered, "", jobs, pager, empty(ask, filtered, jobs)));
    } catch (BadFilterException e) {
      return Templates.page(
          400, "jobs.jte", view(ask, filtered, e.getMessage(), List.of(), Pager.NONE, null));
    }
  }

  private static @Nullable Empty empty(Ask ask, boolean filtered, List<JobLine> jobs) {
    if (!jobs.isEmpty()) {
      return null;
    }
    return filtered || ask.after().isPresent() ? Empty.noMatch("job", "/jobs") : nothingYet();
  }

  /// What is said before the first job.
  static Empty nothingYet() {
    return Empty.nothingYet(
        "No job is recorded yet",
        "A node stores jobs from the moment it runs beside a salt-master. Once it does, run a first"
            + " job on the master of masters:",
        "salt '*' test.ping");
  }

  private static View view(
      Ask ask,
      boolean filtered,
      @Nullable String problem,
      List<JobLine> jobs,
      Pager pager,
      @Nullable Empty empty) {
    Map<String, String> query = ask.without(Ask.AFTER);
    return new View(
        Shell.of("Jobs", Area.JOBS, Links.with("/api/v1/jobs", ask.query()), command(ask)),
        tabs(ask),
        List.of(
            field(ask, "fun", "Function", "state.*"),
            field(ask, "minion", "Minion", "a whole id"),
            field(ask, "tgt", "Target", "web*"),
            field(ask, "user", "User", "root"),
            field(ask, "since", "Since", "2h, yesterday"),
            field(ask, "until", "Until", "now")),
        checks(query),
        ask.text(STATUS),
        filtered,
        problem == null ? "" : problem,
        filtered ? "Jobs that match, newest first" : "Jobs, newest first",
        jobs,
        pager,
        empty);
  }

  /// The tabs have the failed ones; an address that asks for them otherwise shows it.
  private static List<Check> checks(Map<String, String> query) {
    Check all = new Check("all", "true", "Salt's own calls too", query.containsKey("all"));
    return query.containsKey("failed")
        ? List.of(new Check("failed", "true", "Failed only", true), all)
        : List.of(all);
  }

  private static Field field(Ask ask, String name, String label, String hint) {
    return new Field(name, label, ask.text(name), hint);
  }

  private static List<Tab> tabs(Ask ask) {
    return List.of(
        tab(ask, "All", null, ""),
        tab(ask, "Failed", Mark.FAILED, "failed"),
        tab(ask, "Missing", Mark.MISSING, "missing"),
        tab(ask, "Running", Mark.RUNNING, "running"));
  }

  private static Tab tab(Ask ask, String word, @Nullable Mark mark, String status) {
    return new Tab(
        word,
        mark,
        mark == null ? "" : mark.css(),
        ask.with(STATUS, status),
        ask.text(STATUS).equals(status));
  }

  private static String command(Ask ask) {
    return ShellLine.of("saltern jobs")
        .options(ask, List.of("fun", "minion", "tgt", "user", "since", "until", STATUS))
        .flags(ask, List.of("failed", "all"))
        .text();
  }
}
