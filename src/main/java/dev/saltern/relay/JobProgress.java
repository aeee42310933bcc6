package dev.saltern.relay;

import dev.saltern.Check;
import dev.saltern.Component;
import dev.saltern.Role;
import dev.saltern.job.Arrival;
import dev.saltern.returner.JobBook;
import dev.saltern.returner.JobNotes;
import dev.saltern.returner.Journal;
import dev.saltern.returner.JournalEntry;
import dev.saltern.returner.JournalReader;
import dev.saltern.returner.Outage;
import dev.saltern.returner.RetryPolicy;
import dev.saltern.spool.SpoolException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// `returner.Journal > JobProgress > returner.Journal`: how far each job is with the minions of
/// this master. A role with one thread and a reader of the journal of its own.
///
/// It knows from the loads who is expected and from the returns who has answered. Once nobody waits
/// any more (`to` and `gather_job_timeout` after the publication) it asks those that have not by
/// `saltutil.find_job` ([Inquiry]), again each minute while some run the job, ever more seldom the
/// longer the job runs, for a day. What it finds out goes into the journal as a
/// [dev.saltern.job.Completion]; what a MoM is told of it as an event ([Digest]). A job is complete
/// here when nothing more is to come of any expected minion.
public final class JobProgress implements Component {
  /// The reader's name.
  public static final String READER = "progress";

  /// Nothing here is in a hurry, and each step of the reader is a write to disk: arrivals are taken
  /// together.
  private static final Duration GATHER = Duration.ofMillis(250);

  private static final Logger log = LoggerFactory.getLogger(JobProgress.class);
  private static final int ARRIVALS_MAX = 1000;
  private static final long BYTES_MAX = 8L << 20;
  private static final Duration TURN = Duration.ofMillis(500);

  /// How jobs are followed.
  ///
  /// @param syndicId who we are, in digests
  /// @param timeout how long somebody waits where a publication does not say (`timeout`)
  /// @param gather how long answers to find_job are waited for (`gather_job_timeout`)
  /// @param ask whether minions are asked at all
  /// @param syndicsBelow `order_masters`: only minions accepted at this master are ours
  public record Settings(
      String syndicId,
      Duration timeout,
      Duration gather,
      boolean ask,
      boolean syndicsBelow,
      Bounds bounds,
      Digest.Settings digest,
      InstantSource clock) {}

  /// How much is followed at most.
  ///
  /// @param jobsMax the open jobs; beyond, the oldest is no longer followed
  /// @param idsMax the minions of all open jobs, likewise
  /// @param asksPerMinute the jobs whose minions are asked in a minute
  public record Bounds(int jobsMax, int idsMax, int asksPerMinute) {
    public static final Bounds DEFAULT = new Bounds(10_000, 500_000, 60);
  }

  /// What was done so far.
  ///
  /// @param abandoned jobs that were not complete after a day
  /// @param dropped jobs that gave way to newer ones
  /// @param unread how often the master's files could not be read
  public record Counts(
      long open, long asked, long complete, long abandoned, long dropped, long unread) {}

  private final Settings settings;
  private final Journal journal;
  private final ProgressDesk desk;
  private final Outage asking;
  private final Outage disk;
  private final CountDownLatch stopped = new CountDownLatch(1);
  private final Role role = new Role("job-progress");

  public JobProgress(
      Settings settings, LocalMinions local, JobBook book, JobNotes notes, Journal journal) {
    this.settings = settings;
    this.journal = journal;
    var retry =
        RetryPolicy.standard(java.util.concurrent.ThreadLocalRandom.current(), settings.clock());
    this.asking = new Outage("find_job of our own", retry);
    this.disk = new Outage("reader " + READER, retry);
    this.desk = new ProgressDesk(settings, local, book, notes, asking);
  }

  /// Starts the role; the journal must be started.
  ///
  /// @param way opens a way to the local master; called on the role's own thread
  public void start(Supplier<JobForwarder.Way> way) throws SpoolException {
    JournalReader reader = journal.reader(READER);
    role.start(() -> run(reader, way));
  }

  public Counts counts() {
    return desk.tally().counts();
  }

  private void run(JournalReader reader, Supplier<JobForwarder.Way> opening) {
    try (JobForwarder.Way way = opening.get()) {
      insist(desk::restore);
      Optional<JobForwarder.Way> mayAsk = settings.ask() ? Optional.of(way) : Optional.empty();
      while (stopped.getCount() > 0) {
        insist(() -> turn(reader, mayAsk));
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private interface Step {
    void run() throws SpoolException, InterruptedException;
  }

  private void insist(Step step) throws InterruptedException {
    while (stopped.getCount() > 0) {
      try {
        step.run();
        disk.over();
        return;
      } catch (SpoolException e) {
        pause(disk.failed(String.valueOf(e.getMessage())));
      }
    }
  }

  /// Takes what has arrived and looks at what is due. What was found out is on disk before the jobs
  /// it is about are forgotten and the reader moves on.
  private void turn(JournalReader reader, Optional<JobForwarder.Way> way)
      throws SpoolException, InterruptedException {
    List<JournalEntry> entries = reader.next(ARRIVALS_MAX, BYTES_MAX, TURN);
    for (JournalEntry entry : entries) {
      desk.take(entry.record(), settings.clock().instant());
    }
    desk.turn(way, entries.size() < ARRIVALS_MAX, settings.clock().instant());
    List<Arrival> findings = desk.findings();
    if (!findings.isEmpty()) {
      journal.acceptAndForce(findings);
    }
    desk.save();
    if (!entries.isEmpty()) {
      reader.advance(entries.getLast().position());
    }
    if (entries.size() < ARRIVALS_MAX) {
      pause(GATHER);
    }
  }

  private void pause(Duration wait) throws InterruptedException {
    if (stopped.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
      log.atDebug().addKeyValue("reader", READER).log("stopped while waiting");
    }
  }

  @Override
  public Check check() {
    Check reading = disk.check("");
    return reading.ok() ? asking.check(counts().open() + " jobs are open") : reading;
  }

  @Override
  public boolean isAlive() {
    return role.isAlive();
  }

  /// Ends after the round that is under way; open jobs are taken up again after the next start.
  @Override
  public void close() {
    stopped.countDown();
    role.interrupt();
    if (!role.ended(Duration.ofSeconds(15))) {
      log.atWarn().addKeyValue("reader", READER).log("its role does not end; left behind");
    }
  }
}
