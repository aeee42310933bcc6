package dev.saltern.relay;

import dev.saltern.Check;
import dev.saltern.Component;
import dev.saltern.Role;
import dev.saltern.job.Gap;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.job.Source;
import dev.saltern.localmaster.JobDirectory;
import dev.saltern.returner.Journal;
import dev.saltern.returner.JournalRecord;
import dev.saltern.returner.Outage;
import dev.saltern.returner.RetryPolicy;
import dev.saltern.spool.Notes;
import dev.saltern.spool.SpoolException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gap: `localmaster.JobDirectory > GapFiller > returner.Journal`. What the bus showed while we
/// were not there, and the whole of what it cut. A role with one thread; [#missed] and [#took] are
/// called by the tap's thread and wait for nothing.
///
/// Open windows, cut returns and the mark until when the bus was seen are on disk; the mark never
/// passes what is neither in the journal nor in one of the other two. So a kill -9 at any moment
/// leaves a window, or a mark before it.
public final class GapFiller implements Component {
  /// What is filled from.
  ///
  /// @param directory the local master's job cache; nothing where it keeps none
  /// @param required whether it should keep one: beside a MoM it need not
  /// @param first how far back is read at the very first start
  public record Settings(Optional<JobDirectory> directory, boolean required, Duration first) {}

  /// What was found so far.
  ///
  /// @param windows how many windows were filled
  /// @param recovered the loads and returns that were found in them
  /// @param whole the cut returns whose whole was found
  /// @param cut the cut returns that stay so: the master has no more of them either
  public record Counts(long windows, long recovered, long whole, long cut) {}

  /// What became of the answers that the bus showed, as the directory has them.
  ///
  /// @param conflicts how often an answer differed from another of the same minion to the same job
  /// @param unverified the answers of which the directory has nothing
  /// @param unchecked the answers whose file was not looked for: too many came at once
  /// @param open the answers that are looked for now
  public record Checked(long conflicts, long unverified, long unchecked, long open) {}

  /// What is still looked for.
  public record Open(long windows, long cut) {}

  private static final Logger log = LoggerFactory.getLogger(GapFiller.class);
  private static final String WINDOWS = "gap/windows";
  private static final Duration IDLE = Duration.ofSeconds(1);
  private static final Duration SHORTEST = Duration.ofMillis(20);
  private static final Duration MARK_EVERY = Duration.ofSeconds(5);
  private static final Duration FLUSH_PATIENCE = Duration.ofSeconds(30);
  private static final Duration CLOSE_PATIENCE = Duration.ofSeconds(5);

  /// How far back is read where nobody knows since when the spool lost records: as long as a spool
  /// keeps any by default.
  private static final Duration LOSS_MAX = Duration.ofDays(7);

  private final Settings settings;
  private final Journal journal;
  private final Notes notes;
  private final InstantSource clock;
  private final Outage files;
  private final Outage disk;
  private final SeenMark mark;
  private final GapWindows windows = new GapWindows();
  private final TrimmedReturns trimmed = new TrimmedReturns();
  private final RecentArrivals recent = new RecentArrivals(RecentArrivals.GENERATION, new Random());
  private final CutReturns cutReturns;
  private final WindowFiller windowFiller;
  private final AnswerCheck answers;
  private final Semaphore bell = new Semaphore(0);
  private Supplier<Instant> seen = () -> Instant.MIN;
  private byte[] saved = new byte[0];
  private Instant marked = Instant.MIN;
  private Instant readAgain = Instant.MIN;
  private volatile boolean newSpool;
  private volatile boolean stopping;
  private final Role role = new Role("gap-filler");

  public GapFiller(Settings settings, Journal journal, Notes notes, RetryPolicy retry) {
    this.settings = settings;
    this.journal = journal;
    this.notes = notes;
    this.clock = retry.clock();
    this.files = new Outage("job cache directory", retry);
    this.disk = new Outage("notes of gaps", retry);
    this.mark = new SeenMark(notes, retry.clock());
    this.answers = new AnswerCheck(journal, notes, clock);
    this.cutReturns = new CutReturns(trimmed, recent, journal, notes, answers);
    this.windowFiller =
        new WindowFiller(
            windows,
            settings.directory(),
            journal,
            () -> new GapLook(journal, recent, trimmed),
            retry.clock());
  }

  /// Takes up what an earlier run left, and says until when that one saw the bus: what the tap is
  /// to be started with.
  Instant resume() throws SpoolException {
    Optional<byte[]> open = notes.get(WINDOWS);
    if (open.isPresent()) {
      windows.read(open.get());
      saved = open.get();
    }
    trimmed.read(notes);
    answers.read();
    Optional<Instant> seenUntil = mark.read();
    newSpool = seenUntil.isEmpty();
    return seenUntil.orElseGet(() -> clock.instant().minus(settings.first()));
  }

  /// Starts the role.
  ///
  /// @param tap until when the tap has handed everything over
  /// @return until when the last run saw the bus
  public Instant start(Supplier<Instant> tap) throws SpoolException {
    Instant from = resume();
    seen = tap;
    role.start(this::run);
    return from;
  }

  /// An earlier process of this node was there so long ago. Where the spool knows of none, it was
  /// lost with what that process had in it, and what passed since is read from the directory.
  public void seenBefore(Duration ago) {
    if (!newSpool) {
      return;
    }
    Instant now = clock.instant();
    Instant from = now.minus(ago.compareTo(LOSS_MAX) > 0 ? LOSS_MAX : ago);
    log.atWarn()
        .addKeyValue("from", from)
        .log("this node was here before, and its spool is new; reading the job cache directory");
    missed(Gap.between(from, now, Gap.Reason.START));
  }

  /// The bus may have hidden something.
  void missed(Gap gap) {
    windows.add(GapWindow.of(gap, clock.instant()));
    bell.release();
  }

  /// The bus showed something, and it is accepted.
  void took(JournalRecord record) {
    switch (record) {
      case JournalRecord.Answer r when r.source() == Source.TRIMMED -> {
        trimmed.add(r, clock.instant());
        bell.release();
      }
      case JournalRecord.Answer r -> recent.returned(r.jid(), r.minion().text());
      case JournalRecord.Opened(Load load) when load.body().get("fun").isPresent() ->
          recent.loaded(load.jid());
      case JournalRecord.Opened _ -> {
        // Nothing of it is in the directory.
      }
    }
  }

  /// The bus showed an answer of a minion, and it is accepted.
  void answered(JournalRecord.Answer answer) {
    if (settings.directory().isPresent() && !OwnTraffic.isProbe(answer.jid())) {
      answers.saw(answer.jid(), answer.minion());
    }
  }

  /// An answer of the bus differs from another of that minion to that job: the directory judges.
  public void differ(Jid jid, MinionId minion) {
    answers.differ(jid, minion);
    bell.release();
  }

  public Checked checked() {
    return answers.counts();
  }

  public Counts counts() {
    return new Counts(
        windowFiller.filled(), windowFiller.recovered(), cutReturns.whole(), cutReturns.cut());
  }

  /// How many windows are open, and cut returns looked for.
  public Open open() {
    return new Open(windows.size(), trimmed.size());
  }

  private void run() {
    try {
      while (!stopping) {
        Duration wait = turn();
        if (bell.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS)) {
          bell.drainPermits();
        }
      }
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }

  /// Does what is due, and says how long nothing is.
  Duration turn() throws InterruptedException {
    try {
      save();
      if (!clock.instant().isBefore(readAgain)) {
        read();
      }
      Instant now = clock.instant();
      if (!now.isBefore(marked.plus(MARK_EVERY))) {
        refillLoss(now);
        marked = mark(FLUSH_PATIENCE) ? now : marked;
      }
      disk.over();
      return untilDue();
    } catch (SpoolException e) {
      return disk.failed(String.valueOf(e.getMessage()));
    }
  }

  private Duration untilDue() {
    Instant now = clock.instant();
    Instant next =
        now.isBefore(readAgain)
            ? readAgain
            : Stream.of(trimmed.nextDue(), answers.nextDue())
                .flatMap(Optional::stream)
                .min(Instant::compareTo)
                .orElse(Instant.MAX);
    if (next.isAfter(now.plus(IDLE))) {
      return IDLE;
    }
    Duration wait = Duration.between(now, next);
    return wait.compareTo(SHORTEST) < 0 ? SHORTEST : wait;
  }

  /// Puts on disk what is open; free where nothing has changed.
  private void save() throws SpoolException {
    trimmed.save(notes);
    answers.save();
    byte[] note = windows.note();
    if (!Arrays.equals(note, saved)) {
      notes.put(Map.of(WINDOWS, note));
      saved = note;
    }
  }

  /// Opens a window for what was lost with a damaged spool, and only then calls that handled.
  private void refillLoss(Instant now) throws SpoolException {
    Optional<Instant> lost = journal.lostSince();
    if (lost.isEmpty()) {
      return;
    }
    Instant earliest = now.minus(LOSS_MAX);
    Instant from = lost.get().isBefore(earliest) ? earliest : lost.get();
    log.atError()
        .addKeyValue("from", from)
        .log("the spool lost what it took since then; reading the master's job cache directory");
    recent.clear();
    windows.add(GapWindow.of(Gap.between(from, now, Gap.Reason.DAMAGED_SPOOL), now));
    save();
    journal.lossHandled();
  }

  /// Moves the mark on to what is on disk; false where that took too long.
  private boolean mark(Duration patience) throws SpoolException, InterruptedException {
    // Asked for first: what was handed over until then is in the journal's queue or in ours.
    Instant until = seen.get();
    if (!journal.flush(patience)) {
      return false;
    }
    save();
    mark.put(until);
    return true;
  }

  private void read() throws SpoolException, InterruptedException {
    Optional<String> cut = cutReturns.look(settings.directory(), clock.instant(), FLUSH_PATIENCE);
    Optional<String> doubt =
        settings.directory().isPresent()
            ? answers.look(settings.directory().get(), clock.instant(), FLUSH_PATIENCE)
            : Optional.empty();
    Optional<String> trouble =
        windowFiller.read(FLUSH_PATIENCE, () -> stopping).or(() -> cut).or(() -> doubt);
    save();
    if (trouble.isEmpty()) {
      files.over();
    } else if (!stopping) {
      readAgain = clock.instant().plus(files.failed(trouble.get()));
    }
  }

  @Override
  public Check check() {
    if (settings.directory().isEmpty()) {
      String message =
          "the master keeps no job cache of its own (master_job_cache, job_cache, ext_job_cache):"
              + " what the bus shows while the node is away, or cuts, is lost";
      return settings.required() ? Check.failed("gaps", message) : Check.ok("gaps", message);
    }
    String fine =
        "%d windows open, %d cut returns looked for, %s"
            .formatted(windows.size(), trimmed.size(), counts());
    return Stream.of(disk.check(""), files.check(""), settings.directory().get().check())
        .filter(check -> !check.ok())
        .findFirst()
        .orElse(Check.ok("gaps", fine));
  }

  @Override
  public boolean isAlive() {
    return role.isAlive();
  }

  /// Ends the look there is; what is open goes on after the next start. To be called when the tap
  /// has ended and before the journal does.
  @Override
  public void close() {
    stopping = true;
    bell.release();
    if (!role.isStarted()) {
      return;
    }
    if (!role.ended(CLOSE_PATIENCE)) {
      role.interrupt();
    }
    try {
      if (!role.ended(CLOSE_PATIENCE) || !mark(CLOSE_PATIENCE)) {
        log.atWarn().log("the mark until when the bus was seen stays where it was");
      }
    } catch (SpoolException e) {
      log.atWarn().log("the mark until when the bus was seen stays: {}", e.getMessage());
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
