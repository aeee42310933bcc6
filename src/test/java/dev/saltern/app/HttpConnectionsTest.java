package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.helidon.webserver.http.HttpFeature;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How long a connection of ours may stay open, and how it ends.
class HttpConnectionsTest {
  private static final String TOKEN = "0123456789abcdef0123456789abcdef";

  private static final String PREFACE = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

  private static final String UPGRADE =
      """
      GET /hello HTTP/1.1\r
      Host: localhost\r
      Connection: Upgrade, HTTP2-Settings, close\r
      Upgrade: h2c\r
      HTTP2-Settings: AAMAAABkAAQAoAAAAAIAAAAA\r
      \r
      """;

  private static final HttpFeature HELLO =
      routing ->
          routing
              .get("/hello", (_, response) -> response.send("hello"))
              .get(
                  "/drops",
                  (_, response) -> {
                    try (var out = response.outputStream()) {
                      for (int i = 0; i < 300; i++) {
                        out.write(("drop " + i + "\n").getBytes(StandardCharsets.US_ASCII));
                        out.flush();
                      }
                    }
                  });

  @Test
  void connectionCloseClosesTheConnection() throws Exception {
    try (var rig = new HttpRig(HttpRig.LOOPBACK, HttpLimits.DEFAULT, HELLO)) {
      String answer =
          untilClosed(rig, "GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");

      assertThat(answer).startsWith("HTTP/1.1 200").containsIgnoringCase("connection: close");
      assertThat(answer).endsWith("hello");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "Connection: keep-alive\r\n"})
  void http10IsAnsweredWithoutChunksAndClosed(String header) throws Exception {
    try (var rig = new HttpRig(HttpRig.LOOPBACK, HttpLimits.DEFAULT, HELLO)) {
      String request = " HTTP/1.0\r\nHost: localhost\r\n" + header + "\r\n";
      var drops = new StringBuilder();
      for (int i = 0; i < 300; i++) {
        drops.append("drop ").append(i).append('\n');
      }

      assertThat(untilClosed(rig, "GET /hello" + request)).endsWith("\r\n\r\nhello");
      assertThat(untilClosed(rig, "GET /drops" + request))
          .startsWith("HTTP/1.1 200")
          .doesNotContainIgnoringCase("transfer-encoding")
          .endsWith("\r\n\r\n" + drops);
    }
  }

  @Test
  void http10IsAnsweredHoweverItIsCutUp() throws Exception {
    try (var rig = new HttpRig(HttpRig.LOOPBACK, HttpLimits.DEFAULT, HELLO);
        var socket = open(rig)) {
      for (byte b : bytes("GET /hello HTTP/1.0\r\nHost: localhost\r\n\r\n")) {
        socket.getOutputStream().write(b);
        socket.getOutputStream().flush();
      }

      assertThat(all(socket)).endsWith("hello");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {PREFACE, UPGRADE})
  void thereIsNoHttp2(String request) throws Exception {
    try (var rig = new HttpRig(HttpRig.LOOPBACK, HttpLimits.DEFAULT, HELLO)) {
      assertThat(untilClosed(rig, request))
          .startsWith("HTTP/1.1 ")
          .doesNotContain("HTTP/1.1 101")
          .containsIgnoringCase("connection: close");
    }
  }

  @Test
  void aBodyIsNotWaitedFor() throws Exception {
    try (var rig = new HttpRig(HttpRig.LOOPBACK, HttpLimits.DEFAULT, HELLO)) {
      String answer =
          untilClosed(
              rig, "GET /hello HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\nhalf of");

      assertThat(answer).startsWith("HTTP/1.1 200").endsWith("hello");
    }
  }

  @Test
  void connectionsThatSayNothingWholeLockNobodyOut() throws Exception {
    List<String> silent =
        List.of("", "GET /hel", "GET /hello HTTP/1.1\r\nHost: loc", "GET /hello HTTP/1.1\r\n");
    try (var rig =
        new HttpRig(HttpRig.LOOPBACK, limits(silent.size(), 10, Duration.ofSeconds(1)), HELLO)) {
      var sockets = new ArrayList<Socket>();
      try {
        for (String some : silent) {
          Socket socket = open(rig);
          sockets.add(socket);
          socket.getOutputStream().write(bytes(some));
          socket.getOutputStream().flush();
        }
        // there is no connection left for this one: it is answered when the others are cut off
        assertThat(
                untilClosed(
                    rig, "GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
            .endsWith("hello");
        for (Socket socket : sockets) {
          all(socket); // ends
        }
        assertThat(scraped(rig).value("saltern_http_connections_cut_total", "reason", "no_request"))
            .isEqualTo(silent.size());
      } finally {
        for (Socket socket : sockets) {
          socket.close();
        }
      }
    }
  }

  @Test
  void idleConnectionsGiveWayWhereAllAreTaken() throws Exception {
    try (var rig = new HttpRig(HttpRig.LOOPBACK, limits(1, 10, Duration.ofSeconds(60)), HELLO);
        var idle = open(rig)) {
      idle.getOutputStream().write(bytes("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"));
      assertThat(RawAnswer.read(idle.getInputStream()).statusCode()).isEqualTo(200);

      assertThat(
              untilClosed(
                  rig, "GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))
          .endsWith("hello");
      assertThat(all(idle)).isEmpty();
    }
  }

  @Test
  void oneAddressHasOnlySoManyConnections() throws Exception {
    try (var rig = new HttpRig(HttpRig.LOOPBACK, limits(10, 2, Duration.ofSeconds(60)), HELLO);
        var first = open(rig);
        var second = open(rig);
        var third = open(rig)) {
      assertThat(all(third)).isEmpty();
      assertThat(scraped(rig).value("saltern_http_connections_refused_total")).isEqualTo(1);
      for (Socket socket : List.of(first, second)) {
        socket.getOutputStream().write(bytes("GET /hello HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        assertThat(RawAnswer.read(socket.getInputStream()).statusCode()).isEqualTo(200);
      }
    }
  }

  @Test
  void wrongTokensAreSlowedAndCounted() throws Exception {
    var access =
        new HttpAccess(
            Optional.of(new HttpAccess.Token(TOKEN)), Optional.empty(), Optional.empty());
    try (var rig = new HttpRig(access, HttpLimits.DEFAULT, HELLO)) {
      var codes = new ArrayList<Integer>();
      for (int i = 0; i < 3 * WrongTokens.AT_ONCE_MAX; i++) {
        codes.add(rig.get("/hello", "Authorization", "Bearer wrong").statusCode());
      }

      assertThat(codes.subList(0, WrongTokens.AT_ONCE_MAX)).containsOnly(401);
      assertThat(codes).contains(429);
      assertThat(rig.get("/hello").statusCode()).isEqualTo(401);
      assertThat(scraped(rig).value("saltern_http_wrong_tokens_total"))
          .isEqualTo((double) codes.stream().filter(code -> code == 401).count());
    }
  }

  @Test
  void theAddressAServerIsBoundToIsANameOfOurs() throws Exception {
    InetAddress second = InetAddress.getByName("127.0.0.2");
    var access =
        new HttpAccess(
            Optional.empty(),
            Optional.empty(),
            Optional.of(Set.copyOf(HttpAccess.namesOf("Salt1.example", second))));

    assertThat(access.isOurs("127.0.0.2:4580")).isTrue();
    assertThat(access.isOurs("salt1.EXAMPLE")).isTrue();
    assertThat(access.isOurs("127.0.0.3")).isFalse();
    var six =
        new HttpAccess(
            Optional.empty(),
            Optional.empty(),
            Optional.of(HttpAccess.namesOf("fd00::1", InetAddress.ofLiteral("fd00::1"))));
    assertThat(six.isOurs("[fd00::1]:4580")).isTrue();
    assertThat(six.isOurs("[fd00:0:0::1]")).isTrue();
    assertThat(six.isOurs("[fd00::2]")).isFalse();
  }

  @Test
  void oneNetworkOfIpv6IsOneSource() {
    assertThat(HttpConnection.source(InetAddress.ofLiteral("2001:db8:1:2:3:4:5:6")))
        .isEqualTo(HttpConnection.source(InetAddress.ofLiteral("2001:db8:1:2::1")))
        .isNotEqualTo(HttpConnection.source(InetAddress.ofLiteral("2001:db8:1:3::1")));
  }

  private static HttpLimits limits(int connections, int ofSource, Duration headers) {
    return new HttpLimits(
        new HttpLimits.Connections(connections, ofSource),
        10,
        new HttpLimits.Timeouts(headers, Duration.ofSeconds(60), Duration.ofSeconds(30)),
        HttpLimits.Sizes.DEFAULT);
  }

  private static ScrapeText scraped(HttpRig rig) {
    try (var metrics = new Metrics(List.of(rig.metrics()))) {
      return ScrapeText.parse(metrics.scrape());
    }
  }

  private static Socket open(HttpRig rig) throws IOException {
    var socket = new Socket();
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), rig.port()), 10_000);
    socket.setSoTimeout(20_000);
    return socket;
  }

  private static String untilClosed(HttpRig rig, String request) throws IOException {
    try (Socket socket = open(rig)) {
      socket.getOutputStream().write(bytes(request));
      socket.getOutputStream().flush();
      return all(socket);
    }
  }

  /// What comes until the other end closes; a reset after it is an end as well.
  private static String all(Socket socket) throws IOException {
    var all = new StringBuilder();
    try {
      for (int next = socket.getInputStream().read();
          next >= 0;
          next = socket.getInputStream().read()) {
        all.append((char) next);
      }
    } catch (SocketException _) {
      // closed with bytes of ours unread
    }
    return all.toString();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }
}
