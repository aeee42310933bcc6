package dev.saltern.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SpoolConfigTest {
  private static final Path FILE = Path.of("spool/spool.db");
  private static final Duration AGE = SpoolConfig.AGE_MAX_DEFAULT;

  @Test
  void withoutMoreWordsItHoldsEightGibibytesAndAWeek() {
    SpoolConfig config = SpoolConfig.at(FILE);

    assertThat(config.bytesMax()).isEqualTo(8L * 1024 * 1024 * 1024);
    assertThat(config.ageMax()).isEqualTo(Duration.ofDays(7));
    assertThat(config.path()).isAbsolute().endsWithRaw(FILE);
  }

  @Test
  void theLeastOfEachIsTaken() {
    var config = new SpoolConfig(FILE, 1 << 20, Duration.ofMinutes(1));

    assertThat(config.bytesMax()).isEqualTo(1_048_576);
  }

  @Test
  void whatIsWrongIsNamed() {
    assertThatThrownBy(() -> new SpoolConfig(FILE, (1 << 20) - 1, AGE))
        .hasMessage("spool.bytes_max: expected at least 1048576, found 1048575");
    assertThatThrownBy(() -> new SpoolConfig(FILE, 1 << 20, Duration.ofSeconds(59)))
        .hasMessageStartingWith("spool.age_max: ");
    assertThatThrownBy(() -> SpoolConfig.at(Path.of("/"))).hasMessageStartingWith("spool.path: ");
  }
}
