package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.simulator.FakeMinions;
import dev.saltern.simulator.Job;
import dev.saltern.simulator.Scenario;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a node as a process of its own answers over HTTP.
class NodeHttpIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final Pattern URL = Pattern.compile("metrics and health at (http\\S+/)");

  @TempDir Path folder;

  private final List<AutoCloseable> open = new ArrayList<>();
  private final HttpClient client = HttpClient.newHttpClient();
  private NodeSite site;

  @BeforeEach
  void start() throws Exception {
    open.add(client);
    var options = Scenario.Options.standard().withMode(FakeMinions.Mode.DIRECT);
    site = new NodeSite(Scenario.Plan.of(1, 5, 0).with(options), folder);
    open.add(site);
  }

  @AfterEach
  void end() throws Exception {
    for (AutoCloseable one : open.reversed()) {
      one.close();
    }
  }

  @Test
  void itTellsItsMetricsAndThatAllIsWell() throws Exception {
    String url = url(node(Map.of()));
    await().atMost(PATIENCE).until(() -> site.mom().subscriptions() > 0);
    site.mom().publish(Job.of("test.ping", "*"));
    await().atMost(PATIENCE).until(() -> site.returns() == 5);

    await()
        .atMost(PATIENCE)
        .until(() -> site.count("SELECT COUNT(*) FROM salt_node WHERE moms_connected = 1") == 1);
    assertThat(site.count("SELECT COUNT(*) FROM salt_node WHERE tapped = 1 AND moms = 1"))
        .isEqualTo(1);

    HttpResponse<String> metrics = get(url + "metrics");

    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.headers().firstValue("content-type")).contains(Metrics.CONTENT_TYPE);
    assertThat(ScrapeText.parse(metrics.body()).value("saltern_bus_up")).isEqualTo(1);
    assertThat(get(url + "health/live").statusCode()).isEqualTo(200);
    assertThat(get(url + "health/ready").statusCode()).isEqualTo(200);
    await().atMost(PATIENCE).until(() -> get(url + "health").statusCode() == 200);
    assertThat(get(url + "health").body())
        .startsWith("{\"ok\": true, \"version\": ")
        .contains("\"name\": \"journal\"", "\"name\": \"mysql\"", "\"name\": \"master_job_cache\"")
        .contains("\"since\": \"20");
    assertThat(get(url + "jobs").statusCode()).isEqualTo(404);
    assertThat(get(url + "health/").statusCode()).isIn(200, 404);
  }

  @Test
  void aMysqlThatIsAwayIsNoReasonNotToBeReadyAndABusIs() throws Exception {
    site.settings(1);
    String url = url(node(Map.of()));
    await().atMost(PATIENCE).until(() -> get(url + "health/ready").statusCode() == 200);

    HttpResponse<String> health = get(url + "health");
    assertThat(health.statusCode()).isEqualTo(503);
    assertThat(health.body()).startsWith("{\"ok\": false").contains("is unavailable");
    assertThat(health.body()).doesNotContain(site.database.config().credentials().password());

    site.scenario.master(1).close();

    await().atMost(PATIENCE).until(() -> get(url + "health/ready").statusCode() == 503);
    assertThat(get(url + "health/ready").body()).contains("event bus", "not connected since");
    assertThat(get(url + "health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void aSettingThatLosesReturnsIsRed() throws Exception {
    Path master = site.config().resolve("master");
    Files.writeString(
        master,
        Files.readString(master).replaceAll("(?m)^master_job_cache:.*$", "")
            + "\nmaster_job_cache: mysql\n");
    String url = url(node(Map.of()));

    HttpResponse<String> health = get(url + "health");

    assertThat(health.statusCode()).isEqualTo(503);
    assertThat(health.body()).contains("\"name\": \"master_job_cache\", \"ok\": false");
    assertThat(get(url + "health/live").statusCode()).isEqualTo(200);
  }

  @Test
  void withATokenNobodyElseIsAnswered() throws Exception {
    String token = "0123456789abcdef";
    String url = url(node(Map.of("SALTERN_HTTP_TOKEN", token)));

    assertThat(get(url + "metrics").statusCode()).isEqualTo(401);
    assertThat(get(url + "health/live").statusCode()).isEqualTo(401);
    HttpRequest asked =
        HttpRequest.newBuilder(URI.create(url + "metrics"))
            .header("Authorization", "Bearer " + token)
            .build();
    assertThat(client.send(asked, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
  }

  @Test
  void beyondLoopbackItStartsWithATokenOnly() throws Exception {
    NodeProcess node = node(Map.of("SALTERN_HTTP_BIND", "0.0.0.0"));

    assertThat(node.ends(60)).isEqualTo(78);
    assertThat(node.log()).contains("http.bind: expected", "http.token");
  }

  @Test
  void aPortThatIsTakenEndsNothing() throws Exception {
    try (var taken = new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      NodeProcess node = node(Map.of("SALTERN_HTTP_PORT", "" + taken.getLocalPort()));

      await().atMost(PATIENCE).until(() -> node.logged("no metrics and no health over HTTP"));
      await().atMost(PATIENCE).until(() -> site.mom().subscriptions() > 0);
      assertThat(node.isAlive()).isTrue();
    }
  }

  @Test
  void switchedOffItListensNowhere() throws Exception {
    NodeProcess node = node(Map.of("SALTERN_HTTP_ENABLED", "no"));

    await().atMost(PATIENCE).until(() -> node.logged(" runs"));
    await().atMost(PATIENCE).until(() -> site.mom().subscriptions() > 0);
    assertThat(node.log()).doesNotContain("metrics and health");
  }

  private NodeProcess node(Map<String, String> environment) throws Exception {
    NodeProcess node = NodeProcess.start(site.config(), folder.resolve("node.log"), environment);
    open.add(node);
    return node;
  }

  private static String url(NodeProcess node) {
    return await()
        .atMost(PATIENCE)
        .until(
            () -> {
              Matcher matcher = URL.matcher(node.log());
              return matcher.find() ? matcher.group(1) : "";
            },
            url -> !url.isEmpty());
  }

  private HttpResponse<String> get(String url) throws Exception {
    return client.send(
        HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(20)).build(),
        BodyHandlers.ofString());
  }
}
