package dev.saltern.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real process, ended by SIGKILL while it appends.
class KillTest {
  private static final int ROUNDS = 5;

  @TempDir Path directory;

  private Path file() {
    return directory.resolve("spool.db");
  }

  private Spool open() throws SpoolException {
    return SqliteSpool.open(SpoolConfig.at(file()), InstantSource.system());
  }

  @Test
  void nothingAcknowledgedIsLostByKill9() throws Exception {
    long seed = System.nanoTime();
    System.out.println("KillTest seed " + seed);
    var random = new Random(seed);
    var acknowledged = new HashMap<Long, byte[]>();
    for (int round = 0; round < ROUNDS; round++) {
      for (String line : killed(round * 1_000_000, random.nextInt(1, 400))) {
        String[] words = line.split(" ", -1);
        int thread = Integer.parseInt(words[0]);
        int i = Integer.parseInt(words[1]);
        long last = Long.parseLong(words[2]);
        acknowledged.put(last - 1, SpoolProcess.bytes(thread, i));
        acknowledged.put(last, SpoolProcess.bytes(thread, -i - 1));
      }
      assertAllThere(acknowledged);
    }
    assertThat(acknowledged.size()).isGreaterThan(ROUNDS);
  }

  /// Runs the process until so many lines are out, kills it, and returns what it acknowledged.
  private List<String> killed(int from, int lines) throws Exception {
    Process process =
        JavaProcess.start(SpoolProcess.class, file().toString(), Integer.toString(from));
    try (BufferedReader out = process.inputReader()) {
      assertThat(JavaProcess.heard(out)).isEqualTo("ready");
      assertThatThrownBy(this::open).hasMessageContaining("in use by process " + process.pid());
      var said = new ArrayList<String>();
      for (int i = 0; i < lines; i++) {
        said.add(JavaProcess.heard(out));
      }
      JavaProcess.kill(process);
      said.addAll(JavaProcess.rest(out));
      return said;
    }
  }

  private void assertAllThere(Map<Long, byte[]> acknowledged) throws SpoolException {
    try (Spool spool = open()) {
      long passed = spool.open("mysql", Spool.Policy.HOLDS);
      Map<Long, byte[]> found = new HashMap<>();
      for (Spool.Entry entry : spool.read(0, Integer.MAX_VALUE, Long.MAX_VALUE)) {
        found.put(entry.position(), entry.bytes());
      }
      acknowledged.forEach(
          (position, bytes) -> {
            if (position > passed) {
              assertThat(found.get(position)).as("record %d", position).isEqualTo(bytes);
            }
          });
      assertThat(spool.counters().getOrDefault("passed", 0L)).isEqualTo(passed);
      Spool.Stats stats = spool.stats();
      assertThat(stats.records()).isEqualTo(found.size()).isEqualTo(stats.lastPosition() - passed);
      assertThat(
              spool.counters().entrySet().stream()
                  .filter(c -> c.getKey().startsWith("appended."))
                  .mapToLong(Map.Entry::getValue)
                  .sum())
          .isEqualTo(stats.lastPosition());
    }
  }
}
