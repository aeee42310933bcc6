package dev.saltern.app;

import dev.saltern.Check;
import dev.saltern.Component;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Where a node tells how it is: [StatusEndpoints] as `http.*` says. Nothing a node is for depends
/// on it: where it cannot listen the log says so, and the node goes on. Thread-safe.
final class NodeHttp implements Component {
  private static final Logger log = LoggerFactory.getLogger(NodeHttp.class);
  private static final Set<String> OWN_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

  private final Optional<HttpServer> server;
  private final Check check;
  private final Metrics metrics;

  private NodeHttp(Optional<HttpServer> server, Check check, Metrics metrics) {
    this.server = server;
    this.check = check;
    this.metrics = metrics;
  }

  /// Where `http.*` says that a node listens; nothing where it is switched off.
  ///
  /// @throws ConfigException with every problem
  static Optional<HttpSettings> settings(ConfigValues values) throws ConfigException {
    if (!values.bool(ConfigKey.HTTP_ENABLED)) {
      return Optional.empty();
    }
    var problems = new ArrayList<String>();
    InetAddress bind = address(values.text(ConfigKey.HTTP_BIND).orElseThrow(), problems);
    Optional<HttpAccess.Token> token = token(values, problems);
    int port = values.integer(ConfigKey.HTTP_PORT).orElseThrow();
    if (port > 65_535) {
      problems.add("http.port: expected 0 to 65535, found " + port);
    }
    if (!bind.isLoopbackAddress() && token.isEmpty()) {
      problems.add(
          ("http.bind: expected an address of this machine alone, found %s: beyond 127.0.0.1 and"
                  + " ::1 set http.token (SALTERN_HTTP_TOKEN_FILE)")
              .formatted(bind.getHostAddress()));
    }
    Optional<String> certificate = values.text(ConfigKey.HTTP_TLS_CERT);
    Optional<String> key = values.text(ConfigKey.HTTP_TLS_KEY);
    if (certificate.isPresent() != key.isPresent()) {
      problems.add("http.tls_cert, http.tls_key: expected both or neither, found one");
    }
    if (!problems.isEmpty()) {
      throw new ConfigException(problems);
    }
    return Optional.of(
        new HttpSettings(
            "node",
            new InetSocketAddress(bind, port),
            certificate.map(c -> new HttpTls(Path.of(c), Path.of(key.orElseThrow()))),
            new HttpAccess(
                token,
                Optional.empty(),
                bind.isLoopbackAddress() ? Optional.of(hosts(values, bind)) : Optional.empty()),
            HttpLimits.DEFAULT));
  }

  private static Set<String> hosts(ConfigValues values, InetAddress bind) {
    Set<String> hosts = new HashSet<>(OWN_HOSTS);
    hosts.addAll(HttpAccess.namesOf(values.text(ConfigKey.HTTP_BIND).orElseThrow(), bind));
    return hosts;
  }

  private static InetAddress address(String bind, List<String> problems) {
    try {
      return InetAddress.getByName(bind);
    } catch (UnknownHostException _) {
      problems.add("http.bind: expected an address of this machine, found '" + bind + "'");
      return InetAddress.getLoopbackAddress();
    }
  }

  private static Optional<HttpAccess.Token> token(ConfigValues values, List<String> problems) {
    try {
      return values.text(ConfigKey.HTTP_TOKEN).map(HttpAccess.Token::new);
    } catch (IllegalArgumentException e) {
      problems.add(
          String.valueOf(e.getMessage())
              .replace(ConfigKey.WEB_TOKEN.key(), ConfigKey.HTTP_TOKEN.key()));
      return Optional.empty();
    }
  }

  /// Begins to tell.
  static NodeHttp open(
      Optional<HttpSettings> settings, List<MetricSource> sources, HealthWatch health) {
    var requests = new RequestMetrics();
    var metrics = new Metrics(Stream.concat(sources.stream(), Stream.of(requests)).toList());
    if (settings.isEmpty()) {
      return new NodeHttp(Optional.empty(), Check.ok("http", "switched off"), metrics);
    }
    try {
      HttpServer server =
          HttpServer.start(settings.get(), requests, List.of(new StatusEndpoints(metrics, health)));
      log.atInfo().log("metrics and health at {}", server.url());
      return new NodeHttp(Optional.of(server), Check.ok("http", server.url()), metrics);
    } catch (IOException | ConfigException e) {
      log.atError().log("no metrics and no health over HTTP: {}", e.getMessage());
      return new NodeHttp(
          Optional.empty(), Check.failed("http", String.valueOf(e.getMessage())), metrics);
    }
  }

  /// Its address; nothing where it does not listen.
  Optional<String> url() {
    return server.map(HttpServer::url);
  }

  @Override
  public Check check() {
    return check;
  }

  @Override
  public void close() {
    server.ifPresent(HttpServer::close);
    metrics.close();
  }
}
