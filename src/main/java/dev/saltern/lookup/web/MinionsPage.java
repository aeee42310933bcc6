package dev.saltern.lookup.web;

import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.MinionLookup.Answered;
import dev.saltern.jobcache.MinionLookup.Minion;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.Lookup;
import dev.saltern.lookup.MinionFilter;
import dev.saltern.lookup.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/minions`: by id, each with what it last did.
final class MinionsPage implements WebPage {
  private static final String GLOB = "minion";

  private final Lookup lookup;

  MinionsPage(Lookup lookup) {
    this.lookup = lookup;
  }

  record Line(
      String id,
      String href,
      Mark mark,
      String fun,
      String lastHref,
      Moment at,
      @Nullable StateRunLine run,
      String node) {}

  record View(
      Shell shell,
      String glob,
      String problem,
      List<Line> minions,
      Pager pager,
      @Nullable Empty empty) {}

  @Override
  public Answer answer(Ask ask) throws JobCacheUnavailableException {
    try {
      Page<Minion> found = lookup.minions(MinionFilter.parse(ask.without(Ask.AFTER)), ask.after());
      List<Line> lines = found.items().stream().map(MinionsPage::line).toList();
      Pager pager =
          new Pager(
              lines.size() + " minions by id",
              ask.after().isPresent() ? ask.firstPage() : "",
              found.next().map(ask::page).orElse(""));
      Empty empty = lines.isEmpty() ? empty(ask) : null;
      return Templates.page("minions.jte", view(ask, "", lines, pager, empty));
    } catch (BadFilterException e) {
      String problem = String.valueOf(e.getMessage());
      return Templates.page(400, "minions.jte", view(ask, problem, List.of(), Pager.NONE, null));
    }
  }

  private static View view(
      Ask ask, String problem, List<Line> lines, Pager pager, @Nullable Empty empty) {
    Shell shell =
        Shell.of(
            "Minions",
            Area.MINIONS,
            Links.with("/api/v1/minions", ask.query()),
            ShellLine.of("saltern minions").option(GLOB, ask.text(GLOB)).text());
    return new View(shell, ask.text(GLOB), problem, lines, pager, empty);
  }

  private static Empty empty(Ask ask) {
    return ask.query().isEmpty()
        ? Empty.nothingYet(
            "No minion has returned anything yet",
            "Minions appear here with their first return. Run a first job on the master of masters:",
            "salt '*' test.ping")
        : Empty.noMatch("minion", "/minions");
  }

  private static Line line(Minion minion) {
    Answered last = minion.last();
    return new Line(
        minion.id().text(),
        Links.minion(minion.id()),
        last.failed() ? Mark.FAILED : Mark.OK,
        PlainText.of(last.fun()),
        Links.returned(last.jid(), minion.id()),
        Moment.of(last.storedAt()),
        minion.highstate().map(run -> StateRunLine.of(minion.id(), run)).orElse(null),
        last.node());
  }
}
