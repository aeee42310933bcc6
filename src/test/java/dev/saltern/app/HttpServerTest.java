package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.helidon.http.Method;
import io.helidon.http.PathMatchers;
import io.helidon.webserver.http.HttpFeature;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What every server of ours does, whatever it serves.
class HttpServerTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  private static final HttpFeature HELLO =
      routing ->
          routing
              .route(
                  Method.predicate(Method.GET, Method.HEAD),
                  PathMatchers.create("/hello"),
                  (_, response) -> response.send("hello"))
              .get(
                  "/broken",
                  (_, _) -> {
                    throw new IllegalStateException("SELECT secret FROM jids");
                  });

  @Test
  void everyAnswerHasTheSecurityHeaders() throws Exception {
    try (var rig = new HttpRig(HttpRig.LOOPBACK, HttpLimits.DEFAULT, HELLO)) {
      for (String path : List.of("/hello", "/nothing", "/broken", "/%zz")) {
        RawAnswer answer = raw(rig, "GET " + path + " HTTP/1.1\r\nHost: localhost");

        assertThat(answer.headers().map())
            .as(path)
            .containsEntry("content-security-policy", List.of(HttpGuard.POLICY))
            .containsEntry("x-content-type-options", List.of("nosniff"))
            .containsEntry("x-frame-options", List.of("DENY"))
            .containsEntry("referrer-policy", List.of("no-referrer"))
            .doesNotContainKey("access-control-allow-origin")
            .doesNotContainKey("server");
      }
    }
  }

  @Test
  void headAnswersAsGetWithoutABody() throws Exception {
    try (var rig = new HttpRig(HttpRig.LOOPBACK, HttpLimits.DEFAULT, HELLO)) {
      HttpResponse<String> answer = rig.send(rig.request("/hello").HEAD());

      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("content-length")).contains("5");
      assertThat(answer.body()).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"})
  void otherMethodsAre405(String method) throws Exception {
    try (var rig = new HttpRig(HttpRig.LOOPBACK, HttpLimits.DEFAULT, HELLO)) {
      RawAnswer answer =
          raw(rig, method + " /hello HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nhi");

      assertThat(answer.statusCode()).isEqualTo(405);
      assertThat(answer.headers().firstValue("allow")).contains("GET, HEAD");
    }
  }

  @Test
  void whatAHandlerThrowsStaysInTheLog() throws Exception {
    try (var rig = new HttpRig(HttpRig.LOOPBACK, HttpLimits.DEFAULT, HELLO)) {
      HttpResponse<String> answer = rig.get("/broken");

      assertThat(answer.statusCode()).isEqualTo(500);
      assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
      assertThat(answer.body()).contains("urn:saltern:problem:internal").doesNotContain("secret");
    }
  }

  @Test
  void requestsThatAreTooBigAreRefused() throws Exception {
    try (var rig = new HttpRig(HttpRig.LOOPBACK, HttpLimits.DEFAULT, HELLO)) {
      String line = "GET /hello?" + "x".repeat(9 << 10) + " HTTP/1.1\r\nHost: localhost";
      String header = "GET /hello HTTP/1.1\r\nHost: localhost\r\nX-Long: " + "x".repeat(17 << 10);
      String body = "POST /hello HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000";

      assertThat(raw(rig, line).statusCode()).isBetween(400, 414);
      assertThat(raw(rig, header).statusCode()).isBetween(400, 431);
      assertThat(raw(rig, body).statusCode()).isEqualTo(413);
      assertThat(rig.get("/hello").statusCode()).isEqualTo(200);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"evil.example", "evil.example:4580", "127.0.0.1.evil.example", "10.0.0.1"})
  void anotherNameIsRefusedOnLoopback(String host) throws Exception {
    try (var rig = new HttpRig(HttpRig.LOOPBACK, HttpLimits.DEFAULT, HELLO)) {
      assertThat(raw(rig, "GET /hello HTTP/1.1\r\nHost: " + host).statusCode()).isEqualTo(421);
      assertThat(raw(rig, "GET /hello HTTP/1.1\r\nHost: LocalHost:1").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aTokenLetsInAsBearerAndAsPassword() throws Exception {
    var access =
        new HttpAccess(
            Optional.of(new HttpAccess.Token(TOKEN)), Optional.empty(), Optional.empty());
    try (var rig = new HttpRig(access, HttpLimits.DEFAULT, HELLO)) {
      assertThat(rig.get("/hello", "Authorization", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
      assertThat(rig.get("/hello", "Authorization", basic("x:" + TOKEN)).statusCode())
          .isEqualTo(200);
      for (String wrong :
          List.of(
              "Bearer " + TOKEN + "0",
              "Bearer " + TOKEN.substring(1),
              "Bearer ",
              "Bearer",
              TOKEN,
              basic(TOKEN),
              basic(TOKEN + ":"),
              "Basic %%%")) {
        HttpResponse<String> answer = rig.get("/hello", "Authorization", wrong);
        assertThat(answer.statusCode()).as(wrong).isEqualTo(401);
        assertThat(answer.headers().allValues("www-authenticate")).hasSize(2);
        assertThat(answer.body()).doesNotContain(TOKEN);
      }
      assertThat(rig.get("/hello").statusCode()).isEqualTo(401);
      assertThat(rig.get("/nothing").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void aProxyIsBelievedFromItsAddressAlone() throws Exception {
    try (var here = new HttpRig(proxy("127.0.0.1"), HttpLimits.DEFAULT, HELLO);
        var elsewhere = new HttpRig(proxy("10.1.2.3"), HttpLimits.DEFAULT, HELLO)) {
      assertThat(here.get("/hello", "X-User", "alice").statusCode()).isEqualTo(200);
      assertThat(here.get("/hello").statusCode()).isEqualTo(401);
      assertThat(here.get("/hello", "X-User", "a", "X-User", "b").statusCode()).isEqualTo(401);
      assertThat(elsewhere.get("/hello", "X-User", "alice").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void aBurstIsWorkedOnByAFewAndAnsweredWhole() throws Exception {
    var at = new AtomicInteger();
    var most = new AtomicInteger();
    HttpFeature slow =
        routing ->
            routing.get(
                "/slow",
                (_, response) -> {
                  most.accumulateAndGet(at.incrementAndGet(), Math::max);
                  Thread.sleep(5);
                  at.decrementAndGet();
                  response.send("done");
                });
    var limits = limits(20, HttpLimits.Timeouts.DEFAULT);
    try (var rig = new HttpRig(HttpRig.LOOPBACK, limits, slow)) {
      var answers = new ArrayList<CompletableFuture<HttpResponse<String>>>();
      var inFlight = new Semaphore(200);
      for (int i = 0; i < 1000; i++) {
        inFlight.acquire();
        HttpRequest request = rig.request("/slow").build();
        answers.add(
            rig.client()
                .sendAsync(request, HttpResponse.BodyHandlers.ofString())
                .whenComplete((_, _) -> inFlight.release()));
      }
      assertThat(answers).allSatisfy(a -> assertThat(a.join().statusCode()).isEqualTo(200));
      assertThat(most.get()).isBetween(2, 20);
    }
  }

  @Test
  void oneRequestTooManyIsToldToComeAgain() throws Exception {
    var entered = new Semaphore(0);
    var leave = new Semaphore(0);
    HttpFeature held =
        routing ->
            routing.get(
                "/held",
                (_, response) -> {
                  entered.release();
                  leave.acquire();
                  response.send("done");
                });
    var limits = limits(1, HttpLimits.Timeouts.DEFAULT);
    try (var rig = new HttpRig(HttpRig.LOOPBACK, limits, held)) {
      var first =
          rig.client()
              .sendAsync(rig.request("/held").build(), HttpResponse.BodyHandlers.ofString());
      entered.acquire();

      HttpResponse<String> second = rig.get("/held");

      assertThat(second.statusCode()).isEqualTo(503);
      assertThat(second.headers().firstValue("retry-after")).contains("1");
      assertThat(second.body()).contains("urn:saltern:problem:busy");
      leave.release(2);
      assertThat(first.join().statusCode()).isEqualTo(200);
    }
  }

  @Test
  void aClientThatReadsNothingIsCutOffAndNobodyElseNotices() throws Exception {
    var ended = new CountDownLatch(1);
    var written = new AtomicLong();
    HttpFeature endless =
        routing ->
            routing.get(
                "/endless",
                (_, response) -> {
                  byte[] piece = new byte[64 << 10];
                  try (var out = response.outputStream()) {
                    while (true) {
                      out.write(piece);
                      out.flush();
                      written.addAndGet(piece.length);
                    }
                  } finally {
                    ended.countDown();
                  }
                });
    var limits =
        limits(
            10,
            new HttpLimits.Timeouts(
                Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(1)));
    try (var rig = new HttpRig(HttpRig.LOOPBACK, limits, HELLO, endless);
        var socket = new Socket(InetAddress.getLoopbackAddress(), rig.port())) {
      socket
          .getOutputStream()
          .write(
              "GET /endless HTTP/1.1\r\nHost: localhost\r\n\r\n"
                  .getBytes(StandardCharsets.US_ASCII));

      assertThat(rig.get("/hello").statusCode()).isEqualTo(200);
      assertThat(ended.await(15, TimeUnit.SECONDS)).isTrue();
      assertThat(written.get()).isLessThan(64 << 20); // what the kernel's buffers hold
      assertThat(rig.get("/hello").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void anAddressThatIsTakenIsToldInOneLine() throws Exception {
    try (var rig = new HttpRig(HttpRig.LOOPBACK, HttpLimits.DEFAULT, HELLO)) {
      var settings =
          new HttpSettings(
              "second",
              new InetSocketAddress(InetAddress.getLoopbackAddress(), rig.port()),
              Optional.empty(),
              HttpRig.LOOPBACK,
              HttpLimits.DEFAULT);

      assertThatThrownBy(() -> HttpServer.start(settings, new RequestMetrics(), List.of()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot listen on")
          .hasMessageContaining("Address already in use");
    }
  }

  private static HttpLimits limits(int requestsMax, HttpLimits.Timeouts timeouts) {
    return new HttpLimits(
        new HttpLimits.Connections(1100, 1100), requestsMax, timeouts, HttpLimits.Sizes.DEFAULT);
  }

  private static HttpAccess proxy(String address) {
    return new HttpAccess(
        Optional.empty(),
        Optional.of(new HttpAccess.TrustedProxy("X-User", List.of(address))),
        Optional.of(Set.of("127.0.0.1")));
  }

  private static String basic(String pair) {
    return "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
  }

  /// What a client of our own making gets that sends exactly this, and closes.
  private static RawAnswer raw(HttpRig rig, String request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), rig.port())) {
      socket.setSoTimeout(10_000);
      boolean whole = request.contains("\r\n\r\n");
      byte[] bytes =
          (whole ? request : request + "\r\nConnection: close\r\n\r\n")
              .getBytes(StandardCharsets.ISO_8859_1);
      socket.getOutputStream().write(bytes);
      socket.getOutputStream().flush();
      return RawAnswer.read(socket.getInputStream());
    }
  }
}
