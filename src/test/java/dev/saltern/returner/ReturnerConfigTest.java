package dev.saltern.returner;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ReturnerConfigTest {
  private static void refused(Runnable made, String key) {
    assertThatThrownBy(made::run)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(key + ": ");
  }

  @Test
  void theJournalsKeysAreNamed() {
    Duration patience = Duration.ZERO;
    refused(() -> new JournalConfig(0, 1, 1, 1, patience), "journal.records_max");
    refused(() -> new JournalConfig(1, 0, 1, 1, patience), "journal.bytes_max");
    refused(() -> new JournalConfig(1, 1, 0, 1, patience), "journal.batch_max");
    refused(() -> new JournalConfig(1, 1, 1, 0, patience), "journal.batch_bytes_max");
    refused(() -> new JournalConfig(1, 1, 1, 1, Duration.ofMillis(-1)), "journal.close_patience");
  }

  @Test
  void theDrainsKeysAreNamed() {
    refused(() -> new DrainConfig(0, 1, 1, 1, 1), "drain.connections");
    refused(() -> new DrainConfig(65, 1, 1, 1, 1), "drain.connections");
    refused(() -> new DrainConfig(1, 0, 1, 1, 1), "drain.batch_first");
    refused(() -> new DrainConfig(1, 2, 1, 1, 1), "drain.batch_first");
    refused(() -> new DrainConfig(1, 1, 0, 1, 1), "drain.batch_max");
    refused(() -> new DrainConfig(1, 1, 1, 0, 1), "drain.batch_bytes_max");
    refused(() -> new DrainConfig(1, 1, 1, 1, 0), "drain.letters_max");
  }
}
