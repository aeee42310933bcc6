package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.testing.TestDatabase;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `saltern web` as a process.
class WebCommandIT {
  @TempDir Path folder;

  private int port;

  @BeforeEach
  void write() throws Exception {
    try (var free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Files.writeString(folder.resolve("master"), "id: master1\n");
  }

  @Test
  void itServesUntilSigterm() throws Exception {
    try (TestDatabase database = TestDatabase.migrated()) {
      configure(database.settings());
      try (NodeProcess web = start(Map.of());
          HttpClient client = HttpClient.newHttpClient()) {
        assertThat(get(client, "/api/v1/jobs").body()).isEqualTo("{\"items\": [], \"next\": null}");

        web.signal("TERM");

        assertThat(web.ends(10)).isZero();
        assertThat(web.log())
            .contains("serves http://127.0.0.1:" + port + "/", "GET /api/v1/jobs 200", "ended")
            .doesNotContain("Exception");
      }
    }
  }

  @Test
  void itStaysUpWhereMySqlIsAwayAndSaysSinceWhen() throws Exception {
    configure("mysql: {host: '127.0.0.1', port: 1, user: 'u', pass: 'hush', db: 'd'}\n");
    try (NodeProcess web = start(Map.of());
        HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> first = get(client, "/api/v1/jobs");
      HttpResponse<String> second = get(client, "/api/v1/jobs");

      assertThat(first.statusCode()).isEqualTo(503);
      assertThat(first.headers().firstValue("retry-after")).contains("5");
      assertThat(first.body())
          .contains("urn:saltern:problem:job-cache-unavailable", "no answer since 20")
          .doesNotContain("hush", "127.0.0.1");
      assertThat(second.body()).isEqualTo(first.body());
      web.signal("TERM");
      assertThat(web.ends(10)).isZero();
    }
  }

  @Test
  void beyondLoopbackItStartsWithATokenOnly() throws Exception {
    configure("");
    try (NodeProcess open = start(Map.of("SALTERN_WEB_BIND", "0.0.0.0"))) {
      assertThat(open.ends(20)).isEqualTo(78);
      assertThat(open.log()).contains("web.bind: expected", "web.token");
    }
    Path token = Files.writeString(folder.resolve("token"), "0123456789abcdef\n");
    try (NodeProcess web =
            start(
                Map.of("SALTERN_WEB_BIND", "0.0.0.0", "SALTERN_WEB_TOKEN_FILE", token.toString()));
        HttpClient client = HttpClient.newHttpClient()) {
      assertThat(get(client, "/api/v1/jobs").statusCode()).isEqualTo(401);
      web.signal("TERM");
      assertThat(web.ends(10)).isZero();
      assertThat(web.log()).doesNotContain("0123456789abcdef");
    }
  }

  @Test
  void aPortThatIsTakenIsToldAndTheExitCodeIs69() throws Exception {
    configure("");
    try (var taken = new ServerSocket(port, 1, java.net.InetAddress.getLoopbackAddress());
        NodeProcess web = start(Map.of())) {
      assertThat(web.ends(20)).isEqualTo(69);
      assertThat(web.log()).contains("cannot listen on", ":" + taken.getLocalPort());
    }
  }

  private void configure(String more) throws Exception {
    Files.writeString(folder.resolve("saltern"), more + "web.port: " + port + "\n");
  }

  private NodeProcess start(Map<String, String> environment) throws Exception {
    return NodeProcess.start("web", folder, folder.resolve("log"), environment);
  }

  private HttpResponse<String> get(HttpClient client, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
    return await()
        .atMost(Duration.ofSeconds(30))
        .ignoreExceptions()
        .until(() -> client.send(request, HttpResponse.BodyHandlers.ofString()), answer -> true);
  }
}
