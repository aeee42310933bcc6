package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Against a real datagram socket, which another language binds: Java cannot.
class SystemdTest {
  private static final Path PYTHON = Path.of("/usr/bin/python3");

  /// Binds the address it is told, says so, and prints each datagram on a line.
  private static final String RECEIVER =
      """
      import socket, sys
      s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
      s.bind(sys.argv[1].replace('@', '\\0', 1))
      print('bound', flush=True)
      while True:
          print(s.recv(65536).decode().replace('\\n', '|'), flush=True)
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"path", "abstract"})
  void whatSystemdIsToldArrives(String kind) throws Exception {
    Assumptions.assumeTrue(
        Files.isExecutable(PYTHON), "skipped: no " + PYTHON + " to bind a datagram socket with");
    String address =
        kind.equals("path")
            ? folder.resolve("notify").toString()
            : "@saltern-test-" + ProcessHandle.current().pid();
    Process receiver =
        new ProcessBuilder(PYTHON.toString(), "-c", RECEIVER, address)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader heard = receiver.inputReader()) {
      assertThat(heard.readLine()).isEqualTo("bound");
      Systemd systemd = Systemd.of(Map.of("NOTIFY_SOCKET", address));

      systemd.ready("1 of 1 masters");
      systemd.status("two\nlines");
      systemd.alive();
      systemd.stopping();

      assertThat(heard.readLine()).isEqualTo("READY=1|STATUS=1 of 1 masters");
      assertThat(heard.readLine()).isEqualTo("STATUS=two lines");
      assertThat(heard.readLine()).isEqualTo("WATCHDOG=1");
      assertThat(heard.readLine()).startsWith("STOPPING=1|STATUS=ending");
    } finally {
      receiver.destroyForcibly();
      assertThat(receiver.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"/nowhere/at/all", "relative", "vsock:2:1234", "@"})
  void anAddressNobodyHearsEndsNothing(String address) {
    Systemd systemd = Systemd.of(Map.of("NOTIFY_SOCKET", address));

    systemd.ready("x");
    systemd.stopping();
  }

  @Test
  void anAddressTooLongForTheKernelEndsNothing() {
    Systemd.of(Map.of("NOTIFY_SOCKET", "/" + "x".repeat(200))).alive();
  }

  @Test
  void theWatchdogIsFedTwiceInItsTime() {
    assertThat(every(Map.of("NOTIFY_SOCKET", "/x", "WATCHDOG_USEC", "60000000")))
        .isEqualTo(Duration.ofSeconds(30));
    String pid = Long.toString(ProcessHandle.current().pid());
    assertThat(every(Map.of("NOTIFY_SOCKET", "/x", "WATCHDOG_USEC", "2000", "WATCHDOG_PID", pid)))
        .isEqualTo(Duration.ofMillis(1));
  }

  @Test
  void aWatchdogOfAnotherProcessOrOfNobodyIsNotFed() {
    assertThat(every(Map.of())).isZero();
    assertThat(every(Map.of("NOTIFY_SOCKET", "/x"))).isZero();
    assertThat(every(Map.of("WATCHDOG_USEC", "1000"))).isZero();
    assertThat(every(Map.of("NOTIFY_SOCKET", "/x", "WATCHDOG_USEC", "soon"))).isZero();
    assertThat(every(Map.of("NOTIFY_SOCKET", "/x", "WATCHDOG_USEC", "1000", "WATCHDOG_PID", "1")))
        .isZero();
  }

  private static Duration every(Map<String, String> environment) {
    return Systemd.of(environment).watchdogEvery().orElse(Duration.ZERO);
  }
}
