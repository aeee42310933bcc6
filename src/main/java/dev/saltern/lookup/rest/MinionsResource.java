package dev.saltern.lookup.rest;

import dev.saltern.job.Data;
import dev.saltern.job.MinionId;
import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.jobcache.MinionLookup.Answered;
import dev.saltern.jobcache.MinionLookup.Highstate;
import dev.saltern.jobcache.MinionLookup.Minion;
import dev.saltern.jobcache.MinionLookup.Unanswered;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.HistoryFilter;
import dev.saltern.lookup.JobCacheGate;
import dev.saltern.lookup.Lookup;
import dev.saltern.lookup.MinionFilter;
import dev.saltern.lookup.Page;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// `/minions`, one of these with its history, and the jobs it has not answered.
final class MinionsResource {
  private static final String ID = "id";

  private final Lookup lookup;
  private final JobCacheGate gate;
  private final Clock clock;

  MinionsResource(Lookup lookup, JobCacheGate gate, Clock clock) {
    this.lookup = lookup;
    this.gate = gate;
    this.clock = clock;
  }

  List<Route> routes() {
    return List.of(
        Route.list("/minions", MinionFilter.PARAMETERS, this::list),
        Route.list("/minions/{id}", HistoryFilter.PARAMETERS, this::one),
        Route.list("/minions/{id}/missing", List.of("limit"), this::missing));
  }

  private void list(ServerRequest request, Parameters parameters, ServerResponse response)
      throws BadFilterException, JobCacheGate.BusyException, JobCacheUnavailableException {
    MinionFilter filter = MinionFilter.parse(parameters.without(NextPage.PARAMETER));
    Page<Minion> page =
        gate.<Page<Minion>, BadFilterException>ask(
            () -> lookup.minions(filter, parameters.text(NextPage.PARAMETER)));
    Answer.link(response, page.next().map(t -> NextPage.of(request, parameters, t)));
    Answer.changing(request, response, Answer.list(page, RestFields::minion));
  }

  private void one(ServerRequest request, Parameters parameters, ServerResponse response)
      throws ProblemException,
          BadFilterException,
          JobCacheGate.BusyException,
          JobCacheUnavailableException {
    MinionId minion = minion(request, ID);
    HistoryFilter filter = HistoryFilter.parse(parameters.without(NextPage.PARAMETER), clock);
    Page<Answered> page = history(minion, filter, parameters.text(NextPage.PARAMETER));
    Optional<Highstate> highstate =
        gate.<Optional<Highstate>, RuntimeException>ask(() -> lookup.highstate(minion));
    if (page.items().isEmpty() && highstate.isEmpty() && !isKnown(minion)) {
      throw new ProblemException(Problem.notFound("nothing of minion " + minion + " is kept"));
    }
    Answer.link(response, page.next().map(t -> NextPage.of(request, parameters, t)));
    Data.Dict list = Answer.list(page, RestFields::answered);
    Answer.changing(
        request,
        response,
        list.with("minion", Data.of(minion))
            .with("highstate", highstate.<Data>map(RestFields::highstate).orElse(Data.Nil.NIL)));
  }

  private void missing(ServerRequest request, Parameters parameters, ServerResponse response)
      throws ProblemException,
          BadFilterException,
          JobCacheGate.BusyException,
          JobCacheUnavailableException {
    MinionId minion = minion(request, ID);
    int limit = MinionFilter.parse(parameters.without(NextPage.PARAMETER)).limit();
    Page<Unanswered> page = unanswered(minion, limit, parameters.text(NextPage.PARAMETER));
    if (page.items().isEmpty() && !isKnown(minion)) {
      throw new ProblemException(Problem.notFound("nothing of minion " + minion + " is kept"));
    }
    Answer.link(response, page.next().map(t -> NextPage.of(request, parameters, t)));
    Answer.changing(request, response, Answer.list(page, RestFields::unanswered));
  }

  private boolean isKnown(MinionId minion)
      throws BadFilterException, JobCacheGate.BusyException, JobCacheUnavailableException {
    HistoryFilter all = HistoryFilter.parse(Map.of("all", "true", "limit", "1"), clock);
    return !history(minion, all, Optional.empty()).items().isEmpty()
        || !unanswered(minion, 1, Optional.empty()).items().isEmpty();
  }

  private Page<Answered> history(MinionId minion, HistoryFilter filter, Optional<String> after)
      throws BadFilterException, JobCacheGate.BusyException, JobCacheUnavailableException {
    return gate.<Page<Answered>, BadFilterException>ask(
        () -> lookup.history(minion, filter, after));
  }

  private Page<Unanswered> unanswered(MinionId minion, int limit, Optional<String> after)
      throws BadFilterException, JobCacheGate.BusyException, JobCacheUnavailableException {
    return gate.<Page<Unanswered>, BadFilterException>ask(
        () -> lookup.unanswered(minion, limit, after));
  }

  /// The minion that a part of the path names.
  static MinionId minion(ServerRequest request, String part) throws ProblemException {
    String id = request.path().pathParameters().get(part);
    return MinionId.parse(id)
        .orElseThrow(
            () ->
                new ProblemException(
                    Problem.badParameter(
                        part,
                        "expected the id of a minion; found '" + Parameters.shown(id) + "'")));
  }
}
