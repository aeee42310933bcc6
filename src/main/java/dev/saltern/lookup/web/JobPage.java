package dev.saltern.lookup.web;

import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.job.MinionState;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobDetail;
import dev.saltern.jobcache.JobLookup;
import dev.saltern.jobcache.JobMinion;
import dev.saltern.jobcache.JobMinion.Standing;
import dev.saltern.jobcache.JobSummary;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.JobMinionFilter;
import dev.saltern.lookup.JobRef;
import dev.saltern.lookup.Lookup;
import dev.saltern.lookup.Page;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `/jobs/{jid}`: how a job went, and each of its minions: failed, missing, ok.
final class JobPage implements WebPage {
  private final Lookup lookup;

  JobPage(Lookup lookup) {
    this.lookup = lookup;
  }

  record Tab(String word, @Nullable Mark mark, long count, String href, boolean current) {
    String css() {
      return mark == null ? "" : mark.css();
    }
  }

  /// A minion of the job.
  ///
  /// @param reason why it is missing; empty for one that returned
  record MinionLine(
      String id,
      String href,
      Mark mark,
      String word,
      String retcode,
      Moment at,
      String reason,
      String node,
      String doubt) {
    String css() {
      return switch (mark) {
        case FAILED -> "row-failed";
        case MISSING -> "row-missing";
        default -> "";
      };
    }
  }

  /// How the job stands, in one of perhaps several ways.
  record State(Mark mark, String word) {}

  record NodeLine(String name, long expected, long missing, Mark mark, String word, Moment asked) {}

  /// A command to copy.
  record Again(String id, String title, String command) {}

  record View(
      Shell shell,
      JobLine job,
      String toLastReturn,
      String publishedBy,
      String path,
      String here,
      boolean live,
      List<State> states,
      List<Tab> tabs,
      String standing,
      String glob,
      List<MinionLine> minions,
      Pager pager,
      @Nullable Empty empty,
      List<Again> again,
      List<NodeLine> nodes,
      String disputed) {}

  @Override
  public Answer answer(Ask ask) throws BadFilterException, JobCacheUnavailableException {
    JobRef ref = JobRef.parse(ask.name("jid"));
    Optional<JobDetail> found = lookup.detail(ref);
    if (found.isEmpty()) {
      return notFound(ref);
    }
    Jid jid = found.get().summary().jid();
    if (ref instanceof JobRef.Latest) {
      return Answer.see(Links.job(jid));
    }
    JobMinionFilter filter = JobMinionFilter.parse(ask.without(Ask.AFTER));
    Page<JobMinion> minions = lookup.minionsOf(jid, filter, ask.after());
    return Templates.page("job.jte", view(ask, found.get(), minions));
  }

  private static Answer notFound(JobRef ref) {
    return switch (ref) {
      case JobRef.ByJid(Jid jid) ->
          Problem.notFound(
              Area.JOBS,
              "No job " + jid,
              "Neither this job nor a return to it is in the job cache. It may have been cleaned up,"
                  + " or a node has not stored it yet.");
      case JobRef.Latest _ ->
          Problem.notFound(Area.JOBS, "No job is recorded yet", "There is none in the job cache.");
    };
  }

  private View view(Ask ask, JobDetail detail, Page<JobMinion> minions)
      throws BadFilterException, JobCacheUnavailableException {
    JobSummary summary = detail.summary();
    JobLine job = JobLine.of(summary);
    String standing = ask.text("state");
    List<MinionLine> lines =
        minions.items().stream().map(m -> line(summary, job.running(), m)).toList();
    return new View(
        Shell.of(
            job.shortCall(),
            Area.JOBS,
            Links.with("/api/v1/jobs/" + Links.segment(job.jid()), Map.of()),
            command(ask, job)),
        job,
        toLastReturn(job),
        detail.mom().isEmpty() ? "the local master" : detail.mom(),
        Links.job(summary.jid()),
        Links.with(ask.path(), ask.query()),
        job.running() && ask.after().isEmpty(),
        states(job),
        tabs(ask, job.tally(), standing),
        standing,
        ask.text("minion"),
        lines,
        pager(ask, minions, lines.size()),
        lines.isEmpty() ? empty(ask, job) : null,
        ask.part() || job.running() ? List.of() : again(summary),
        detail.nodes().stream().map(JobPage::node).toList(),
        disputed(detail));
  }

  /// How many answers are in doubt, in words; empty where none is.
  private static String disputed(JobDetail detail) {
    int count = detail.disputed().size();
    String more = count == JobDetail.DISPUTED_MAX ? " or more" : "";
    return count == 0
        ? ""
        : "Minions whose answer is in doubt: "
            + count
            + more
            + ". The master's job cache has another one than its bus showed, or none: somebody else"
            + " may have made it up.";
  }

  private static String toLastReturn(JobLine job) {
    if (!job.duration().isEmpty()) {
      return job.duration();
    }
    return job.tally().returned() == 0 ? "no return yet" : "not known";
  }

  private static Pager pager(Ask ask, Page<JobMinion> minions, int count) {
    return new Pager(
        count + " minions: failed, then missing, then ok",
        ask.after().isPresent() ? ask.firstPage() : "",
        minions.next().map(ask::page).orElse(""));
  }

  private static Empty empty(Ask ask, JobLine job) {
    if (!ask.without("limit").isEmpty()) {
      return Empty.noMatch("minion of this job", job.href());
    }
    return Empty.nothingYet(
        "No minion has returned",
        "And no node has said that it expects one: nobody was targeted, or the job was only just"
            + " published.",
        "");
  }

  private static MinionLine line(JobSummary job, boolean running, JobMinion minion) {
    Mark mark = mark(minion);
    boolean missing = minion.standing() == Standing.MISSING;
    return new MinionLine(
        minion.minion().text(),
        Links.returned(job.jid(), minion.minion()),
        mark,
        mark == Mark.MISSING && running ? "no return yet" : mark.word(),
        minion.retcode().map(code -> Long.toString(code)).orElse(""),
        Moment.of(minion.storedAt()),
        missing ? reason(minion) : "",
        minion.node(),
        minion.doubt().text());
  }

  static Mark mark(JobMinion minion) {
    return switch (minion.standing()) {
      case FAILED -> Mark.FAILED;
      case OK -> Mark.OK;
      case MISSING ->
          minion.asked().equals(Optional.of(MinionState.RUNNING)) ? Mark.RUNNING : Mark.MISSING;
    };
  }

  static String reason(JobMinion minion) {
    return new JobLookup.Missing(minion.minion(), minion.node(), minion.asked()).reason();
  }

  private static List<State> states(JobLine job) {
    List<State> states = new ArrayList<>();
    if (job.running()) {
      states.add(new State(Mark.RUNNING, Mark.RUNNING.word()));
    }
    if (job.tally().failed() > 0) {
      states.add(new State(Mark.FAILED, Times.count(job.tally().failed()) + " failed"));
    }
    if (job.tally().missing() > 0 && !job.running()) {
      states.add(new State(Mark.MISSING, Times.count(job.tally().missing()) + " never answered"));
    }
    if (states.isEmpty()) {
      boolean nobody = job.tally().expected() == 0;
      states.add(
          nobody
              ? new State(Mark.SKIPPED, "nobody expected")
              : new State(Mark.OK, "every minion answered"));
    }
    return states;
  }

  private static List<Tab> tabs(Ask ask, Tally tally, String standing) {
    return List.of(
        tab(ask, "All", null, Math.max(tally.expected(), tally.returned()), standing),
        tab(ask, "Failed", Mark.FAILED, tally.failed(), standing),
        tab(ask, "Missing", Mark.MISSING, tally.missing(), standing),
        tab(ask, "Ok", Mark.OK, tally.ok(), standing));
  }

  private static Tab tab(Ask ask, String word, @Nullable Mark mark, long count, String standing) {
    String value = mark == null ? "" : mark.css();
    return new Tab(word, mark, count, ask.with("state", value), standing.equals(value));
  }

  private List<Again> again(JobSummary job)
      throws BadFilterException, JobCacheUnavailableException {
    List<Again> all = new ArrayList<>();
    if (job.failed() > 0) {
      add(all, job, Mark.FAILED, "that failed");
    }
    if (job.missing() > 0) {
      add(all, job, Mark.MISSING, "without an answer");
    }
    return all;
  }

  private void add(List<Again> all, JobSummary job, Mark which, String who)
      throws BadFilterException, JobCacheUnavailableException {
    Map<String, String> texts =
        Map.of("state", which.css(), "limit", Integer.toString(SaltCommand.IDS_MAX));
    Page<JobMinion> page =
        lookup.minionsOf(job.jid(), JobMinionFilter.parse(texts), Optional.empty());
    List<MinionId> ids = page.items().stream().map(JobMinion::minion).toList();
    if (!ids.isEmpty()) {
      String first = page.next().isPresent() ? "first " : "";
      String title = "Run it again on the %s%s %s".formatted(first, Times.count(ids.size()), who);
      all.add(new Again("again-" + which.css(), title, SaltCommand.again(job.load(), ids)));
    }
  }

  private static NodeLine node(JobDetail.AtNode node) {
    return new NodeLine(
        node.node(),
        node.expected(),
        node.missing(),
        node.complete() ? Mark.OK : Mark.RUNNING,
        node.complete() ? "complete" : "more may come",
        Moment.of(node.asked()));
  }

  private static String command(Ask ask, JobLine job) {
    ShellLine line = ShellLine.of("saltern job").word(job.jid());
    String state = ask.text("state");
    if (state.equals("failed") || state.equals("missing")) {
      return line.option("minion", ask.text("minion")).text() + " --" + state;
    }
    return line.option("minion", ask.text("minion")).text() + " --summary";
  }
}
