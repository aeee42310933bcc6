package dev.saltern.returner;

import dev.saltern.Check;
import dev.saltern.Component;
import dev.saltern.Role;
import dev.saltern.jobcache.JobWriter;
import dev.saltern.spool.Letters;
import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `spool > Drain > jobcache`. The reader "mysql": takes batches from the journal and writes them
/// to the job cache, several at a time; its position moves over what is done without a gap.
/// Everything is written at least once, and the job cache makes that one row. Thread-safe.
///
/// While the job cache is away it waits and `check()` is red; what the job cache will never take
/// becomes a dead letter, and with too many of those it stops until someone has looked.
public final class Drain implements Component {
  private static final Logger log = LoggerFactory.getLogger(Drain.class);
  private static final Duration IDLE = Duration.ofSeconds(1);

  /// How long arrivals are gathered where they are few.
  static final Duration GATHER = Duration.ofMillis(50);

  /// A server that is full takes a small batch now and then, and is full all the same.
  private static final Duration SETTLE = Duration.ofSeconds(3);

  /// What was done since the process began.
  ///
  /// @param batches how long each committed transaction took
  /// @param rows the arrivals in them
  /// @param lag from the time the bus showed an arrival to its commit, for the kinds that tell
  /// @param filtered the arrivals left out, by the filter's reason
  public record Counts(
      Durations.Counts batches,
      long rows,
      Map<Kind, Durations.Counts> lag,
      Trouble trouble,
      Map<String, Long> filtered) {
    public Counts {
      lag = Map.copyOf(lag);
      filtered = Map.copyOf(filtered);
    }
  }

  /// Batches that were not taken as they were.
  ///
  /// @param unavailable how often the job cache was away
  /// @param divided how often it refused a batch
  public record Trouble(long unavailable, long divided) {}

  /// A batch that is out.
  ///
  /// @param outcome what will become of it
  /// @param bytes what its records have together
  private record Out(Future<Delivery.Outcome> outcome, long bytes) {}

  /// What is out, oldest first.
  private final ArrayDeque<Out> out = new ArrayDeque<>();

  private final Journal journal;
  private final DrainConfig config;
  private final BatchSize size;
  private final Outage mysql;
  private final Outage disk;
  private final Outage letters;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final DrainTally tally = new DrainTally();
  private final Delivery delivery;
  private final Role role = new Role("saltern-drain");

  public Drain(
      Journal journal,
      JobWriter writer,
      StoreFilter filter,
      DrainConfig config,
      RetryPolicy retry) {
    this.journal = journal;
    this.config = config;
    this.size = new BatchSize(config.batchFirst(), config.batchMax());
    this.mysql = new Outage("mysql", retry, SETTLE);
    this.disk = new Outage("drain position", retry);
    this.letters = new Outage("dead letters", retry);
    this.delivery =
        new Delivery(
            new Delivery.Parts(writer, filter, size, mysql, retry.clock()), tally, stopped);
  }

  /// Starts its threads; the journal must be started.
  public void start() throws SpoolException {
    JournalReader reader = journal.reader(Journal.MYSQL);
    role.start(() -> run(reader));
  }

  private void run(JournalReader reader) {
    ExecutorService writers =
        Executors.newFixedThreadPool(
            config.connections(), Thread.ofPlatform().name("saltern-drain-", 1).factory());
    try {
      while (stopped.getCount() > 0) {
        turn(reader, writers);
      }
      rest(reader);
    } catch (InterruptedException _) {
      log.atWarn()
          .addKeyValue("reader", Journal.MYSQL)
          .log("interrupted with {} batches out; they are written again", out.size());
    } finally {
      writers.shutdownNow();
    }
  }

  /// One round: sends out what there is room for, then settles the oldest batch and all that are
  /// done behind it.
  private void turn(JournalReader reader, ExecutorService writers) throws InterruptedException {
    try {
      gather(reader);
      boolean more = true;
      while (more && hasRoom()) {
        JournalReader.Taken taken =
            reader.take(size.now(), config.batchBytesMax(), out.isEmpty() ? IDLE : Duration.ZERO);
        more = !taken.isEmpty();
        if (more) {
          out.add(new Out(writers.submit(() -> delivery.deliver(taken)), taken.bytes()));
        }
      }
      disk.over();
    } catch (SpoolException e) {
      pause(disk.failed(String.valueOf(e.getMessage())));
    }
    mysql.tick();
    settle(reader);
  }

  /// Whether one more batch may be in memory: two a connection, and none beside a return that is
  /// bigger than all of those.
  private boolean hasRoom() {
    int most = 2 * config.connections();
    return out.size() < most
        && out.stream().mapToLong(Out::bytes).sum() < most * config.batchBytesMax();
  }

  /// Lets a few more arrive where less waits than a batch may have: a transaction costs MySQL, the
  /// disk and us much the same whether it has one row or many.
  private void gather(JournalReader reader) throws InterruptedException {
    if (out.isEmpty()) {
      reader.await(IDLE);
    }
    if (reader.ahead() < size.now()) {
      pause(GATHER);
    }
  }

  private void settle(JournalReader reader) throws InterruptedException {
    var entry = new Ledger.Entry();
    var dead = new ArrayList<Letters.Dead>();
    long last = 0;
    while (!out.isEmpty() && (last == 0 || out.element().outcome.isDone())) {
      Delivery.Outcome outcome = get(out.element().outcome);
      if (!outcome.whole()) {
        break;
      }
      out.remove();
      entry.plus(outcome.ledger());
      dead.addAll(outcome.dead());
      last = outcome.last();
    }
    if (last > 0) {
      force(reader, new Spool.Step(last, entry.counts(), dead));
    }
  }

  /// What was done before the stop is not to be done again: settles it, and leaves the rest.
  private void rest(JournalReader reader) throws InterruptedException {
    settle(reader);
    for (Out one : out) {
      get(one.outcome);
    }
  }

  private static Delivery.Outcome get(Future<Delivery.Outcome> future) throws InterruptedException {
    try {
      return future.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("a delivery ended without an outcome", e.getCause());
    }
  }

  /// Puts a step on disk, as often as it takes: what it counts must not get lost while we live.
  private void force(JournalReader reader, Spool.Step step) throws InterruptedException {
    while (true) {
      try {
        if (step.letters().isEmpty() || room()) {
          reader.advance(step);
          disk.over();
          if (!step.letters().isEmpty()) {
            told(step);
          }
          return;
        }
      } catch (SpoolException e) {
        pause(disk.failed(String.valueOf(e.getMessage())));
      }
      if (stopped.getCount() == 0) {
        return; // all of it is written again after the next start
      }
    }
  }

  private boolean room() throws SpoolException, InterruptedException {
    long kept = journal.letters().count();
    if (kept < config.lettersMax()) {
      letters.over();
      return true;
    }
    pause(
        letters.failed(
            kept
                + " are kept, drain.letters_max = "
                + config.lettersMax()
                + "; look at one, then retry or discard"));
    return false;
  }

  private static void told(Spool.Step step) {
    log.atError()
        .addKeyValue("reader", Journal.MYSQL)
        .addKeyValue("position", step.letters().getFirst().entry().position())
        .log("{} arrivals became dead letters, the first at this position", step.letters().size());
  }

  private void pause(Duration wait) throws InterruptedException {
    if (stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
      log.debug("stopped waiting");
    }
  }

  public Counts counts() {
    return tally.counts();
  }

  /// How many arrivals a batch has now.
  public int batchSize() {
    return size.now();
  }

  @Override
  public boolean isAlive() {
    return role.isAlive();
  }

  @Override
  public Check check() {
    if (!role.isAlive()) {
      return Check.failed("drain", "its thread does not run");
    }
    for (Outage outage : new Outage[] {letters, disk, mysql}) {
      Check check = outage.check("");
      if (!check.ok()) {
        return Check.failed("drain", check.name() + " " + check.message() + "; " + backlog());
      }
    }
    return Check.ok("drain", backlog());
  }

  private String backlog() {
    try {
      long pending =
          journal.ledger().counts().values().stream().mapToLong(Ledger.Counts::pending).sum();
      return pending + " arrivals wait to be stored";
    } catch (SpoolException e) {
      return "how many wait is unknown: " + e.getMessage();
    }
  }

  /// Lets the batches that are out end, within a bound, and stops. What is not written stays in the
  /// spool.
  @Override
  public void close() {
    stopped.countDown();
    journal.nudge();
    if (!role.ended(DrainConfig.CLOSE_PATIENCE)) {
      log.atWarn()
          .addKeyValue("reader", Journal.MYSQL)
          .log("the job cache did not answer in time; what is out is written again");
      role.interrupt();
      role.ended(DrainConfig.CLOSE_PATIENCE);
    }
  }
}
