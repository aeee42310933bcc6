package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemdTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"path", "abstract"})
  void whatSystemdIsToldArrives(String kind) throws Exception {
    String address =
        kind.equals("path")
            ? folder.resolve("notify").toString()
            : "@saltern-test-" + ProcessHandle.current().pid();
    try (var receiver = NotifyReceiver.bind(address)) {
      Systemd systemd = Systemd.of(Map.of("NOTIFY_SOCKET", address));

      systemd.ready("1 of 1 masters");
      systemd.status("two\nlines");
      systemd.alive();
      systemd.stopping();

      await().atMost(Duration.ofSeconds(30)).until(() -> receiver.heard().size() == 4);
      assertThat(receiver.heard())
          .containsExactly(
              "READY=1|STATUS=1 of 1 masters",
              "STATUS=two lines",
              "WATCHDOG=1",
              "STOPPING=1|STATUS=ending: what arrived goes to disk");
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
