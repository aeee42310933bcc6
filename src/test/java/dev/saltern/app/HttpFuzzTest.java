package dev.saltern.app;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.testing.Fuzz;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Whatever bytes come to a port of ours, the server answers or hangs up, and answers the next one.
class HttpFuzzTest {
  private static final int WAIT_MILLIS = 20_000;

  @Test
  void aRequestIsAnsweredOrRefused() throws Exception {
    try (var rig =
        new HttpRig(
            HttpRig.LOOPBACK,
            HttpLimits.DEFAULT,
            routing -> routing.get("/hello", (_, response) -> response.send("hello")))) {
      Fuzz.of("http", IOException.class)
          .run(
              List.of(
                  bytes("GET /hello HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"),
                  bytes("GET /hello?a=%20&b=c HTTP/1.0\r\nHost: localhost\r\n\r\n"),
                  bytes("POST /hello HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\n\r\nabc"),
                  bytes(
                      "POST /hello HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"),
                  bytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0")),
              40,
              input -> send(rig.port(), input));

      assertThat(rig.get("/hello").body()).isEqualTo("hello");
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(ISO_8859_1);
  }

  private static void send(int port, byte[] request) throws IOException {
    try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(WAIT_MILLIS);
      socket.getOutputStream().write(request);
      socket.shutdownOutput();
      byte[] answer = socket.getInputStream().readNBytes(1 << 16);
      String text = new String(answer, ISO_8859_1);
      boolean right = text.isEmpty() || text.startsWith("HTTP/1.");
      if (!right || text.contains("\tat ")) {
        throw new AssertionError("no answer, or one with our insides: " + text);
      }
    }
  }
}
