package dev.saltern.returner;

import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolConfig;
import dev.saltern.spool.SpoolException;
import dev.saltern.spool.SqliteSpool;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;

/// A spool, a journal and a drain as a node has them, over a job cache in memory.
final class ReturnerRig implements AutoCloseable {
  static final RetryPolicy QUICK =
      new RetryPolicy(
          Duration.ofMillis(1), Duration.ofMillis(5), new Random(1), InstantSource.system());

  final Spool spool;
  final Journal journal;
  final FakeJobWriter jobCache;

  ReturnerRig(Path directory, FakeJobWriter jobCache) throws SpoolException {
    this(
        SqliteSpool.open(config(directory), InstantSource.system()),
        jobCache,
        JournalConfig.DEFAULT);
  }

  ReturnerRig(Spool spool, FakeJobWriter jobCache, JournalConfig config) {
    this.spool = spool;
    this.jobCache = jobCache;
    this.journal = new Journal(spool, config, QUICK);
  }

  static SpoolConfig config(Path directory) {
    return SpoolConfig.at(directory.resolve("spool.db"));
  }

  Drain drain(StoreFilter filter, DrainConfig config) {
    return new Drain(journal, jobCache, filter, config, QUICK);
  }

  @Override
  public void close() {
    journal.close();
    spool.close();
  }
}
