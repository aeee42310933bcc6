package dev.saltern.lookup.web;

import dev.saltern.jobcache.EventLookup.StoredEvent;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.EventFilter;
import dev.saltern.lookup.Lookup;
import dev.saltern.lookup.Page;
import dev.saltern.wire.JsonPretty;
import java.time.Clock;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// `/events`: newest first; its first page goes on by itself.
final class EventsPage implements WebPage {
  private static final int DATA_CHARACTERS_MAX = 4_000;
  private static final int DATA_LINES_MAX = 100;
  private static final int JSON_INDENT = 2;

  private final Lookup lookup;
  private final Clock clock;

  EventsPage(Lookup lookup, Clock clock) {
    this.lookup = lookup;
    this.clock = clock;
  }

  record Line(String key, String tag, String data, Moment at, String master, String node) {}

  record View(
      Shell shell,
      String here,
      boolean live,
      String tag,
      String since,
      String until,
      boolean filtered,
      String problem,
      List<Line> events,
      Pager pager,
      @Nullable Empty empty) {}

  @Override
  public Answer answer(Ask ask) throws JobCacheUnavailableException {
    try {
      EventFilter filter = EventFilter.parse(ask.without(Ask.AFTER), clock);
      Page<StoredEvent> found = lookup.events(filter, ask.after());
      List<Line> lines = found.items().stream().map(EventsPage::line).toList();
      Pager pager =
          new Pager(
              lines.size() + " events, newest first",
              ask.after().isPresent() ? ask.firstPage() : "",
              found.next().map(ask::page).orElse(""));
      return Templates.page(
          "events.jte", view(ask, "", lines, pager, lines.isEmpty() ? empty(ask) : null));
    } catch (BadFilterException e) {
      String problem = String.valueOf(e.getMessage());
      return Templates.page(400, "events.jte", view(ask, problem, List.of(), Pager.NONE, null));
    }
  }

  private static View view(
      Ask ask, String problem, List<Line> lines, Pager pager, @Nullable Empty empty) {
    Shell shell =
        Shell.of(
            "Events",
            Area.EVENTS,
            Links.with("/api/v1/events", ask.query()),
            ShellLine.of("saltern events").options(ask, List.of("tag", "since", "until")).text());
    boolean live = problem.isEmpty() && ask.after().isEmpty() && ask.text("until").isEmpty();
    return new View(
        shell,
        Links.with(ask.path(), ask.query()),
        live,
        ask.text("tag"),
        ask.text("since"),
        ask.text("until"),
        !ask.without(Ask.AFTER, "limit").isEmpty(),
        problem,
        lines,
        pager,
        empty);
  }

  private static Empty empty(Ask ask) {
    return ask.query().isEmpty()
        ? Empty.nothingYet(
            "No event is stored yet",
            "A node stores the events of its master's bus but those of jobs, whose loads and returns"
                + " are under Jobs. Watch the bus itself on a master:",
            "salt-run state.event pretty=True")
        : Empty.noMatch("event", "/events");
  }

  private static Line line(StoredEvent event) {
    Pruned data = Pruned.of(event.data(), DATA_CHARACTERS_MAX, DATA_LINES_MAX);
    String json = JsonPretty.write(data.value(), JSON_INDENT);
    return new Line(
        "event-" + event.id(),
        PlainText.of(event.tag()),
        data.cut() ? json + "\n…" : json,
        Moment.of(event.stamp()),
        event.masterId(),
        event.node());
  }
}
