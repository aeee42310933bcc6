package dev.saltern.lookup.web;

import dev.saltern.lookup.JobCacheGate;
import dev.saltern.lookup.Lookup;
import io.helidon.webserver.WebServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;

/// The pages over a job cache in memory, asked over real HTTP.
final class Rendered implements AutoCloseable {
  private static final Clock CLOCK = Clock.fixed(SampleJobCache.NOW, ZoneOffset.UTC);

  private final HttpClient client = HttpClient.newHttpClient();
  private final WebServer server;

  Rendered(SampleJobCache cache) {
    var gate = new JobCacheGate(4, Duration.ofSeconds(2), CLOCK);
    var pages = new WebPages(new Lookup(cache), gate, CLOCK);
    server =
        WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .shutdownHook(false)
            .routing(routing -> routing.addFeature(pages))
            .build()
            .start();
  }

  HttpResponse<byte[]> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  /// A page that must be there.
  Document page(String path) throws IOException, InterruptedException {
    HttpResponse<byte[]> response = get(path);
    if (response.statusCode() != 200) {
      throw new AssertionError(path + " answers " + response.statusCode());
    }
    return parsed(response);
  }

  static Document parsed(HttpResponse<byte[]> response) {
    return Jsoup.parse(text(response), response.uri().toString());
  }

  static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    server.stop();
  }
}
