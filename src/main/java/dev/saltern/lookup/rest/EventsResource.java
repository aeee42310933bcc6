package dev.saltern.lookup.rest;

import dev.saltern.jobcache.EventLookup.StoredEvent;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.EventFilter;
import dev.saltern.lookup.EventTail;
import dev.saltern.lookup.JobCacheGate;
import dev.saltern.lookup.Lookup;
import dev.saltern.lookup.Page;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `/events`: a list, or for who accepts server-sent events their tail.
final class EventsResource {
  private final Lookup lookup;
  private final JobCacheGate gate;
  private final Clock clock;
  private final Tails tails;

  EventsResource(Lookup lookup, JobCacheGate gate, Clock clock, Tails tails) {
    this.lookup = lookup;
    this.gate = gate;
    this.clock = clock;
    this.tails = tails;
  }

  List<Route> routes() {
    return List.of(Route.list("/events", EventFilter.PARAMETERS, this::list));
  }

  private void list(ServerRequest request, Parameters parameters, ServerResponse response)
      throws ProblemException,
          BadFilterException,
          JobCacheGate.BusyException,
          JobCacheUnavailableException {
    if (Tails.wanted(request)) {
      tail(request, parameters, response);
      return;
    }
    EventFilter filter = EventFilter.parse(parameters.without(NextPage.PARAMETER), clock);
    Page<StoredEvent> page =
        gate.<Page<StoredEvent>, BadFilterException>ask(
            () -> lookup.events(filter, parameters.text(NextPage.PARAMETER)));
    Answer.link(response, page.next().map(t -> NextPage.of(request, parameters, t)));
    Answer.changing(request, response, Answer.list(page, RestFields::event));
  }

  private void tail(ServerRequest request, Parameters parameters, ServerResponse response)
      throws ProblemException,
          BadFilterException,
          JobCacheGate.BusyException,
          JobCacheUnavailableException {
    for (String name : parameters.texts().keySet()) {
      if (!name.equals("tag") && parameters.text(name).isPresent()) {
        throw new ProblemException(
            Problem.badParameter(name, "a tail has no " + name + ": it takes tag only"));
      }
    }
    EventFilter filter =
        EventFilter.parse(
            parameters.text("tag").map(tag -> Map.of("tag", tag)).orElse(Map.of()), clock);
    Optional<String> cursor = Tails.lastId(request);
    EventTail tail = gate.<EventTail, BadFilterException>ask(() -> lookup.tail(filter, cursor));
    tails.run(request, response, new EventSource(tail));
  }

  private final class EventSource implements Tails.Source {
    private final EventTail tail;

    EventSource(EventTail tail) {
      this.tail = tail;
    }

    @Override
    public Tails.Look look(Optional<String> lastId)
        throws JobCacheGate.BusyException, JobCacheUnavailableException {
      List<StoredEvent> found = gate.<List<StoredEvent>, RuntimeException>ask(() -> tail.next());
      return new Tails.Look(
          found.stream().map(e -> new Tails.Message("event", RestFields.event(e))).toList(),
          tail.cursor(),
          false);
    }
  }
}
