package dev.saltern.relay;

import dev.saltern.Check;
import dev.saltern.Component;
import dev.saltern.Role;
import dev.saltern.job.Data;
import dev.saltern.job.Jid;
import dev.saltern.job.MinionId;
import dev.saltern.localmaster.PublishAnswer;
import dev.saltern.localmaster.PublishRequest;
import dev.saltern.returner.JobBook;
import dev.saltern.returner.Journal;
import dev.saltern.returner.Outage;
import dev.saltern.returner.RetryPolicy;
import dev.saltern.spool.SpoolException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Down: `upstream.Upstream > JobForwarder > localmaster.PublishClient`, and the load into
/// `returner.Journal` before it is published. A role with one thread, so that the local master gets
/// the jobs in their order, the MoMs taking turns; [#forward] is called by their threads and waits
/// while [#QUEUE_MAX] jobs wait.
///
/// What the local master's minions have no part in is not published ([Narrowing]), and the same
/// from two MoMs once ([Repeats]). A job whose local master is away waits for it as long as
/// [Settings#patience]; one that is refused, or waited too long, is logged and counted, and lost at
/// this master, as with stock salt-syndic.
public final class JobForwarder implements Component {
  /// How many publications are held here; more wait in the inbox of their MoM, so that one that
  /// floods us delays no other by more than these.
  public static final int QUEUE_MAX = 16;

  private static final Logger log = LoggerFactory.getLogger(JobForwarder.class);
  private static final Duration RETRY_PAUSE = Duration.ofMillis(500);

  /// How jobs go down.
  ///
  /// @param masterId `master_id`: publications that carry it are our own and come back no further;
  ///   empty: none
  /// @param passOptions whether what stock drops from `kwargs` is passed on
  /// @param patience how long a job waits for a local master that is away
  /// @param timeout how long someone waits where the publication does not say
  public record Settings(
      String masterId, boolean passOptions, Duration patience, Duration timeout) {}

  /// What is remembered of a publication before it goes down.
  ///
  /// @param book who published it
  /// @param watches is told of it once that is known
  public record Memory(JobBook book, Watches watches) {}

  /// What became of the publications so far; the rest was held back ([Narrowing#counts]).
  ///
  /// @param own ours, come back
  /// @param noMatch the local master knew nobody for
  /// @param lost waited too long for the local master
  /// @param noJob without a jid
  /// @param repeated published before for another MoM
  /// @param circled came back again and again
  public record Counts(
      long forwarded,
      long own,
      long noMatch,
      long refused,
      long lost,
      long noJob,
      long repeated,
      long circled) {}

  private record Waiting(String mom, Jid jid, Data.Dict publication, Instant until) {}

  private final Settings settings;
  private final Publishing publishing;
  private final Narrowing narrowing;
  private final Repeats repeats = new Repeats();
  private final Journal journal;
  private final JobBook book;
  private final Watches watches;
  private final InstantSource clock;
  private final Outage disk;
  private final BlockingQueue<Waiting> queue = new ArrayBlockingQueue<>(QUEUE_MAX, true);
  private final AtomicLong forwarded = new AtomicLong();
  private final AtomicLong own = new AtomicLong();
  private final AtomicLong noMatch = new AtomicLong();
  private final AtomicLong refused = new AtomicLong();
  private final AtomicLong lost = new AtomicLong();
  private final AtomicLong noJob = new AtomicLong();
  private final AtomicLong repeated = new AtomicLong();
  private final AtomicLong circled = new AtomicLong();
  private volatile Optional<String> trouble = Optional.empty();
  private final Role role = new Role("job-forwarder");

  public JobForwarder(
      Settings settings, Narrowing narrowing, Journal journal, Memory memory, RetryPolicy retry) {
    this.settings = settings;
    this.narrowing = narrowing;
    this.publishing = new Publishing(settings.passOptions(), settings.timeout());
    this.journal = journal;
    this.book = memory.book();
    this.watches = memory.watches();
    this.clock = retry.clock();
    this.disk = new Outage("job book", retry);
  }

  /// The way to the local master. Confined to the thread that opened it.
  public interface Way extends AutoCloseable {
    /// Publishes one job.
    PublishAnswer publish(PublishRequest request);

    @Override
    void close();
  }

  /// Starts the role.
  ///
  /// @param way opens the way to the local master; called on the role's own thread
  public void start(Supplier<Way> way) {
    role.start(() -> run(way));
  }

  /// Takes a MoM's publication, verified and decrypted.
  public void forward(String mom, Data.Dict publication) throws InterruptedException {
    String masterId = settings.masterId();
    if (!masterId.isEmpty() && publication.text("master_id").map(masterId::equals).orElse(false)) {
      own.incrementAndGet();
      return;
    }
    Optional<Jid> jid = publication.text("jid").flatMap(Jid::parse);
    if (jid.isEmpty()) {
      noJob.incrementAndGet();
      log.atWarn().addKeyValue("mom", mom).log("a publication without a jid is not passed on");
      return;
    }
    queue.put(new Waiting(mom, jid.get(), publication, clock.instant().plus(settings.patience())));
  }

  public Counts counts() {
    return new Counts(
        forwarded.get(),
        own.get(),
        noMatch.get(),
        refused.get(),
        lost.get(),
        noJob.get(),
        repeated.get(),
        circled.get());
  }

  /// What was not published since nobody here is meant.
  public Narrowing.Counts narrowed() {
    return narrowing.counts();
  }

  private void run(Supplier<Way> opening) {
    try (Way way = opening.get()) {
      while (!Thread.currentThread().isInterrupted()) {
        take(way, queue.take());
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  private void take(Way way, Waiting job) throws InterruptedException {
    remember(job);
    switch (repeats.judge(job.jid(), job.mom(), job.publication(), clock.instant())) {
      case NEW -> {
        if (narrowing.judge(job.publication())
            instanceof Narrowing.Verdict.Publish(Data.Dict narrowed)) {
          journal.acceptAndForce(List.of(publishing.load(job.jid(), job.mom(), job.publication())));
          publish(way, job, narrowed);
        }
      }
      case OTHER_MOM -> repeated.incrementAndGet();
      case CIRCLE -> {
        if (circled.getAndIncrement() == 0) {
          log.atError()
              .addKeyValue("jid", job.jid())
              .addKeyValue("mom", job.mom())
              .log("a job comes back to where it came from; is a master its own MoM's MoM?");
        }
      }
    }
  }

  /// Notes who published the job: before its first return is there, and however long the disk
  /// takes.
  private void remember(Waiting job) throws InterruptedException {
    insist(
        () -> {
          book.published(job.jid(), job.mom());
          watches.published(job.mom(), job.jid(), job.publication());
        });
  }

  private interface Writing {
    void run() throws SpoolException;
  }

  private void insist(Writing writing) throws InterruptedException {
    while (true) {
      try {
        writing.run();
        disk.over();
        return;
      } catch (SpoolException e) {
        Thread.sleep(disk.failed(String.valueOf(e.getMessage())));
      }
    }
  }

  private void publish(Way way, Waiting job, Data.Dict narrowed) throws InterruptedException {
    PublishRequest request = publishing.request(job.jid(), narrowed);
    while (true) {
      switch (way.publish(request)) {
        case PublishAnswer.Published(_, List<MinionId> minions, _) -> published(job, minions);
        case PublishAnswer.NoMatch _ -> {
          trouble = Optional.empty();
          noMatch.incrementAndGet();
        }
        case PublishAnswer.Refused(String name, String message) -> {
          refused.incrementAndGet();
          note(job, name + " " + message);
        }
        case PublishAnswer.Garbled(String why) -> {
          refused.incrementAndGet();
          note(job, why);
        }
        case PublishAnswer.Unreachable(String why) -> {
          if (clock.instant().isBefore(job.until())) {
            trouble = Optional.of("local master not reached: " + why);
            Thread.sleep(RETRY_PAUSE);
            continue;
          }
          lost.incrementAndGet();
          note(job, "local master not reached: " + why);
        }
      }
      return;
    }
  }

  private void published(Waiting job, List<MinionId> minions) throws InterruptedException {
    trouble = Optional.empty();
    forwarded.incrementAndGet();
    repeats.published(job.jid(), job.mom(), job.publication(), clock.instant());
    boolean kin = job.publication().text("fun").filter(ReturnPolicy.KIN::contains).isPresent();
    if (!kin && !minions.isEmpty()) {
      insist(() -> book.expect(job.jid(), minions));
    }
  }

  private void note(Waiting job, String why) {
    trouble = Optional.of(why);
    log.atError()
        .addKeyValue("jid", job.jid())
        .addKeyValue("mom", job.mom())
        .log("a job of the MoM was not published at the local master: {}", why);
  }

  @Override
  public boolean isAlive() {
    return role.isAlive();
  }

  @Override
  public Check check() {
    int waiting = queue.size();
    return trouble
        .map(why -> Check.failed("jobs down", why + ", " + waiting + " jobs wait"))
        .orElseGet(() -> Check.ok("jobs down", forwarded.get() + " published"));
  }

  @Override
  public void close() {
    role.interrupt();
    if (!role.ended(Duration.ofSeconds(5))) {
      log.atWarn().log("a job is with the local master and gets no answer; left behind");
    }
  }
}
