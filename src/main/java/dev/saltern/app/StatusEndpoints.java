package dev.saltern.app;

import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.PathMatchers;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerResponse;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;

/// `/metrics`, `/health`, `/health/live` and `/health/ready` of a process. The health pages answer
/// 200 where all they tell of is as it should be, else 503, with the same JSON. Thread-safe.
record StatusEndpoints(Metrics metrics, HealthWatch health) implements HttpFeature {
  private static final String JSON = "application/json";

  @Override
  public void setup(HttpRouting.Builder routing) {
    routing.route(
        Method.predicate(Method.GET, Method.HEAD),
        PathMatchers.create("/metrics"),
        (_, response) -> send(response, Metrics.CONTENT_TYPE, metrics.scrape()));
    health(routing, "/health", health::all);
    health(routing, "/health/live", health::live);
    health(routing, "/health/ready", health::ready);
  }

  private static void health(HttpRouting.Builder routing, String path, Supplier<Health> look) {
    routing.route(
        Method.predicate(Method.GET, Method.HEAD),
        PathMatchers.create(path),
        (_, response) -> {
          Health health = look.get();
          response.status(health.ok() ? Status.OK_200 : Status.SERVICE_UNAVAILABLE_503);
          send(response, JSON, health.json());
        });
  }

  private static void send(ServerResponse response, String type, String text) {
    response.headers().set(HeaderNames.CONTENT_TYPE, type);
    response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
    response.send(text.getBytes(StandardCharsets.UTF_8));
  }
}
