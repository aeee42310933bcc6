package dev.saltern.app;

import io.helidon.webserver.http.HttpFeature;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// A server of ours on a free port of 127.0.0.1, and a client for it.
final class HttpRig implements AutoCloseable {
  static final HttpAccess LOOPBACK =
      new HttpAccess(
          Optional.empty(), Optional.empty(), Optional.of(Set.of("localhost", "127.0.0.1")));

  private final RequestMetrics metrics;
  private final HttpServer server;
  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();

  HttpRig(HttpAccess access, HttpLimits limits, HttpFeature... features) throws Exception {
    this(
        new HttpSettings(
            "test",
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.empty(),
            access,
            limits),
        features);
  }

  HttpRig(HttpSettings settings, HttpFeature... features) throws Exception {
    this(settings, new RequestMetrics(), features);
  }

  HttpRig(HttpSettings settings, RequestMetrics metrics, HttpFeature... features) throws Exception {
    this.metrics = metrics;
    server = HttpServer.start(settings, metrics, List.of(features));
  }

  int port() {
    return server.port();
  }

  URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(uri(path)).timeout(Duration.ofSeconds(20));
  }

  HttpResponse<String> get(String path, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request = request(path);
    return send(headers.length == 0 ? request : request.headers(headers));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return client.send(request.build(), BodyHandlers.ofString());
  }

  HttpServer server() {
    return server;
  }

  RequestMetrics metrics() {
    return metrics;
  }

  HttpClient client() {
    return client;
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
