package dev.saltern.lookup.web;

import dev.saltern.jobcache.JobCacheUnavailableException;
import dev.saltern.lookup.BadFilterException;
import dev.saltern.lookup.JobCacheGate;
import dev.saltern.lookup.Lookup;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.PathMatchers;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `saltern web` > WebPages > [Lookup]: the dashboard at `/`. Read only; nothing in it needs
/// JavaScript, and nothing comes from another host. Thread-safe.
public final class WebPages implements HttpFeature {
  private static final Logger log = LoggerFactory.getLogger(WebPages.class);
  private static final HeaderName HTMX = HeaderNames.create("HX-Request");

  private final Lookup lookup;
  private final JobCacheGate gate;
  private final Clock clock;

  public WebPages(Lookup lookup, JobCacheGate gate, Clock clock) {
    this.lookup = lookup;
    this.gate = gate;
    this.clock = clock;
  }

  @Override
  public void setup(HttpRouting.Builder routing) {
    routing.register("/", this::routes);
  }

  private void routes(HttpRules rules) {
    page(rules, "/", new OverviewPage(lookup, clock));
    page(rules, "/jobs", new JobsPage(lookup, clock));
    page(rules, "/jobs/{jid}", new JobPage(lookup));
    page(rules, "/jobs/{jid}/{minion}", new ReturnPage(lookup));
    page(rules, "/jobs/{jid}/{minion}/raw", new RawReturn(lookup));
    page(rules, "/minions", new MinionsPage(lookup));
    page(rules, "/minions/{minion}", new MinionPage(lookup, clock));
    page(rules, "/events", new EventsPage(lookup, clock));
    page(rules, "/status", new StatusPage(lookup, clock));
    page(rules, "/find", new FindPage());
    rules.route(
        Method.predicate(Method.GET, Method.HEAD),
        PathMatchers.create("/static/{name}"),
        WebPages::asset);
    rules.any((_, response) -> send(response, nothingHere()));
  }

  private void page(HttpRules rules, String path, WebPage page) {
    rules.route(
        Method.predicate(Method.GET, Method.HEAD),
        PathMatchers.create(path),
        (request, response) -> send(response, answer(ask(request), page)));
  }

  private Answer answer(Ask ask, WebPage page) {
    String here = Links.with(ask.path(), ask.query());
    try {
      return gate.ask(() -> page.answer(ask));
    } catch (BadFilterException e) {
      return Problem.badRequest(String.valueOf(e.getMessage()));
    } catch (JobCacheGate.BusyException _) {
      return Problem.busy(here);
    } catch (JobCacheUnavailableException e) {
      log.atDebug().log("{}", e.getMessage());
      return Problem.unreachable(gate.downSince(), here);
    }
  }

  private static Ask ask(ServerRequest request) {
    Map<String, String> names = new LinkedHashMap<>();
    var places = request.path().pathParameters();
    places.names().forEach(name -> names.put(name, places.get(name)));
    Map<String, String> query = new LinkedHashMap<>();
    for (String name : request.query().names()) {
      String text = request.query().get(name);
      if (!text.isBlank()) {
        query.put(name, text);
      }
    }
    boolean part = request.headers().contains(HTMX);
    return new Ask(request.prologue().uriPath().rawPath(), names, query, part);
  }

  private static Answer nothingHere() {
    return Problem.notFound(Area.NONE, "Nothing here", "There is no page at this address.");
  }

  private static void asset(ServerRequest request, ServerResponse response) {
    Optional<Assets.Asset> asset = Assets.find(request.path().pathParameters().get("name"));
    if (asset.isEmpty()) {
      send(response, nothingHere());
      return;
    }
    response.headers().set(HeaderNames.CONTENT_TYPE, asset.get().mediaType());
    // An address with a version never means anything else; one without may.
    boolean fixed = request.query().contains("v");
    response
        .headers()
        .set(HeaderNames.CACHE_CONTROL, fixed ? "public, max-age=31536000, immutable" : "no-cache");
    response.send(asset.get().body());
  }

  private static void send(ServerResponse response, Answer answer) {
    response.headers().set(HeaderNames.CONTENT_TYPE, answer.mediaType());
    response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
    answer
        .headers()
        .forEach((name, value) -> response.headers().set(HeaderNames.create(name), value));
    response.status(answer.status()).send(answer.body());
  }
}
