package dev.saltern.app;

import static org.assertj.core.api.Assertions.assertThat;

import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolConfig;
import dev.saltern.spool.SqliteSpool;
import dev.saltern.testing.HandClock;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SpoolTextTest {
  @Test
  void eachReaderSaysHowLongItsOldestWaits(@TempDir Path folder) throws Exception {
    var clock = new HandClock();
    try (Spool spool = SqliteSpool.open(SpoolConfig.at(folder.resolve("spool.db")), clock)) {
      spool.open("mysql", Spool.Policy.HOLDS);
      spool.open("mom:a", Spool.Policy.YIELDS);
      spool.append(List.of(item()));
      clock.forward(Duration.ofSeconds(100));
      spool.append(List.of(item()));
      clock.forward(Duration.ofSeconds(30));
      spool.advance("mom:a", Spool.Step.to(1));

      assertThat(SpoolText.lines(spool, clock.instant()))
          .anyMatch(line -> line.matches("reader mom:a +1 behind for 30s, 0 dropped for it"))
          .anyMatch(line -> line.matches("reader mysql +2 behind for 2m 10s, 0 dropped for it"));

      spool.advance("mysql", Spool.Step.to(2));
      spool.advance("mom:a", Spool.Step.to(2));
      assertThat(SpoolText.lines(spool, clock.instant()))
          .anyMatch(line -> line.matches("reader mysql +0 behind, 0 dropped for it"));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0s",
    "59, 59s",
    "60, 1m 0s",
    "3599, 59m 59s",
    "3600, 1h 0m",
    "86399, 23h 59m",
    "86400, 1d 0h",
    "-5, 0s"
  })
  void anAgeHasItsTwoBiggestUnits(long seconds, String text) {
    Instant now = Instant.parse("2026-11-24T12:00:00Z");

    assertThat(SpoolText.age(now.minusSeconds(seconds), now)).isEqualTo(text);
  }

  private static Spool.Item item() {
    return new Spool.Item(2, new byte[] {1});
  }
}
