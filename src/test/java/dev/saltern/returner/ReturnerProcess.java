package dev.saltern.returner;

import dev.saltern.job.Arrival;
import dev.saltern.spool.JavaProcess;
import dev.saltern.spool.SqliteSpool;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;

/// A process of its own with a journal and a drain: forces returns to disk from two threads and
/// prints the minion of each once it is there, until it is killed. Every fifth comes twice.
final class ReturnerProcess {
  private ReturnerProcess() {}

  public static void main(String[] args) throws Exception {
    Path directory = Path.of(args[0]);
    String round = args[1];
    var journal =
        new Journal(
            SqliteSpool.open(ReturnerRig.config(directory), InstantSource.system()),
            JournalConfig.DEFAULT,
            ReturnerRig.QUICK);
    journal.start();
    long seed = Long.parseLong(args[2]);
    new Drain(
            journal,
            new FileJobWriter(directory.resolve("rows"), seed),
            StoreFilter.ALL,
            new DrainConfig(2, 3, 50, 1 << 20, 100),
            ReturnerRig.QUICK)
        .start();
    JavaProcess.say("ready");
    for (int thread = 0; thread < 2; thread++) {
      String prefix = round + "-" + thread + "-";
      Thread.ofPlatform().start(() -> accept(journal, prefix, new Random(seed)));
    }
  }

  private static void accept(Journal journal, String prefix, Random random) {
    try {
      for (int i = 0; ; i++) {
        Arrival arrival = Arrivals.ret(prefix + i);
        journal.acceptAndForce(
            random.nextInt(5) == 0 ? List.of(arrival, arrival) : List.of(arrival));
        JavaProcess.say(prefix + i);
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
