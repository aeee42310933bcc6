package dev.saltern.returner;

import dev.saltern.Check;
import dev.saltern.Component;
import dev.saltern.Role;
import dev.saltern.job.Arrival;
import dev.saltern.spool.Spool;
import dev.saltern.spool.SpoolException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `relay > Journal > spool`. Takes arrivals and puts them on disk: many threads accept, one thread
/// writes, a write holds all that waits then. Thread-safe.
///
/// What is accepted waits in a bounded queue. Where that is full, accepting waits: the bus reader
/// stands still, the master's event publisher buffers for it, and what that drops in the end is
/// found again in the master's own job cache, as after any gap. Nothing accepted is dropped while
/// the process lives: a full or broken disk is tried again until it takes the write, `check()` is
/// red meanwhile.
public final class Journal implements Component {
  /// The reader that drains into the job cache; the spool never drops a record it has not had.
  public static final String MYSQL = "mysql";

  private static final Logger log = LoggerFactory.getLogger(Journal.class);
  private static final Duration EXPIRE_EVERY = Duration.ofMinutes(1);
  private static final Duration IDLE = Duration.ofSeconds(1);

  /// What readers near the end find in memory.
  private static final long RECENT_BYTES_MAX = 8L << 20;

  /// From how many bytes on a record is not made before there is room for it.
  private static final int BIG_BYTES = 1 << 20;

  private static final Duration FOR_EVER = Duration.ofDays(36_500);

  private final Spool spool;
  private final JournalConfig config;
  private final RetryPolicy retry;
  private final Ledger ledger;
  private final JournalQueue queue;
  private final Outage outage;
  private final Tide tide = new Tide();
  private final RecentRecords recent = new RecentRecords(RECENT_BYTES_MAX);
  private final CountDownLatch givenUp = new CountDownLatch(1);
  private Instant expired = Instant.EPOCH;
  private final Role writer = new Role("saltern-journal");

  public Journal(Spool spool, JournalConfig config, RetryPolicy retry) {
    this.spool = spool;
    this.config = config;
    this.retry = retry;
    this.ledger = new Ledger(spool);
    this.queue = new JournalQueue(config.recordsMax(), config.bytesMax());
    this.outage = new Outage("journal", retry);
  }

  /// Makes the ledger balance with what is on disk and starts the thread that writes. To be called
  /// once, before anything is accepted or read.
  public void start() throws SpoolException {
    long position = spool.open(MYSQL, Spool.Policy.HOLDS);
    ledger.settle(position);
    tide.reached(spool.stats().lastPosition());
    writer.start(this::run);
  }

  /// Takes an arrival: returns at once where there is room, else as soon as there is. It is on disk
  /// a few milliseconds later.
  public void accept(Arrival arrival) throws InterruptedException {
    accept(JournalRecord.of(arrival));
  }

  /// As [#accept], of what was not opened.
  public void accept(JournalRecord record) throws InterruptedException {
    if (record instanceof JournalRecord.Answer answer && answer.body().length() > BIG_BYTES) {
      queue.awaitRoom(answer.body().length());
    }
    queue.put(item(record));
  }

  /// Takes arrivals and returns when they are on disk.
  public void acceptAndForce(List<Arrival> arrivals) throws InterruptedException {
    acceptAndForce(arrivals, FOR_EVER);
  }

  /// As [#acceptAndForce], but waits no longer for the disk than that. False where they are
  /// accepted, but not on disk yet: they will be as soon as it takes them.
  public boolean acceptAndForce(List<Arrival> arrivals, Duration patience)
      throws InterruptedException {
    long last = 0;
    for (Arrival arrival : arrivals) {
      last = queue.put(item(JournalRecord.of(arrival)));
    }
    return queue.awaitWritten(last, patience);
  }

  private static Spool.Item item(JournalRecord record) {
    return new Spool.Item(record.kind().label(), RecordCodec.encode(record));
  }

  /// Waits until all that was accepted is on disk; false where that took longer.
  public boolean flush(Duration patience) throws InterruptedException {
    return queue.awaitWritten(queue.last(), patience);
  }

  /// A reader of what is on disk. A new one starts after the newest arrival there is now; an old
  /// one goes on where it was. One of each name at a time.
  public JournalReader reader(String name) throws SpoolException {
    long position = spool.open(name, policy(name));
    return new JournalReader(new JournalReader.Source(spool, recent, tide), name, position);
  }

  /// What is wanted of the newest records on disk, oldest first: a look back that moves no reader.
  /// Records that every reader has passed are gone.
  ///
  /// @param records how far back to look, in positions
  /// @param bytesMax the most bytes of records looked at, the oldest of them first
  public List<JournalRecord> lookBack(int records, long bytesMax, Predicate<JournalRecord> wanted)
      throws SpoolException {
    List<JournalRecord> found = new ArrayList<>();
    long position = Math.max(0, spool.stats().lastPosition() - records);
    long bytes = 0;
    while (bytes < bytesMax) {
      List<Spool.Entry> slice = spool.read(position, config.batchMax(), config.batchBytesMax());
      if (slice.isEmpty()) {
        break;
      }
      for (Spool.Entry entry : slice) {
        bytes += entry.bytes().length;
        JournalReader.record(entry).filter(wanted).ifPresent(found::add);
      }
      position = slice.getLast().position();
    }
    return found;
  }

  private static Spool.Policy policy(String name) {
    return name.equals(MYSQL) ? Spool.Policy.HOLDS : Spool.Policy.YIELDS;
  }

  /// Wakes readers that wait.
  void nudge() {
    tide.nudge();
  }

  /// Forgets the readers that are not named: a MoM that has left the configuration.
  public void keepReaders(Set<String> names) throws SpoolException {
    for (String reader : spool.stats().readers().keySet()) {
      if (!names.contains(reader) && !reader.equals(MYSQL)) {
        spool.forget(reader);
        log.atInfo().addKeyValue("reader", reader).log("forgot a reader that is not configured");
      }
    }
  }

  /// What became of all that was accepted.
  public Ledger ledger() {
    return ledger;
  }

  /// What the job cache would not take.
  public DeadLetters letters() {
    return new DeadLetters(spool);
  }

  /// Since when arrivals that were on disk may be lost with a damaged file; nothing where none are,
  /// or [#lossHandled] was called. The epoch where nobody knows since when.
  public Optional<Instant> lostSince() throws SpoolException {
    return spool.loss().map(Spool.Loss::since);
  }

  /// The loss is being made good, and that is on disk.
  public void lossHandled() throws SpoolException {
    spool.lossHandled();
  }

  /// The arrivals accepted and not yet on disk.
  public int waiting() {
    return queue.size();
  }

  @Override
  public boolean isAlive() {
    return writer.isAlive();
  }

  @Override
  public Check check() {
    if (!writer.isAlive()) {
      return Check.failed("journal", "its thread does not run");
    }
    Optional<String> displaced = spool.displaced();
    if (displaced.isPresent()) {
      return Check.failed(
          "journal",
          displaced.get() + ": what arrives is lost with this process; restart the node");
    }
    return outage.check(queue.size() + " arrivals wait for the disk");
  }

  private void run() {
    try {
      while (!queue.ended() && givenUp.getCount() > 0) {
        List<Spool.Item> batch = queue.peek(config.batchMax(), config.batchBytesMax(), IDLE);
        if (!batch.isEmpty()) {
          write(batch);
        }
        expire();
      }
    } catch (InterruptedException _) {
      log.warn("the journal's writer was interrupted with {} arrivals waiting", queue.size());
    } catch (RuntimeException | Error e) {
      queue.fail(e);
      throw e;
    }
  }

  private void write(List<Spool.Item> batch) throws InterruptedException {
    while (givenUp.getCount() > 0) {
      try {
        long last = spool.append(batch);
        recent.appended(batch, last);
        tide.reached(last);
        queue.written(batch);
        outage.over();
        return;
      } catch (SpoolException e) {
        pause(outage.failed(String.valueOf(e.getMessage())));
      }
    }
  }

  private void pause(Duration wait) throws InterruptedException {
    if (givenUp.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
      log.debug("gave up waiting for the disk");
    }
  }

  /// Drops what is too old, now and then.
  private void expire() {
    Instant now = retry.clock().instant();
    if (outage.since().isPresent() || now.isBefore(expired.plus(EXPIRE_EVERY))) {
      return;
    }
    expired = now;
    try {
      spool.expire();
    } catch (SpoolException e) {
      log.warn("what is too old stays for now: {}", e.getMessage());
    }
  }

  /// Takes no more and puts what waits on disk. Where the disk does not take it within the patience
  /// it is lost with the process; the log says how much.
  @Override
  public void close() {
    queue.end();
    if (!writer.ended(config.closePatience())) {
      log.atError()
          .log("the disk did not take {} arrivals within {}", queue.size(), config.closePatience());
    }
    givenUp.countDown();
    writer.ended(config.closePatience());
  }
}
