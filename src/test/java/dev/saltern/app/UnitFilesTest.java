package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitFilesTest {
  @ParameterizedTest
  @ValueSource(strings = {"saltern", "saltern-shadow"})
  void theUnitGivesTheNodeTheTimeItTakesToEnd(String unit) throws Exception {
    String text = read(unit);

    assertThat(text).contains("Type=notify\n", "WatchdogSec=", "User=salt\n", "LimitNOFILE=");
    long stop = Long.parseLong(text.replaceAll("(?s).*\nTimeoutStopSec=(\\d+)\n.*", "$1"));
    assertThat(stop).isGreaterThan(NodeCommand.END_WITHIN.toSeconds());
    // The JIT needs memory that is written and run.
    assertThat(text).doesNotContain("MemoryDenyWriteExecute", "ProcSubset=pid");
  }

  @Test
  void theWebServerIsGivenItsTimeAndNothingOfTheMachine() throws Exception {
    String text = read("saltern-web");

    assertThat(text)
        .contains("Type=notify\n", "ExecStart=/usr/bin/saltern web\n", "User=salt\n")
        .contains("RestartPreventExitStatus=78\n", "ProtectSystem=strict\n", "ProtectHome=true\n")
        .contains("LoadCredential=web_token:", "SALTERN_WEB_TOKEN_FILE=%d/web_token")
        .doesNotContain("MemoryDenyWriteExecute", "ProcSubset=pid", "StateDirectory=")
        .doesNotContain("PartOf=", "salt-master.service");
    long stop = Long.parseLong(text.replaceAll("(?s).*\nTimeoutStopSec=(\\d+)\n.*", "$1"));
    assertThat(stop).isGreaterThan(2 * HttpServer.END_WITHIN.toSeconds());
  }

  @Test
  void onlyTheNodeTakesThePlaceOfSaltSyndic() throws Exception {
    assertThat(read("saltern")).contains("\nConflicts=salt-syndic.service\n");
    assertThat(read("saltern-shadow")).doesNotContain("\nConflicts=").contains("node --shadow\n");
  }

  @Test
  void theTimerMigratesAndCleansUpEveryDay() throws Exception {
    assertThat(read("saltern-retain"))
        .contains("Type=oneshot\n", "User=salt\n")
        .containsSubsequence(
            "\nExecStart=/usr/bin/saltern db migrate\n", "ExecStart=/usr/bin/saltern db retain");
    assertThat(Files.readString(Path.of("config", "systemd", "saltern-retain.timer")))
        .contains("OnCalendar=daily\n", "Persistent=true\n", "RandomizedDelaySec=");
  }

  @Test
  void theUnitGivesTheCleanUpTheTimeItMayTake() throws Exception {
    String unit = read("saltern-retain");
    String limit = unit.replaceAll("(?s).*--limit-time (\\d+)h\n.*", "$1");
    String start = unit.replaceAll("(?s).*\nTimeoutStartSec=(\\d+)h\n.*", "$1");

    // A migration may build an index of a big table.
    assertThat(Integer.parseInt(start)).isGreaterThan(Integer.parseInt(limit) + 6);
  }

  @ParameterizedTest
  @CsvSource({"saltern, node", "saltern-shadow, node", "saltern-web, web", "saltern-retain, *"})
  void theUnitGivesMoreMemoryThanTheLauncherGivesTheHeap(String unit, String commands)
      throws Exception {
    long unitMegabytes = number(read(unit), "\nMemoryMax=(\\d+)M\n");
    String launcher = Files.readString(Path.of("saltern"));
    long heapMegabytes =
        number(launcher, "\n +" + Pattern.quote(commands) + "\\) heap=(\\d+)m ;;\n");

    // Classes, compiled code, stacks and what libraries take beside the heap.
    assertThat(unitMegabytes).isGreaterThanOrEqualTo(heapMegabytes + 250);
  }

  private static long number(String text, String pattern) {
    Matcher found = Pattern.compile(pattern).matcher(text);
    assertThat(found.find()).as(pattern).isTrue();
    return Long.parseLong(found.group(1));
  }

  private static String read(String unit) throws Exception {
    return Files.readString(Path.of("config", "systemd", unit + ".service"));
  }
}
