package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.Check;
import dev.saltern.jobcache.mysql.MySqlConfig;
import dev.saltern.jobcache.mysql.MySqlJobLookup;
import io.helidon.webserver.http.HttpFeature;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/// What `saltern web` tells of itself.
class WebMetricsTest {
  private static final HttpFeature PAGES =
      routing ->
          routing
              .get("/fine", (_, response) -> response.send("fine"))
              .get(
                  "/broken",
                  (_, _) -> {
                    throw new IllegalStateException("a mistake of ours");
                  });

  @Test
  void requestsAreCountedByTheClassOfTheirStatusAndThePageHasEachMetric() throws Exception {
    var config = MySqlConfig.of("127.0.0.1", 1, "d", new MySqlConfig.Credentials("u", "p"));
    var requests = new RequestMetrics();
    var health =
        new HealthWatch(
            new HealthWatch.Looks(
                Optional::empty,
                () -> List.of(Check.ok("http", "answers")),
                () -> List.of(Check.failed("mysql", "away"))),
            Clock.systemUTC());
    try (var jobCache = new MySqlJobLookup(config);
        var metrics = new Metrics(List.of(requests, new PoolMetrics(jobCache)));
        var web =
            new HttpRig(
                new HttpSettings(
                    "test",
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    Optional.empty(),
                    HttpRig.LOOPBACK,
                    HttpLimits.DEFAULT),
                requests,
                new StatusEndpoints(metrics, health),
                PAGES)) {
      assertThat(web.get("/fine").statusCode()).isEqualTo(200);
      assertThat(web.get("/broken").statusCode()).isEqualTo(500);
      assertThat(web.get("/nowhere").statusCode()).isEqualTo(404);
      assertThat(web.get("/health/ready").statusCode()).isEqualTo(200);
      assertThat(web.get("/health").statusCode()).isEqualTo(503);

      ScrapeText scrape = ScrapeText.parse(web.get("/metrics").body());

      assertThat(scrape.value("saltern_http_requests_total", "outcome", "2xx")).isEqualTo(2);
      assertThat(scrape.value("saltern_http_requests_total", "outcome", "4xx")).isEqualTo(1);
      assertThat(scrape.value("saltern_http_requests_total", "outcome", "5xx")).isEqualTo(2);
      assertThat(scrape.value("saltern_http_requests_open")).isEqualTo(1);
      assertThat(scrape.value("saltern_pool_max_connections"))
          .isEqualTo(config.limits().connectionsMax());
      assertThat(new TreeSet<>(scrape.types().keySet()))
          .isEqualTo(MetricsIT.pageNames("Web", "Process"));
    }
  }
}
