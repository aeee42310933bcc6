package dev.saltern.app;

import dev.saltern.jobcache.mysql.MySqlConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// What `web.*` says. Immutable; `toString` has no secret.
///
/// @param http where `saltern web` listens, for whom
/// @param mysql the job cache, with as many connections as questions may be asked at a time
/// @param questionsMax how many questions are at the job cache at a time
/// @param tailsMax how many tails of events and jobs at a time
record WebConfig(HttpSettings http, MySqlConfig mysql, int questionsMax, int tailsMax) {
  /// A request in which nothing moves is cut off after 30 s.
  private static final Duration QUERY_TIMEOUT_MAX = Duration.ofSeconds(25);

  private static final Set<String> OWN_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

  /// What the configuration means.
  ///
  /// @throws ConfigException with every problem
  static WebConfig of(NodeConfig config) throws ConfigException {
    ConfigValues values = config.values();
    List<String> problems = new ArrayList<>();
    try {
      HttpSettings http = http(values, problems);
      if (!http.isLoopback() && !http.access().isGuarded()) {
        problems.add(
            ("web.bind: expected an address of this machine alone, found %s: beyond 127.0.0.1 and"
                    + " ::1 set web.token (SALTERN_WEB_TOKEN_FILE), or web.proxy_header and"
                    + " web.proxy_addresses")
                .formatted(http.address().getAddress().getHostAddress()));
      }
      int questions = atLeastOne(values, ConfigKey.WEB_QUERIES, problems);
      Duration query = values.duration(ConfigKey.WEB_QUERY_TIMEOUT);
      if (query.compareTo(QUERY_TIMEOUT_MAX) > 0 || query.isZero()) {
        problems.add(
            "web.query_timeout: expected 1s to %ds, found %ds"
                .formatted(QUERY_TIMEOUT_MAX.toSeconds(), query.toSeconds()));
      }
      int tails = atLeastOne(values, ConfigKey.WEB_TAILS, problems);
      if (tails >= http.limits().requestsMax()) {
        problems.add(
            "web.tails_max: expected less than web.requests_max, found %d and %d"
                .formatted(tails, http.limits().requestsMax()));
      }
      if (problems.isEmpty()) {
        return new WebConfig(http, mysql(config, questions), questions, tails);
      }
    } catch (IllegalArgumentException e) {
      problems.add(String.valueOf(e.getMessage()));
    }
    throw new ConfigException(problems);
  }

  private static HttpSettings http(ConfigValues values, List<String> problems) {
    Optional<InetAddress> bind = address(values, problems);
    var address =
        new InetSocketAddress(
            bind.orElse(InetAddress.getLoopbackAddress()),
            values.integer(ConfigKey.WEB_PORT).orElseThrow());
    return new HttpSettings(
        "web",
        address,
        tls(values, problems),
        access(values, address.getAddress()),
        new HttpLimits(
            new HttpLimits.Connections(
                values.integer(ConfigKey.WEB_CONNECTIONS).orElseThrow(),
                values.integer(ConfigKey.WEB_ADDRESS_CONNECTIONS).orElseThrow()),
            values.integer(ConfigKey.WEB_REQUESTS).orElseThrow(),
            new HttpLimits.Timeouts(
                values.duration(ConfigKey.WEB_HEADERS_TIMEOUT),
                values.duration(ConfigKey.WEB_IDLE_TIMEOUT),
                HttpLimits.Timeouts.DEFAULT.stuck()),
            HttpLimits.Sizes.DEFAULT));
  }

  private static Optional<InetAddress> address(ConfigValues values, List<String> problems) {
    String bind = values.text(ConfigKey.WEB_BIND).orElseThrow();
    try {
      return Optional.of(InetAddress.getByName(bind));
    } catch (UnknownHostException _) {
      problems.add("web.bind: expected an address of this machine, found '" + bind + "'");
      return Optional.empty();
    }
  }

  private static Optional<HttpTls> tls(ConfigValues values, List<String> problems) {
    Optional<String> certificate = values.text(ConfigKey.WEB_TLS_CERT);
    Optional<String> key = values.text(ConfigKey.WEB_TLS_KEY);
    if (certificate.isPresent() != key.isPresent()) {
      problems.add("web.tls_cert, web.tls_key: expected both or neither, found one");
      return Optional.empty();
    }
    return certificate.map(c -> new HttpTls(Path.of(c), Path.of(key.orElseThrow())));
  }

  private static HttpAccess access(ConfigValues values, InetAddress bound) {
    Optional<HttpAccess.TrustedProxy> proxy =
        values
            .text(ConfigKey.WEB_PROXY_HEADER)
            .map(
                header ->
                    new HttpAccess.TrustedProxy(
                        header, values.list(ConfigKey.WEB_PROXY_ADDRESSES)));
    Set<String> hosts = new TreeSet<>(values.list(ConfigKey.WEB_HOSTS));
    boolean anyName = hosts.isEmpty() && !bound.isLoopbackAddress();
    hosts.addAll(OWN_HOSTS);
    hosts.addAll(HttpAccess.namesOf(values.text(ConfigKey.WEB_BIND).orElseThrow(), bound));
    return new HttpAccess(
        values.text(ConfigKey.WEB_TOKEN).map(HttpAccess.Token::new),
        proxy,
        anyName ? Optional.empty() : Optional.of(hosts));
  }

  private static int atLeastOne(ConfigValues values, ConfigKey key, List<String> problems) {
    int number = values.integer(key).orElseThrow();
    if (number < 1) {
      problems.add(key.key() + ": expected at least 1, found " + number);
    }
    return number;
  }

  private static MySqlConfig mysql(NodeConfig config, int connections) {
    MySqlConfig mysql = config.mysql();
    MySqlConfig.Limits d = mysql.limits();
    // The statement is ended two seconds before the socket gives up.
    Duration answer = config.values().duration(ConfigKey.WEB_QUERY_TIMEOUT).plusSeconds(2);
    return mysql.withLimits(
        new MySqlConfig.Limits(
            Math.max(1, connections),
            Duration.ofSeconds(2),
            answer,
            d.lockTimeout(),
            d.returnBytesMax()));
  }
}
