package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.testing.TestDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `saltern web` as a process, and its pages in Chromium: what `src/test/browser` checks. Needs
/// Node, Chromium and the modules there; `.ci/browser` gets them. Screenshots go to
/// `target/screenshots`.
class BrowserIT {
  private static final Path SCRIPTS = Path.of("src", "test", "browser");
  private static final Path SHOTS = Path.of("target", "screenshots");
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  @TempDir Path folder;

  @Test
  void thePagesHoldInABrowser() throws Exception {
    Path chromium = required("chromium", "chromium-browser", "google-chrome");
    Path node = required("node", "nodejs");
    Assumptions.assumeTrue(
        Files.isDirectory(SCRIPTS.resolve("node_modules").resolve("playwright-core")),
        "skipped: no playwright-core in src/test/browser; .ci/browser gets it");
    try (TestDatabase full = TestDatabase.migrated();
        TestDatabase empty = TestDatabase.migrated();
        BrowserSite site = new BrowserSite(full)) {
      site.fill();
      try (Web fullWeb = new Web("full", full.settings());
          Web emptyWeb = new Web("empty", empty.settings());
          Web awayWeb =
              new Web("away", "mysql: {host: '127.0.0.1', port: 1, user: u, pass: p, db: d}\n")) {
        Process checks =
            new ProcessBuilder(
                    node.toString(),
                    SCRIPTS.resolve("run.mjs").toString(),
                    "--full=" + fullWeb.url(),
                    "--empty=" + emptyWeb.url(),
                    "--away=" + awayWeb.url(),
                    "--shots=" + SHOTS,
                    "--chromium=" + chromium,
                    "--only=" + System.getenv().getOrDefault("BROWSER_ONLY", ""))
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("said").toFile())
                .start();
        try {
          keepAJobRunning(site, checks);
        } finally {
          checks.destroyForcibly();
        }
        String said = Files.readString(folder.resolve("said"), StandardCharsets.UTF_8);
        System.out.println(said);
        assertThat(checks.waitFor()).as(said).isZero();
      }
    }
  }

  /// A job after the other, each a return a second, for as long as the checks run.
  private static void keepAJobRunning(BrowserSite site, Process checks) throws Exception {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (checks.isAlive() && System.nanoTime() < deadline) {
      BrowserSite.Running job = site.new Running();
      job.begin();
      boolean last = false;
      while (!last && checks.isAlive() && System.nanoTime() < deadline) {
        checks.waitFor(1, TimeUnit.SECONDS);
        last = job.next();
        site.alive();
      }
    }
    assertThat(checks.isAlive()).as("the checks end within " + PATIENCE).isFalse();
  }

  private static Path required(String... names) {
    Optional<Path> found = Stream.of(names).flatMap(name -> onPath(name).stream()).findFirst();
    Assumptions.assumeTrue(
        found.isPresent(), "skipped: no " + names[0] + " on this machine; .ci/browser gets it");
    return found.orElseThrow();
  }

  private static Optional<Path> onPath(String name) {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
        .map(folder -> Path.of(folder, name))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /// A `saltern web` of its own.
  private final class Web implements AutoCloseable {
    private final int port;
    private final NodeProcess process;

    Web(String name, String settings) throws IOException {
      try (var free = new ServerSocket(0)) {
        port = free.getLocalPort();
      }
      Path home = Files.createDirectory(folder.resolve(name));
      Files.writeString(home.resolve("master"), "id: " + name + "\n");
      Files.writeString(home.resolve("saltern"), settings + "web.port: " + port + "\n");
      process = NodeProcess.start("web", home, home.resolve("log"), Map.of());
      try (HttpClient client = HttpClient.newHttpClient()) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url() + "find")).build();
        Awaitility.await()
            .atMost(Duration.ofSeconds(30))
            .ignoreExceptions()
            .until(
                () -> client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode(),
                List.of(200, 302)::contains);
      }
    }

    String url() {
      return "http://127.0.0.1:" + port + "/";
    }

    @Override
    public void close() {
      process.close();
    }
  }
}
