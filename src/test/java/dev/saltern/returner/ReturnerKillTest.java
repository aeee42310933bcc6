package dev.saltern.returner;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.saltern.spool.JavaProcess;
import dev.saltern.spool.Spool;
import dev.saltern.spool.SqliteSpool;
import java.io.BufferedReader;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A real process with journal and drain, ended by SIGKILL: each arrival that was forced to disk is
/// stored, and the ledger balances.
class ReturnerKillTest {
  private static final int ROUNDS = 5;

  @TempDir Path directory;

  @Test
  void whatWasForcedIsStoredAndTheLedgerBalances() throws Exception {
    long seed = System.nanoTime();
    System.out.println("ReturnerKillTest seed " + seed);
    var random = new Random(seed);
    var forced = new ArrayList<String>();
    for (int round = 0; round < ROUNDS; round++) {
      forced.addAll(killed(round, random.nextInt(1, 300), random.nextLong()));
      assertBalanced();
    }

    try (Spool spool = SqliteSpool.open(ReturnerRig.config(directory), InstantSource.system())) {
      Ledger.Counts counts = drained(spool);
      Map<String, Long> rows = FileJobWriter.rows(directory.resolve("rows"));

      assertThat(rows.keySet()).containsAll(forced);
      assertThat(counts.seen()).isEqualTo(spool.stats().lastPosition());
      assertThat(counts.stored()).isEqualTo(rows.size());
      assertThat(counts.duplicate()).isPositive().isEqualTo(counts.seen() - rows.size());
      assertThat(counts.dead()).isZero();
    }
  }

  private List<String> killed(int round, int lines, long seed) throws Exception {
    Process process =
        JavaProcess.start(
            ReturnerProcess.class,
            directory.toString(),
            Integer.toString(round),
            Long.toString(seed));
    try (BufferedReader out = process.inputReader()) {
      assertThat(JavaProcess.heard(out)).isEqualTo("ready");
      var said = new ArrayList<String>();
      for (int i = 0; i < lines; i++) {
        said.add(JavaProcess.heard(out));
      }
      JavaProcess.kill(process);
      said.addAll(JavaProcess.rest(out));
      return said;
    }
  }

  /// The books against what really waits on disk, before anything settles them.
  private void assertBalanced() throws Exception {
    try (Spool spool = SqliteSpool.open(ReturnerRig.config(directory), InstantSource.system())) {
      long position = spool.open(Journal.MYSQL, Spool.Policy.HOLDS);
      long waiting = spool.labels(position).getOrDefault(Kind.RETURN.label(), 0L);
      assertThat(returns(new Ledger(spool)).pending()).isEqualTo(waiting);
    }
  }

  private static Ledger.Counts returns(Ledger ledger) throws Exception {
    return ledger.counts().getOrDefault(Kind.RETURN, new Ledger.Counts(-1, 0, 0, 0, 0));
  }

  private Ledger.Counts drained(Spool spool) throws Exception {
    var journal = new Journal(spool, JournalConfig.DEFAULT, ReturnerRig.QUICK);
    journal.start();
    try (journal;
        var drain =
            new Drain(
                journal,
                new FileJobWriter(directory.resolve("rows"), 1),
                StoreFilter.ALL,
                DrainConfig.DEFAULT,
                ReturnerRig.QUICK)) {
      drain.start();
      await().atMost(60, SECONDS).until(() -> returns(journal.ledger()).pending() == 0);
    }
    return returns(new Ledger(spool));
  }
}
