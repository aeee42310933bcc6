package dev.saltern.app;

import dev.saltern.returner.Durations;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.concurrent.atomic.LongAdder;

/// The requests that an HTTP server lets in, counted by the class of their status, and what it
/// refused or cut off. Thread-safe.
final class RequestMetrics implements HttpFeature, MetricSource {
  private static final int CLASSES = 6;

  private final AtomicLongArray byClass = new AtomicLongArray(CLASSES);
  private final Durations durations = new Durations();
  private final LongAdder open = new LongAdder();
  private final LongAdder wrongTokens = new LongAdder();
  private final LongAdder refusedConnections = new LongAdder();
  private final Map<HttpConnection.Cut, LongAdder> cutByReason = new ConcurrentHashMap<>();

  void wrongToken() {
    wrongTokens.increment();
  }

  /// One source had too many connections.
  void refusedConnection() {
    refusedConnections.increment();
  }

  void cut(HttpConnection.Cut why) {
    cutByReason.computeIfAbsent(why, _ -> new LongAdder()).increment();
  }

  @Override
  public void setup(HttpRouting.Builder routing) {
    routing.addFilter(this::count);
  }

  private void count(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    long began = System.nanoTime();
    open.increment();
    try {
      chain.proceed();
    } finally {
      open.decrement();
      durations.add(Duration.ofNanos(System.nanoTime() - began));
      byClass.incrementAndGet(Math.clamp(response.status().code() / 100, 0, CLASSES - 1));
    }
  }

  @Override
  public void collect(MetricFamilies into) {
    into.gauge("saltern_http_requests_open", "Requests and tails worked on now.", open.sum());
    into.histogram(
        "saltern_http_request_seconds",
        "How long requests took, tails included.",
        durations.counts());
    for (int i = 2; i < CLASSES; i++) {
      into.counter(
          "saltern_http_requests_total",
          "Requests that were let in, by the class of their status.",
          byClass.get(i),
          "outcome",
          i + "xx");
    }
    into.counter(
        "saltern_http_wrong_tokens_total",
        "Requests that showed a wrong token.",
        wrongTokens.sum());
    into.counter(
        "saltern_http_connections_refused_total",
        "Connections closed at once, since their address had too many.",
        refusedConnections.sum());
    for (HttpConnection.Cut why : HttpConnection.Cut.values()) {
      into.counter(
          "saltern_http_connections_cut_total",
          "Connections ended in which nothing moved for too long.",
          cutByReason.getOrDefault(why, new LongAdder()).sum(),
          "reason",
          why.name().toLowerCase(Locale.ROOT));
    }
  }
}
