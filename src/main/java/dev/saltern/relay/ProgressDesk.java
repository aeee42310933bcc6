package dev.saltern.relay;

import dev.saltern.job.Arrival;
import dev.saltern.job.Functions;
import dev.saltern.job.Jid;
import dev.saltern.job.Load;
import dev.saltern.job.MinionId;
import dev.saltern.relay.OpenJob.Standing;
import dev.saltern.returner.JobBook;
import dev.saltern.returner.JobNotes;
import dev.saltern.returner.JournalRecord;
import dev.saltern.returner.Outage;
import dev.saltern.spool.SpoolException;
import dev.saltern.wire.WireException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What [JobProgress] knows and decides: which jobs are open, when their minions are asked, when a
/// job is complete. Confined to its role's thread.
final class ProgressDesk {
  private static final Logger log = LoggerFactory.getLogger(ProgressDesk.class);

  private static final Duration ASK_MIN = Duration.ofMinutes(1);
  private static final Duration ASK_MAX = Duration.ofMinutes(10);
  private static final Duration AGE_MAX = Duration.ofDays(1);

  /// When a job that may not be asked about yet is looked at again.
  private static final Duration LOOK_AGAIN = Duration.ofSeconds(10);

  /// The most jobs looked at in one round: each costs a look into the master's job directory.
  private static final int LOOKS_MAX = 200;

  private static final int PUBLISHED_MAX = 10_000;

  /// What a publication said before the local master told who is expected.
  private record Published(String mom, Duration patience) {}

  private final JobProgress.Settings settings;
  private final LocalMinions local;
  private final JobBook book;
  private final JobNotes notes;
  private final AskPace pace;
  private final Inquiry inquiry;
  private final Digest digest;
  private final OpenJobs jobs;
  private final LinkedHashMap<Jid, Published> published = new LinkedHashMap<>();
  private final List<Arrival> findings = new ArrayList<>();
  private final List<Jid> closed = new ArrayList<>();
  private final ProgressTally tally = new ProgressTally();

  ProgressDesk(
      JobProgress.Settings settings,
      LocalMinions local,
      JobBook book,
      JobNotes notes,
      Outage asking) {
    this.settings = settings;
    this.local = local;
    this.book = book;
    this.notes = notes;
    this.pace = new AskPace(settings.bounds().asksPerMinute(), asking);
    this.inquiry = new Inquiry(settings.gather(), settings.clock());
    this.digest = new Digest(settings.digest(), settings.syndicId());
    this.jobs = new OpenJobs(settings.bounds().jobsMax(), settings.bounds().idsMax());
  }

  ProgressTally tally() {
    return tally;
  }

  /// Takes up the jobs that were open when we ended.
  void restore() throws SpoolException {
    for (JobNotes.Note note : notes.all(settings.bounds().jobsMax())) {
      Set<MinionId> expected = book.expected(note.jid());
      if (expected.isEmpty()) {
        closed.add(note.jid());
        continue;
      }
      var job = new OpenJob(note, firstDue(note), true);
      job.expect(ours(expected));
      prune(job);
      jobs.add(job);
    }
    giveWay();
  }

  void take(JournalRecord record, Instant now) throws SpoolException {
    switch (record) {
      case JournalRecord.Answer r when OwnTraffic.isProbe(r.jid()) -> answered(r);
      case JournalRecord.Answer r -> returned(r, now);
      case JournalRecord.Opened(Load load) when !OwnTraffic.isProbe(load.jid()) -> load(load, now);
      case JournalRecord.Opened _ -> {
        // Events tell nothing of it, and what we found out we know.
      }
    }
  }

  private void answered(JournalRecord.Answer probe) {
    try {
      inquiry.answered(probe.open());
    } catch (WireException e) {
      log.atWarn()
          .addKeyValue("jid", probe.jid())
          .addKeyValue("minion", probe.minion())
          .log("an answer to find_job cannot be read: {}", e.getMessage());
    }
  }

  private void load(Load load, Instant now) throws SpoolException {
    String fun = load.fun();
    if (fun.isEmpty() || Functions.isToolNoise(fun)) {
      return;
    }
    Duration patience =
        load.body().integer("to").map(ProgressDesk::seconds).orElse(settings.timeout());
    if (!load.mom().isEmpty()) {
      published.putIfAbsent(load.jid(), new Published(load.mom(), patience));
      if (published.size() > PUBLISHED_MAX) {
        published.pollFirstEntry();
      }
    }
    List<MinionId> expected = ours(load.expected());
    if (expected.isEmpty()) {
      return;
    }
    Optional<OpenJob> known = jobs.get(load.jid());
    if (known.isPresent()) {
      known.get().expect(expected);
    } else {
      Published down = published.getOrDefault(load.jid(), new Published(load.mom(), patience));
      open(new JobNotes.Note(load.jid(), fun, down.mom(), now, down.patience()), expected);
    }
    giveWay();
  }

  private void open(JobNotes.Note note, List<MinionId> expected) throws SpoolException {
    var job = new OpenJob(note, firstDue(note), false);
    job.expect(expected);
    List<MinionId> earlier = ours(book.expected(note.jid()));
    if (!expected.containsAll(earlier)) {
      // A jid is published again for other minions, as asynchronous batches do.
      job.expect(earlier);
      prune(job);
    }
    jobs.add(job);
  }

  /// Below a master with syndics others ask theirs.
  private List<MinionId> ours(Collection<MinionId> expected) {
    if (!settings.syndicsBelow()) {
      return List.copyOf(expected);
    }
    Set<MinionId> accepted = accepted().orElse(Set.of());
    return expected.stream().filter(accepted::contains).toList();
  }

  /// Nothing where it cannot be read: then nobody is said not to be accepted.
  private Optional<Set<MinionId>> accepted() {
    try {
      return Optional.of(local.accepted());
    } catch (IOException e) {
      unread(e);
      return Optional.empty();
    }
  }

  private static Duration seconds(long to) {
    return Duration.ofSeconds(Math.clamp(to, 0, AGE_MAX.toSeconds()));
  }

  private Instant firstDue(JobNotes.Note note) {
    return note.since().plus(note.patience()).plus(settings.gather());
  }

  private void returned(JournalRecord.Answer r, Instant now) {
    Optional<OpenJob> job = jobs.get(r.jid());
    if (job.isPresent()) {
      job.get().returned(r.minion(), r.told().retcode() == 0 && r.told().success());
      job.get().waitUntil(quiet(job.get(), now));
      closeSettled(job.get(), now);
    }
  }

  /// When a job counts as quiet after a return: a master busy with its returns is not asked for
  /// more. Not later than ten minutes after it was first due, however long they trickle in.
  private Instant quiet(OpenJob job, Instant now) {
    Instant latest = firstDue(job.note()).plus(ASK_MAX);
    Instant quiet = now.plus(settings.gather());
    return quiet.isBefore(latest) ? quiet : latest;
  }

  private boolean closeSettled(OpenJob job, Instant now) {
    if (job.isSettled()) {
      close(job, now, true);
    }
    return job.isSettled();
  }

  private void close(OpenJob job, Instant now, boolean complete) {
    findings.add(job.completion(now, complete));
    digest.last(job, complete, now).ifPresent(findings::add);
    gone(job);
    tally.completed(complete);
  }

  private void gone(OpenJob job) {
    jobs.remove(job.jid());
    if (job.isNoted()) {
      closed.add(job.jid());
    }
  }

  private void giveWay() {
    for (OpenJob job : jobs.giveWay()) {
      gone(job);
      if (tally.dropped() == 1) {
        log.atWarn()
            .addKeyValue("jid", job.jid())
            .log("too many jobs are open; the oldest are no longer followed");
      }
    }
  }

  /// Looks at what is due: reads the answers, asks, tells.
  ///
  /// @param way where it may ask; nothing where it may not
  /// @param caughtUp whether all answers there are have been taken
  void turn(Optional<JobForwarder.Way> way, boolean caughtUp, Instant now) {
    if (caughtUp) {
      for (OpenJob job : inquiry.settle(now)) {
        answered(job, now);
      }
    }
    int looks = 0;
    for (OpenJob job : List.copyOf(jobs.all())) {
      if (job.isDue(now) && looks < LOOKS_MAX) {
        looks++;
        due(job, way, now);
      }
      if (jobs.get(job.jid()).isPresent()) {
        digest.due(job, now).ifPresent(findings::add);
      }
    }
    tally.open(jobs.size());
  }

  private void answered(OpenJob job, Instant now) {
    if (jobs.get(job.jid()).filter(open -> open == job).isEmpty()) {
      return;
    }
    prune(job);
    if (!closeSettled(job, now)) {
      findings.add(job.completion(now, false));
      job.dueAgain(now, ASK_MIN, ASK_MAX);
    }
  }

  private void due(OpenJob job, Optional<JobForwarder.Way> way, Instant now) {
    prune(job);
    if (closeSettled(job, now)) {
      return;
    }
    if (job.age(now).compareTo(AGE_MAX) > 0) {
      close(job, now, false);
      return;
    }
    if (way.isEmpty()) {
      job.dueAgain(now, ASK_MIN, ASK_MAX);
      return;
    }
    Optional<Set<MinionId>> accepted = accepted();
    boolean kin = ReturnPolicy.KIN.contains(job.note().fun());
    for (MinionId id : job.unsettled()) {
      // Who did not answer a ping in time runs none.
      Standing settled = kin ? Standing.NO_ANSWER : job.standing(id);
      boolean ours = accepted.isEmpty() || accepted.get().contains(id);
      job.set(id, ours ? settled : Standing.NOT_ACCEPTED);
    }
    if (closeSettled(job, now)) {
      return;
    }
    if (pace.mayAsk(now)) {
      ask(job, way.get(), now);
    } else {
      job.postpone(now.plus(LOOK_AGAIN));
    }
  }

  private void ask(OpenJob job, JobForwarder.Way way, Instant now) {
    Optional<String> trouble = inquiry.ask(way, job, job.unsettled());
    pace.asked(trouble, now);
    if (trouble.isEmpty()) {
      tally.asked();
    }
  }

  /// Those that the master has a return of have returned, whether we saw it or not.
  private void prune(OpenJob job) {
    try {
      for (MinionId id : local.returned(job.jid())) {
        job.set(id, Standing.RETURNED);
      }
    } catch (IOException e) {
      unread(e);
    }
  }

  private void unread(IOException e) {
    if (tally.unread() == 1) {
      log.atWarn().log("the master's files cannot be read: {}", e.toString());
    }
  }

  /// What was found out since the last call.
  List<Arrival> findings() {
    List<Arrival> all = List.copyOf(findings);
    findings.clear();
    return all;
  }

  /// Puts on disk which jobs are open.
  void save() throws SpoolException {
    var fresh = new ArrayList<OpenJob>();
    for (OpenJob job : jobs.all()) {
      if (!job.isNoted()) {
        fresh.add(job);
      }
    }
    for (OpenJob job : fresh) {
      book.expect(job.jid(), job.minions());
    }
    if (!fresh.isEmpty()) {
      notes.keep(fresh.stream().map(OpenJob::note).toList());
      fresh.forEach(OpenJob::setNoted);
    }
    if (!closed.isEmpty()) {
      notes.forget(closed);
      closed.clear();
    }
  }
}
