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

  private static final int SHOWN_MAX = 200;

  private final HttpAccess access;
  private final StuckRequests stuck;

  HttpGuard(HttpAccess access, StuckRequests stuck) {
    this.access = access;
    this.stuck = stuck;
  }

  /// The headers every answer has.
  static void secure(WritableHeaders<?> headers) {
    SECURITY.forEach(headers::set);
  }

  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    long start = System.nanoTime();
    secure(response.headers());
    Optional<String> caller =
        access.caller(
            address(request),
            request.headers().first(HeaderNames.AUTHORIZATION),
            access
                .proxy()
                .map(p -> request.headers().values(HeaderNames.create(p.header())))
                .orElse(List.of()));
    Optional<Problem> refused = refusal(request, caller);
    stuck.moves();
    try {
      if (refused.isPresent()) {
        refuse(request, response, refused.get());
      } else {
        if (isHttp2(request)) {
          response.streamFilter(stuck::watched); // of HTTP/1.1 the listener tells
        }
        chain.proceed();
      }
    } finally {
      stuck.done();
      log(request, response, caller, start);
    }
  }

  private static boolean isHttp2(RoutingRequest request) {
    return request.prologue().protocolVersion().startsWith("2");
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

  private static void refuse(RoutingRequest request, RoutingResponse response, Problem problem) {
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
    if (!isHttp2(request) && !request.content().consumed()) {
      response.header(HeaderNames.CONNECTION, "close"); // its body is not read
    }
    response.send(problem.json().getBytes(StandardCharsets.UTF_8));
  }

  /// A little of what was sent, without control characters.
  private static String shown(String text) {
    String cut = text.length() > SHOWN_MAX ? text.substring(0, SHOWN_MAX) + ".." : text;
    return cut.replaceAll("\\p{Cntrl}", "?");
  }
}
