package dev.saltern.spool;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.saltern.testing.HandClock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A disk that is full before the spool's own bound is reached.
class FullDiskTest {
  private static final int RECORD_BYTES = 20_000;

  @TempDir Path directory;
  private final HandClock clock = new HandClock();

  private SqliteSpool open(Path in) throws SpoolException {
    return SqliteSpool.open(SpoolConfig.at(in.resolve("spool.db")), clock);
  }

  private static List<Spool.Item> record(byte filling) {
    byte[] bytes = new byte[RECORD_BYTES];
    java.util.Arrays.fill(bytes, filling);
    return List.of(new Spool.Item(1, bytes));
  }

  /// Appends until the disk is full, and returns the last position that was acknowledged.
  private static long fill(Spool spool) {
    for (long last = 0; ; last++) {
      try {
        assertThat(spool.append(record((byte) (last + 1)))).isEqualTo(last + 1);
      } catch (SpoolException e) {
        assertThat(e.getMessage()).contains("full");
        return last;
      }
    }
  }

  /// What must hold on a full disk: all that was acknowledged is there, and draining frees it.
  private static void holdsOnAFullDisk(Spool spool) throws SpoolException {
    long last = fill(spool);
    assertThat(last).isGreaterThan(5);

    List<Spool.Entry> entries = spool.read(0, 10_000, Long.MAX_VALUE);
    assertThat(entries).hasSize((int) last);
    assertThat(entries).allSatisfy(e -> assertThat(e.bytes()[9]).isEqualTo((byte) e.position()));
    assertThat(spool.stats().records()).isEqualTo(last);

    for (Spool.Entry entry : entries) {
      spool.advance("mysql", Spool.Step.to(entry.position()));
    }
    assertThat(spool.stats().records()).isZero();
    assertThat(spool.append(record((byte) 1))).isEqualTo(last + 1);
  }

  @Test
  void whatWasAcknowledgedIsThereAndDrainingFreesIt() throws Exception {
    try (SqliteSpool spool = open(directory)) {
      spool.open("mysql", Spool.Policy.HOLDS);
      spool.database().write("limit", tx -> limit(tx));

      holdsOnAFullDisk(spool);
    }
  }

  private static boolean limit(Tx tx) throws java.sql.SQLException {
    tx.number("PRAGMA max_page_count = 200");
    return true;
  }

  @Test
  void aSmallStepGoesThroughInAGroupWithAnAppendThatDoesNot() throws Exception {
    try (SqliteSpool spool = open(directory)) {
      spool.open("mysql", Spool.Policy.HOLDS);
      spool.database().write("limit", tx -> limit(tx));
      long last = fill(spool);
      Thread appending =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!Thread.currentThread().isInterrupted()) {
                      try {
                        spool.append(record((byte) 0));
                      } catch (SpoolException e) {
                        assertThat(e.getMessage()).contains("full");
                      }
                    }
                  });

      for (long position = 1; position <= last; position++) {
        spool.advance("mysql", Spool.Step.to(position));
      }
      appending.interrupt();
      appending.join();

      assertThat(spool.stats().readers())
          .containsEntry("mysql", new Spool.Reader(Spool.Policy.HOLDS, last, 0));
    }
  }

  @Test
  void aRealDiskThatIsFullLosesNothingAndRecovers() throws Exception {
    Path mount = Files.createDirectory(directory.resolve("disk"));
    if (!mounted(mount)) {
      System.out.println("SKIPPED: a tmpfs cannot be mounted here");
      abort("a tmpfs cannot be mounted here");
    }
    try {
      Path home = mount.resolve("spool");
      try (Spool spool = open(home)) {
        spool.open("mysql", Spool.Policy.HOLDS);
        holdsOnAFullDisk(spool);
      }
      try (Spool spool = open(home)) {
        assertThat(spool.stats().records()).isEqualTo(1);
      }
    } finally {
      assertThat(run("umount", mount.toString())).isTrue();
    }
  }

  private static boolean mounted(Path at) throws Exception {
    return run("mount", "-t", "tmpfs", "-o", "size=24m,mode=0700", "tmpfs", at.toString());
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      if (!said.isEmpty()) {
        System.out.println(said);
      }
      return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      System.out.println(e.getMessage());
      return false;
    }
  }
}
