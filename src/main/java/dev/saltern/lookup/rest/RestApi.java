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
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// HTTP > RestApi > resources > [Lookup]: everything under `/api/v1`. Thread-safe.
public final class RestApi implements HttpFeature, AutoCloseable {
  /// Where it is mounted.
  public static final String PATH = "/api/v1";

  private static final Logger log = LoggerFactory.getLogger(RestApi.class);

  private final Tails tails;
  private final List<Route> routes;

  /// @param lookup asked through the gate only
  /// @param tailsMax how many tails at a time
  public RestApi(Lookup lookup, JobCacheGate gate, Clock clock, int tailsMax) {
    this(lookup, gate, clock, new Tails(tailsMax, Tails.Pace.DEFAULT));
  }

  RestApi(Lookup lookup, JobCacheGate gate, Clock clock, Tails tails) {
    this.tails = tails;
    List<Route> all = new ArrayList<>();
    all.addAll(new JobsResource(lookup, gate, clock, tails).routes());
    all.addAll(new JobMinionsResource(lookup, gate).routes());
    all.addAll(new MinionsResource(lookup, gate, clock).routes());
    all.addAll(new EventsResource(lookup, gate, clock, tails).routes());
    all.addAll(new NodesResource(lookup, gate).routes());
    all.add(new OpenApi().route());
    this.routes = List.copyOf(all);
  }

  /// What there is.
  List<Route> routes() {
    return routes;
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
          answering(route));
    }
    rules.any(
        (request, response) ->
            Answer.problem(
                response,
                Problem.notFound(
                    "nothing at " + Parameters.shown(request.prologue().uriPath().rawPath()))));
  }

  private static Handler answering(Route route) {
    return (request, response) -> {
      try {
        Parameters parameters = Parameters.of(request.query(), route.parameters());
        route.resource().answer(request, parameters, response);
      } catch (ProblemException e) {
        Answer.problem(response, e.problem());
      } catch (BadFilterException e) {
        Answer.problem(
            response, Problem.badParameter(e.parameter(), String.valueOf(e.getMessage())));
      } catch (JobCacheGate.BusyException e) {
        Answer.problem(response, Problem.busy(String.valueOf(e.getMessage())));
      } catch (JobCacheUnavailableException e) {
        log.atDebug().log("{}", e.getMessage());
        Answer.problem(response, unavailable(e));
      }
    };
  }

  /// What is told of a job cache that gives no answer: what it said may have addresses and accounts
  /// in it.
  static Problem unavailable(JobCacheUnavailableException e) {
    return Problem.unavailable(e.reason(), e.since().map(Instant::toString));
  }

  /// Ends the tails.
  @Override
  public void close() {
    tails.close();
  }
}
