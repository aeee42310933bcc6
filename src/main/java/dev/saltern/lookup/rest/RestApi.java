package dev.saltern.lookup.rest;

import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.JobCacheGate;
import dev.saltern.lookup.Lookup;
import io.helidon.http.Method;
import io.helidon.http.PathMatchers;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// HTTP > RestApi > resources > [Lookup]: everything under `/api/v1`. Thread-safe.
public final class RestApi implements HttpFeature {
  /// Where it is mounted.
  public static final String PATH = "/api/v1";

  private static final Logger log = LoggerFactory.getLogger(RestApi.class);

  private final JobCacheGate gate;
  private final List<Route> routes;

  /// Something that answers a request.
  @FunctionalInterface
  interface Resource {
    void answer(ServerRequest request, ServerResponse response)
        throws ProblemException,
            BadFilterException,
            JobCacheGate.BusyException,
            JobCacheUnavailableException;
  }

  /// A path, below [#PATH], and what answers there.
  record Route(String path, Resource resource) {}

  /// @param lookup asked through the gate only
  public RestApi(Lookup lookup, JobCacheGate gate, Clock clock) {
    this.gate = gate;
    var jobs = new JobsResource(lookup, gate, clock);
    this.routes = List.of(new Route("/jobs", jobs::list), new Route("/jobs/{jid}", jobs::one));
  }

  /// The paths there are, as OpenAPI spells them.
  List<String> paths() {
    return routes.stream().map(Route::path).toList();
  }

  @Override
  public void setup(HttpRouting.Builder routing) {
    routing.register(PATH, this::rules);
  }

  private void rules(HttpRules rules) {
    for (Route route : routes) {
      rules.route(
          Method.predicate(Method.GET, Method.HEAD),
          PathMatchers.create(route.path()),
          answering(route.resource()));
    }
    rules.any(
        (request, response) ->
            Answer.problem(
                response,
                Problem.notFound(
                    "nothing at " + Parameters.shown(request.prologue().uriPath().rawPath()))));
  }

  private Handler answering(Resource resource) {
    return (request, response) -> {
      try {
        resource.answer(request, response);
      } catch (ProblemException e) {
        Answer.problem(response, e.problem());
      } catch (BadFilterException e) {
        Answer.problem(
            response, Problem.badParameter(e.parameter(), String.valueOf(e.getMessage())));
      } catch (JobCacheGate.BusyException e) {
        Answer.problem(response, Problem.busy(String.valueOf(e.getMessage())));
      } catch (JobCacheUnavailableException e) {
        log.atDebug().log("{}", e.getMessage());
        Answer.problem(response, Problem.unavailable(gate.downSince().map(Instant::toString)));
      }
    };
  }
}
