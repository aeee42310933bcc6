package dev.saltern.app;

import dev.saltern.lookup.rest.Problem;
import io.helidon.common.concurrency.limits.FixedLimit;
import io.helidon.common.socket.SocketOptions;
import io.helidon.common.tls.Tls;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HttpException;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.WebServerConfig;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// An HTTP server of ours: it listens as [HttpSettings] say, every request passes [HttpGuard], and
/// what answers is plugged in as a list of [HttpFeature]s, asked in that order. Thread-safe.
///
/// To add something that answers, implement `HttpFeature.setup(routing)`, which registers routes
/// under a path of its own (`routing.register("/metrics", rules -> rules.get(..))`), and put it
/// into the list: for `saltern web` in [WebCommand#features], for another server where it is
/// started: `HttpServer.start(settings, requests, List.of(metrics, health))`. What takes `/` comes
/// last and may end with a catch-all (`rules.any(..)`) for its own 404. A handler need not care
/// for: methods other than GET and HEAD (answered 405 here), who may ask, security headers (a
/// handler may `set` another value), the body of HEAD where `send` is used (not where
/// `outputStream` is), limits, and what it throws (logged; 500, with no detail). It does:
/// `PathMatchers` routes for GET and HEAD, its `Content-Type`, and its own errors. It runs on a
/// virtual thread and may block.
final class HttpServer implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HttpServer.class);

  /// How long requests that are being answered have when it ends; what lasts longer is cut off.
  static final Duration END_WITHIN = Duration.ofSeconds(5);

  /// How long a request waits where too many are worked on.
  private static final Duration WAIT_MAX = Duration.ofSeconds(2);

  /// How many connections the kernel keeps for us to take.
  private static final int BACKLOG = 1024;

  private final WebServer server;
  private final HttpSettings settings;
  private final List<? extends HttpFeature> features;
  private final HttpConnections connections;

  private HttpServer(
      WebServer server,
      HttpSettings settings,
      List<? extends HttpFeature> features,
      HttpConnections connections) {
    this.server = server;
    this.settings = settings;
    this.features = List.copyOf(features);
    this.connections = connections;
  }

  /// A server that listens.
  ///
  /// @throws ConfigException where the TLS files are none
  /// @throws IOException where it cannot listen there
  static HttpServer start(
      HttpSettings settings, RequestMetrics requests, List<? extends HttpFeature> features)
      throws ConfigException, IOException {
    WebServerConfig.Builder config = WebServer.builder();
    var connections =
        new HttpConnections(settings.limits(), settings.access().proxyAddresses(), requests);
    listen(config, settings, connections);
    if (settings.tls().isPresent()) {
      Tls tls = settings.tls().get().tls();
      config.tls(tls);
    }
    config.routing(
        routing -> {
          routing.addFilter(new HttpGuard(settings, connections, requests));
          routing.addFeature(requests);
          features.forEach(routing::addFeature);
          routing.error(
              Throwable.class,
              (request, response, e) -> failed(request, response, e, settings.tls().isPresent()));
        });
    requireFree(settings.address());
    WebServer server = config.build().start();
    if (!server.isRunning()) {
      throw new IOException("cannot listen on " + settings.address() + ": the log says why");
    }
    connections.start();
    return new HttpServer(server, settings, features, connections);
  }

  /// Helidon only logs that it cannot listen.
  private static void requireFree(InetSocketAddress address) throws IOException {
    try (var probe = new ServerSocket()) {
      probe.setReuseAddress(true);
      probe.bind(address);
    } catch (IOException e) {
      throw new IOException("cannot listen on " + address + ": " + e.getMessage(), e);
    }
  }

  private static void listen(
      WebServerConfig.Builder config, HttpSettings settings, HttpConnections connections) {
    HttpLimits limits = settings.limits();
    InetSocketAddress address = settings.address();
    config
        .address(address.getAddress())
        .port(address.getPort())
        .backlog(BACKLOG)
        .shutdownHook(false)
        .shutdownGracePeriod(END_WITHIN)
        .maxPayloadSize(limits.sizes().bodyBytes())
        .maxInMemoryEntity(limits.sizes().bodyBytes())
        .maxTcpConnections(limits.connections().max())
        .concurrencyLimit(
            FixedLimit.builder()
                .permits(limits.requestsMax())
                .queueLength(limits.connections().max())
                .queueTimeout(WAIT_MAX)
                .build())
        .connectionOptions(
            new WatchedSockets(SocketOptions.builder().socketKeepAlive(true).build(), connections))
        .directHandlers(directHandlers(settings.tls().isPresent()))
        .protocolsDiscoverServices(false)
        .addConnectionSelector(new Http1Connections(limits.sizes(), connections));
  }

  /// What nothing else answered.
  private static void failed(
      ServerRequest request, ServerResponse response, Throwable e, boolean tls) {
    Problem problem = e instanceof HttpException http ? problem(http.status()) : Problem.internal();
    if (problem.status() >= 500) {
      log.atError()
          .setCause(e)
          .log("{} cannot be answered", request.prologue().uriPath().rawPath());
    }
    HttpGuard.secure(response.headers(), tls);
    response.status(problem.status());
    response.headers().set(HeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE);
    response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
    response.send(problem.json().getBytes(StandardCharsets.UTF_8));
  }

  /// What never was a request of HTTP, or too big for one: answered before any routing.
  private static DirectHandlers directHandlers(boolean tls) {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    DirectHandler ours = (_, type, status, headers, _) -> refuse(type, status, headers, tls);
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(type, ours);
    }
    return handlers.build();
  }

  private static DirectHandler.TransportResponse refuse(
      DirectHandler.EventType type, Status status, ServerResponseHeaders headers, boolean tls) {
    Problem problem = problem(status);
    HttpGuard.secure(headers, tls);
    headers.set(HeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE);
    if (problem.status() == 503) {
      headers.set(HeaderNames.RETRY_AFTER, "1");
    }
    return DirectHandler.TransportResponse.builder()
        .status(status)
        .headers(headers)
        .keepAlive(type.keepAlive())
        .entity(problem.json())
        .build();
  }

  private static Problem problem(Status status) {
    return switch (status.code()) {
      case 404 -> Problem.notFound("nothing at this address");
      case 503 -> Problem.busy("too many requests at a time");
      case 500 -> Problem.internal();
      default ->
          Problem.of(
              status.code(), "bad-request", status.reasonPhrase(), "the request is not understood");
    };
  }

  /// Where it listens.
  int port() {
    return server.port();
  }

  /// Its address as a URL.
  String url() {
    String host = settings.address().getAddress().getHostAddress();
    return "%s://%s:%d/"
        .formatted(
            settings.tls().isPresent() ? "https" : "http",
            host.contains(":") ? "[" + host + "]" : host,
            port());
  }

  @Override
  public void close() {
    features.stream()
        .flatMap(f -> f instanceof AutoCloseable part ? Stream.of(part) : Stream.empty())
        .forEach(Closing::quietly);
    server.stop();
    connections.close();
  }
}
