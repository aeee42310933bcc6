package dev.saltern.lookup.web;

import dev.saltern.job.MinionId;
import dev.saltern.job.MinionState;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.JobLookup;
import dev.saltern.jobcache.MinionLookup.Answered;
import dev.saltern.jobcache.MinionLookup.Unanswered;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.HistoryFilter;
import dev.saltern.lookup.Lookup;
import dev.saltern.lookup.Page;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// `/minions/{id}`: a minion's last state run, what it has not answered, and its returns.
final class MinionPage implements WebPage {
  private static final int UNANSWERED_SHOWN = 10;

  private final Lookup lookup;
  private final Clock clock;

  MinionPage(Lookup lookup, Clock clock) {
    this.lookup = lookup;
    this.clock = clock;
  }

  /// A job of the minion.
  ///
  /// @param text its exit code, or why it has not answered
  record Line(
      String jid, String href, Mark mark, String fun, String text, String node, Moment started) {}

  record View(
      Shell shell,
      String id,
      String path,
      @Nullable StateRunLine run,
      List<Line> unanswered,
      String fun,
      String since,
      String until,
      boolean failedOnly,
      boolean all,
      boolean filtered,
      String problem,
      List<Line> history,
      Pager pager,
      @Nullable Empty empty) {}

  @Override
  public Answer answer(Ask ask) throws BadFilterException, JobCacheUnavailableException {
    Optional<MinionId> minion = MinionId.parse(ask.name("minion"));
    if (minion.isEmpty()) {
      return Problem.notFound(
          Area.MINIONS,
          "No minion can be called that",
          "An id is one file name in a master's keys.");
    }
    return answer(ask, minion.get());
  }

  private Answer answer(Ask ask, MinionId minion)
      throws BadFilterException, JobCacheUnavailableException {
    boolean filtered = !ask.without(Ask.AFTER, "limit").isEmpty();
    List<Line> unanswered =
        lookup.unanswered(minion, UNANSWERED_SHOWN, Optional.empty()).items().stream()
            .map(job -> line(minion, job))
            .toList();
    try {
      HistoryFilter filter = HistoryFilter.parse(ask.without(Ask.AFTER), clock);
      Page<Answered> found = lookup.history(minion, filter, ask.after());
      List<Line> history = found.items().stream().map(a -> line(minion, a)).toList();
      if (history.isEmpty() && unanswered.isEmpty() && ask.query().isEmpty()) {
        return Problem.notFound(
            Area.MINIONS,
            "Nothing of minion " + minion,
            "It has returned nothing that is kept, and no job expects anything of it.");
      }
      Pager pager =
          new Pager(
              history.size() + " returns, newest job first",
              ask.after().isPresent() ? ask.firstPage() : "",
              found.next().map(ask::page).orElse(""));
      return Templates.page(
          "minion.jte", view(ask, minion, unanswered, "", filtered, history, pager));
    } catch (BadFilterException e) {
      String problem = String.valueOf(e.getMessage());
      return Templates.page(
          400,
          "minion.jte",
          view(ask, minion, unanswered, problem, filtered, List.of(), Pager.NONE));
    }
  }

  private View view(
      Ask ask,
      MinionId minion,
      List<Line> unanswered,
      String problem,
      boolean filtered,
      List<Line> history,
      Pager pager)
      throws JobCacheUnavailableException {
    String path = Links.minion(minion);
    String api = "/api/v1/minions/" + Links.segment(minion.text());
    return new View(
        Shell.of(
            minion.text(),
            Area.MINIONS,
            api,
            ShellLine.of("saltern minion")
                .word(minion.text())
                .options(ask, List.of("fun", "since", "until"))
                .flags(ask, List.of("failed", "all"))
                .text()),
        minion.text(),
        path,
        lookup.highstate(minion).map(run -> StateRunLine.of(minion, run)).orElse(null),
        unanswered,
        ask.text("fun"),
        ask.text("since"),
        ask.text("until"),
        !ask.text("failed").isEmpty(),
        !ask.text("all").isEmpty(),
        filtered,
        problem,
        history,
        pager,
        history.isEmpty() ? empty(filtered, path) : null);
  }

  private static Empty empty(boolean filtered, String path) {
    return filtered
        ? Empty.noMatch("return of this minion", path)
        : Empty.nothingYet(
            "It has returned nothing yet", "Jobs it should have answered are listed above.", "");
  }

  private static Line line(MinionId minion, Answered answered) {
    return new Line(
        answered.jid().text(),
        Links.returned(answered.jid(), minion),
        answered.failed() ? Mark.FAILED : Mark.OK,
        fun(answered.fun()),
        answered.retcode().map(code -> Long.toString(code)).orElse(""),
        answered.node(),
        Moment.of(answered.jid().startTime()));
  }

  private static Line line(MinionId minion, Unanswered job) {
    boolean running = job.state().equals(Optional.of(MinionState.RUNNING));
    return new Line(
        job.jid().text(),
        Links.job(job.jid()),
        running ? Mark.RUNNING : Mark.MISSING,
        fun(job.fun()),
        new JobLookup.Missing(minion, job.node(), job.state()).reason(),
        job.node(),
        Moment.of(job.jid().startTime()));
  }

  private static String fun(String fun) {
    return fun.isEmpty() ? "(unknown function)" : PlainText.of(fun);
  }
}
