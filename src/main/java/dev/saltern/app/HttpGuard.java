package dev.saltern.app;

import dev.saltern.lookup.rest.Problem;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.WritableHeaders;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/// What every request passes before anything answers it: only GET and HEAD, only names that are
/// ours, only callers that may ask. Puts the security headers on the answer and writes the log,
/// without the query, which may hold what somebody searched for. Thread-safe.
final class HttpGuard implements Filter {
  private static final Logger log = LoggerFactory.getLogger(HttpGuard.class);

  /// Nothing from elsewhere, in no frame, and no script that is not a file of ours.
  static final String POLICY =
      "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none';"
          + " object-src 'none'";

  private static final Map<HeaderName, String> SECURITY =
      Map.of(
          HeaderNames.create("Content-Security-Policy"), POLICY,
          HeaderNames.create("X-Content-Type-Options"), "nosniff",
          HeaderNames.create("X-Frame-Options"), "DENY",
          HeaderNames.create("Referrer-Policy"), "no-referrer",
          HeaderNames.create("Cross-Origin-Resource-Policy"), "same-origin",
          HeaderNames.create("Cross-Origin-Opener-Policy"), "same-origin");

  /// A browser that came by TLS once asks this host by nothing else, on any of its ports: for a
  /// day, so that a host that also serves something in clear is not lost to it for long.
  private static final String HSTS = "max-age=86400";

  private static final HeaderName HSTS_HEADER = HeaderNames.create("Strict-Transport-Security");

  private static final Problem TOO_OFTEN =
      new Problem(
          429,
          "too-many-wrong-tokens",
          "Too many wrong tokens",
          "this address showed too many wrong tokens; it may try again in a moment",
          new Problem.More(
              Optional.empty(), Optional.empty(), Optional.of(WrongTokens.ONE_MORE_AFTER)));

  private static final int SHOWN_MAX = 200;

  private final HttpAccess access;
  private final boolean tls;
  private final HttpConnections connections;
  private final RequestMetrics metrics;
  private final WrongTokens wrongTokens = new WrongTokens(System::nanoTime);

  HttpGuard(HttpSettings settings, HttpConnections connections, RequestMetrics metrics) {
    this.access = settings.access();
    this.tls = settings.tls().isPresent();
    this.connections = connections;
    this.metrics = metrics;
  }

  /// The headers every answer has.
  static void secure(WritableHeaders<?> headers, boolean tls) {
    SECURITY.forEach(headers::set);
    if (tls) {
      headers.set(HSTS_HEADER, HSTS);
    }
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    long start = System.nanoTime();
    secure(response.headers(), tls);
    if (!request.content().consumed()) {
      response.header(HeaderNames.CONNECTION, "close"); // nothing here takes a body: none is read
    }
    Optional<String> caller = Optional.empty();
    try {
      boolean tries = access.compares(address(request), authorization(request));
      if (tries && !wrongTokens.mayTry(source(request))) {
        refuse(response, TOO_OFTEN);
        return;
      }
      caller = caller(request);
      if (tries && caller.isEmpty()) {
        wrongTokens.wrong(source(request));
        metrics.wrongToken();
      }
      Optional<Problem> refused = refusal(request, caller);
      if (refused.isPresent()) {
        refuse(response, refused.get());
      } else {
        chain.proceed();
      }
    } finally {
      connections.answered();
      log(request, response, caller, start);
    }
  }

  private Optional<String> caller(RoutingRequest request) {
    return access.caller(
        address(request),
        authorization(request),
        access
            .proxy()
            .map(p -> request.headers().values(HeaderNames.create(p.header())))
            .orElse(List.of()));
  }

  private static Optional<String> authorization(RoutingRequest request) {
    return request.headers().first(HeaderNames.AUTHORIZATION);
  }

  private static String source(RoutingRequest request) {
    return request.remotePeer().address() instanceof InetSocketAddress peer
            && peer.getAddress() != null
        ? HttpConnection.source(peer.getAddress())
        : "?";
  }

  private static void log(
      RoutingRequest request, RoutingResponse response, Optional<String> caller, long start) {
    log.atLevel(isLookedAtAllDay(request) ? Level.DEBUG : Level.INFO)
        .addKeyValue("from", address(request))
        .addKeyValue("user", shown(caller.orElse("-")))
        .addKeyValue("ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start))
        .addKeyValue("bytes", response.bytesWritten())
        .log(
            "{} {} {}",
            shown(request.prologue().method().text()),
            shown(request.prologue().uriPath().rawPath()),
            response.status().code());
  }

  /// What machines ask for every few seconds.
  private static boolean isLookedAtAllDay(RoutingRequest request) {
    String path = request.prologue().uriPath().rawPath();
    return path.equals("/metrics") || path.equals("/health") || path.startsWith("/health/");
  }

  /// Where a request comes from, as numbers: a name is what somebody's DNS says.
  private static String address(RoutingRequest request) {
    return request.remotePeer().address() instanceof InetSocketAddress peer
            && peer.getAddress() != null
        ? peer.getAddress().getHostAddress()
        : "?";
  }

  private Optional<Problem> refusal(RoutingRequest request, Optional<String> caller) {
    Method method = request.prologue().method();
    if (!access.isOurs(request.authority())) {
      return Optional.of(
          Problem.of(
              421,
              "wrong-host",
              "Not our name",
              "this is no name of this server; web.hosts lists those that are"));
    }
    if (caller.isEmpty()) {
      return Optional.of(
          Problem.of(
              401,
              "unauthorized",
              "Not allowed",
              "expected the token as Authorization: Bearer, or as the password of Basic"));
    }
    return method.equals(Method.GET) || method.equals(Method.HEAD)
        ? Optional.empty()
        : Optional.of(Problem.readOnly());
  }

  private static void refuse(RoutingResponse response, Problem problem) {
    response.status(problem.status());
    response.header(HeaderNames.CONTENT_TYPE, Problem.MEDIA_TYPE);
    response.header(HeaderNames.CACHE_CONTROL, "no-store");
    if (problem.status() == 405) {
      response.header(HeaderNames.ALLOW, "GET, HEAD");
    }
    if (problem.status() == 401) {
      response.header(
          HeaderNames.WWW_AUTHENTICATE, "Bearer realm=\"saltern\"", "Basic realm=\"saltern\"");
    }
    problem
        .more()
        .retryAfter()
        .ifPresent(t -> response.header(HeaderNames.RETRY_AFTER, Long.toString(t.toSeconds())));
    response.send(problem.json().getBytes(StandardCharsets.UTF_8));
  }

  /// A little of what was sent, without control characters.
  private static String shown(String text) {
    String cut = text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + ".." : text;
    return cut.replaceAll("\\p{Cntrl}", "?");
  }
}
